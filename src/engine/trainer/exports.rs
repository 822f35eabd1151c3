//! The files that a run can be taken home as.

use safetensors::tensor::SafeTensorError;

use super::Trainer;
use crate::engine::port::post;
use facegan_core::export::Export;
use facegan_core::latent::WeightSource;
use facegan_core::problem::Problem;
use facegan_model::{HostTensor, ReadError, StateDict, to_host};
use facegan_protocol::Event;
use facegan_store::checkpoint;
use facegan_store::onnx::{OnnxError, onnx};
use facegan_store::weights::{metadata, safetensors};
use facegan_train::{Session, SnapshotError, csv};

const BINARY: &str = "application/octet-stream";

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExportError {
    #[error("the weights could not be read: {0}")]
    Read(#[from] ReadError),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error("the file could not be put together: {0}")]
    File(#[from] SafeTensorError),
    #[error("the file could not be put together: {0}")]
    Onnx(#[from] OnnxError),
    #[error("this run keeps no average of netG")]
    NoAverage,
}

impl ExportError {
    /// What a person can do about it.
    fn advice(&self) -> &'static str {
        match self {
            Self::Snapshot(SnapshotError::BrokenOff(_)) => {
                "Go on from an earlier checkpoint, or start again; the other downloads still work."
            }
            Self::NoAverage => "Set ema_decay, to 0.999 for example, and start a new run.",
            Self::Snapshot(SnapshotError::Read(_)) | Self::Read(_) | Self::File(_) | Self::Onnx(_) => {
                "Try again; if it fails again, start a new run."
            }
        }
    }
}

impl Trainer {
    /// Makes a file of the run and hands it to the page.
    pub(super) async fn export(&self, what: Export) {
        let Some(active) = &self.run else {
            return post(&Event::Problem(nothing()));
        };
        match file(active.run.session(), what).await {
            Ok(event) => post(&event),
            Err(error) => post(&Event::Problem(failed(&error))),
        }
    }
}

/// What a person is told where there was no run yet.
pub(super) fn nothing() -> Problem {
    Problem { what: "There is nothing to download yet.".into(), advice: "Start a run first.".into() }
}

pub(super) fn failed(error: &ExportError) -> Problem {
    Problem { what: format!("The download failed: {error}."), advice: error.advice().into() }
}

async fn file(session: &Session, what: Export) -> Result<Event, ExportError> {
    let manifest = || metadata(session.config(), session.history());
    let tracked = session.batches_tracked();
    let (name, mime, bytes) = match what {
        Export::NetG => ("netG.safetensors", BINARY, safetensors(&net_g(session).await?, tracked.net_g, manifest())?),
        Export::AveragedNetG => {
            let average = session.net_g(WeightSource::Averaged).ok_or(ExportError::NoAverage)?;
            let state = to_host(average.state()).await?;
            ("netG_ema.safetensors", BINARY, safetensors(&state, tracked.net_g, manifest())?)
        }
        Export::NetD => {
            let state = to_host(session.gan().net_d.state()).await?;
            ("netD.safetensors", BINARY, safetensors(&state, tracked.net_d, manifest())?)
        }
        Export::Onnx => ("netG.onnx", BINARY, onnx(&net_g(session).await?, manifest())?),
        Export::Checkpoint => ("checkpoint.safetensors", BINARY, checkpoint::to_bytes(&session.snapshot().await?)?),
        Export::Losses => ("losses.csv", "text/csv", csv(session.history()).into_bytes()),
    };
    Ok(Event::File { name: name.into(), mime: mime.into(), bytes })
}

async fn net_g(session: &Session) -> Result<Vec<HostTensor>, ReadError> {
    to_host(session.gan().net_g.state()).await
}
