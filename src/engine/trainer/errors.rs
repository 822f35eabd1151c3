//! Why the trainer could not draw, export or open something.

use facegan_core::words::grouped;
use facegan_data::decode::DecodeError;
use facegan_data::records::RecordError;
use facegan_model::ReadError;
use facegan_store::checkpoint::CheckpointError;
use facegan_store::html_page::HtmlPageError;
use facegan_store::latent_file::LatentFileError;
use facegan_store::onnx::OnnxError;
use facegan_store::opened::ContentError;
use facegan_store::run_store::{PinError, RunFilesError};
use facegan_train::{GeneratorError, InversionError, SaveError, SnapshotError};
use safetensors::tensor::SafeTensorError;

use crate::engine::gpu::GpuError;

/// Why there is no such state of a run.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoState {
    #[error("no state of this run was saved that is whole")]
    NotSaved,
    #[error("no best netG of this run is kept")]
    NoBest,
    #[error("no state of this run at iteration {} is pinned that is whole", grouped(*.0))]
    NotPinned(usize),
    #[error("the state of this run cannot be read: {0}")]
    Unreadable(#[from] CheckpointError),
}

/// Why the state of a run was not pinned.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotPinned {
    #[error("there is no run")]
    NoRun,
    #[error(transparent)]
    Save(#[from] SaveError<RunFilesError>),
    #[error(transparent)]
    Pin(#[from] PinError),
}

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub(super) enum DrawError {
    #[error("there are no weights to draw with")]
    NoWeights,
    #[error("no average of its weights is kept")]
    NoAverage,
    #[error(transparent)]
    NoState(#[from] NoState),
    #[error(transparent)]
    Gpu(#[from] GpuError),
    #[error(transparent)]
    Generator(#[from] GeneratorError),
    #[error(transparent)]
    Draw(#[from] facegan_train::DrawError),
}

/// Why the latent of a photo could not be searched for.
#[derive(Debug, thiserror::Error)]
pub(super) enum InvertError {
    #[error(transparent)]
    NetG(#[from] DrawError),
    #[error(transparent)]
    Inversion(#[from] InversionError),
    #[error("the photo is not there any more")]
    NoPhoto,
    #[error("the photo could not be read: {0}")]
    Unread(#[from] RecordError),
    #[error(transparent)]
    Size(#[from] DecodeError),
    /// In the words of the photo worker.
    #[error("the photo cannot be used: {0}")]
    Refused(String),
    #[error("the photo could not be read: {0}")]
    Worker(String),
}

/// Why a file of the run could not be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExportError {
    #[error("the weights could not be read: {0}")]
    Read(#[from] ReadError),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error("the file could not be put together: {0}")]
    Safetensors(#[from] SafeTensorError),
    #[error("the file could not be put together: {0}")]
    Onnx(#[from] OnnxError),
    #[error(transparent)]
    HtmlPage(#[from] HtmlPageError),
    #[error(transparent)]
    Latent(#[from] LatentFileError),
    #[error("this run keeps no average of netG")]
    NoAverage,
    #[error("no netG is open")]
    NothingOpen,
    #[error(transparent)]
    NoState(#[from] NoState),
}

/// Why a file could not be opened.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenError {
    #[error("the browser could not read it: {0}")]
    Unread(#[from] std::io::Error),
    #[error("it is larger than any checkpoint")]
    TooLarge,
    #[error(transparent)]
    Content(#[from] ContentError),
    #[error(transparent)]
    Latent(#[from] LatentFileError),
    #[error(transparent)]
    Face(#[from] DrawError),
}
