//! Errors that end the command, with their exit codes and advice.

use std::io;
use std::path::PathBuf;

use super::animate::FilmError;
use super::backend::BackendError;
use super::claim::FolderError;
use super::files::WriteError;
use super::latent_file::LatentError;
use super::opened::OpenError;
use super::photos::{PhotosError, ReadError};
use super::picture::PictureError;
use super::settings::SettingsError;
use facegan_core::config::{Invalid, Rates};
use facegan_core::memory::TooLarge;
use facegan_data::decode::DecodeError;
use facegan_data::records::RecordError;
use facegan_store::html_page::HtmlPageError;
use facegan_store::whole_run::PackError;
use facegan_train::{self, InversionError, RestoreError, SelfCheckError, SnapshotError, TrainError};

/// Why the command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Backend(#[from] BackendError),
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    #[error(transparent)]
    SelfCheck(#[from] SelfCheckError),
    #[error(transparent)]
    Photos(#[from] PhotosError),
    #[error("photos could not be written or read: {0}")]
    Storage(#[from] RecordError),
    #[error("batch_size {0}")]
    Batch(Invalid),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the run could not go on: {0}")]
    Restore(#[from] RestoreError),
    #[error("training stopped: {error}")]
    Stopped {
        #[source]
        error: Box<TrainError>,
        /// Where the run can be continued from.
        saved: Option<Saved>,
        rates: Rates,
    },
    #[error("the run could not be saved: {0}")]
    Snapshot(#[from] SnapshotError),
    #[error("it could not be drawn: {0}")]
    Generator(#[from] facegan_train::GeneratorError),
    #[error("it could not be drawn: {0}")]
    Draw(#[from] facegan_train::DrawError),
    #[error("it could not be drawn: {0}")]
    Gpu(TrainError),
    #[error("{} cannot be used: {source}", path.display())]
    Photo { path: PathBuf, source: DecodeError },
    #[error("the face could not be searched for: {0}")]
    Invert(#[from] InversionError),
    #[error("the GPU could not be measured: {0}")]
    Measure(TrainError),
    #[error("the images could not be compared: {0}")]
    Quality(#[from] facegan_quality::QualityError),
    #[error(transparent)]
    PictureFile(#[from] PictureError),
    #[error(transparent)]
    Film(#[from] FilmError),
    #[error(transparent)]
    Latent(#[from] LatentError),
    #[error(transparent)]
    Enlarge(#[from] facegan_data::enlarge::NotEnlarged),
    #[error("the picture could not be encoded: {0}")]
    Picture(#[from] image::ImageError),
    #[error(transparent)]
    Pack(#[from] PackError),
    #[error("the page could not be made: {0}")]
    HtmlPage(#[from] HtmlPageError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("it could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("Ctrl-C cannot be listened to: {0}")]
    Interrupt(io::Error),
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Photos(error) => Self::Photos(error),
            ReadError::Storage(error) => Self::Storage(error),
            ReadError::Report(error) => Self::Write(error),
        }
    }
}

/// A checkpoint of the run that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    pub file: PathBuf,
    pub iterations: usize,
}

impl Failure {
    /// The command's exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Folder(FolderError::Write(_)) => 1,
            Self::Latent(error) => error.code(),
            Self::Settings(_) | Self::Folder(_) | Self::PictureFile(_) | Self::Film(_) => 2,
            Self::Restore(RestoreError::Settings(_)) => 2,
            Self::Backend(BackendError::Kernels { .. } | BackendError::NotMeasured(_)) => 2,
            Self::Photos(_)
            | Self::Photo { .. }
            | Self::Batch(_)
            | Self::Open(_)
            | Self::Restore(_)
            | Self::HtmlPage(_) => 3,
            Self::Backend(_) | Self::TooLarge(_) | Self::SelfCheck(_) => 4,
            Self::Storage(_)
            | Self::Stopped { .. }
            | Self::Snapshot(_)
            | Self::Generator(_)
            | Self::Draw(_)
            | Self::Invert(_)
            | Self::Gpu(_)
            | Self::Measure(_)
            | Self::Quality(_)
            | Self::Picture(_)
            | Self::Enlarge(_)
            | Self::Pack(_)
            | Self::Write(_)
            | Self::Json(_)
            | Self::Interrupt(_) => 1,
        }
    }

    /// What a person can do about it, where the message does not say.
    pub fn advice(&self) -> Option<String> {
        Some(match self {
            Self::Settings(SettingsError::Fixed(_)) => "Leave them out, or start a new run without --resume.".into(),
            Self::Folder(error) => error.advice(),
            Self::PictureFile(error) => error.advice(),
            Self::Film(error) => error.advice(),
            Self::Latent(error) => return error.advice().map(str::to_owned),
            Self::Picture(_) => "Draw fewer faces, or choose an --out that ends with .png.".into(),
            Self::Backend(error) => error.advice(),
            Self::TooLarge(error) => error.remedy.clone(),
            Self::SelfCheck(_) => {
                "Update the graphics driver, or compute with `--backend cpu`, which is slower.".into()
            }
            Self::Photos(PhotosError::NoPhoto) => "Give JPEG, PNG, WebP, GIF, BMP or TIFF files in --data.".into(),
            Self::Photos(PhotosError::NoFace) => {
                "For the centres of the photos, train with --crop centre. The report says why faces were left out."
                    .into()
            }
            Self::Photo { .. } => "Give a JPEG, PNG, WebP, GIF, BMP or TIFF file in --photo.".into(),
            Self::Open(error) => error.advice(),
            Self::Measure(_) => "Update the graphics driver, or close other programs that use the GPU.".into(),
            Self::Restore(RestoreError::Photos { .. }) => {
                "Give the photos that the run was made with: the same --data, or the same number of --samples.".into()
            }
            Self::Stopped { error, saved, rates } => stopped(error, saved.as_ref(), *rates),
            Self::Storage(_) | Self::Write(_) => WriteError::ADVICE.into(),
            _ => return None,
        })
    }
}

/// How to continue after training broke off.
fn stopped(error: &TrainError, saved: Option<&Saved>, rates: Rates) -> String {
    let learns = rates.of_g().max(rates.of_d()) > 0.0;
    let lower = match error {
        TrainError::NotFinite(_) if learns => {
            format!(" with a lower learning rate:{}", arguments(rates.map(|lr| lr / 2.0)))
        }
        _ => String::new(),
    };
    match saved {
        Some(Saved { file, iterations }) => {
            format!("Go on from its state after {iterations} iterations, --resume {}{lower}", file.display())
        }
        None => format!("Start again{lower}"),
    }
}

/// Learning rates as the command takes them.
fn arguments(rates: Rates) -> String {
    rates.used().into_iter().map(|(field, rate)| format!(" --{} {rate}", field.name().replace('_', "-"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diverged_run_says_from_where_to_continue_and_how() {
        let saved = Some(Saved { file: "out/checkpoint.safetensors".into(), iterations: 40 });
        let rates = Rates { lr: 0.0002, lr_g: None, lr_d: None };
        let failure = Failure::Stopped { error: Box::new(TrainError::NotFinite(41)), saved, rates };
        assert_eq!(failure.to_string(), "training stopped: a loss or a weight of iteration 41 is not a finite number");
        let advice = "Go on from its state after 40 iterations, --resume out/checkpoint.safetensors with a lower \
                      learning rate: --lr 0.0001";
        assert_eq!((failure.code(), failure.advice().as_deref()), (1, Some(advice)));
    }

    #[test]
    fn each_network_gets_a_lower_learning_rate_of_its_own() {
        let rates = Rates { lr: 0.0002, lr_g: None, lr_d: Some(0.5) };
        let advice = stopped(&TrainError::NotFinite(41), None, rates);
        assert_eq!(advice, "Start again with a lower learning rate: --lr 0.0001 --lr-d 0.25");
    }
}
