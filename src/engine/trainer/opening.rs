//! Opened files: checkpoints and weights.

use super::Trainer;
use crate::engine::files::read_all;
use crate::engine::port::post;
use facegan_core::problem::Problem;
use facegan_protocol::{DroppedFile, Event};
use facegan_store::opened::ContentError;

/// More bytes than any checkpoint of the largest settings has.
const MOST_BYTES: f64 = 2e9;

/// Why a file could not be opened.
#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error("the browser could not read it: {0}")]
    Unread(#[from] std::io::Error),
    #[error("it is larger than any checkpoint")]
    TooLarge,
    #[error(transparent)]
    Content(#[from] ContentError),
}

impl OpenError {
    fn advice(&self) -> String {
        match self {
            Self::Unread(_) => "It may have been moved or changed: choose it again.".into(),
            Self::TooLarge => "Choose a checkpoint of facegan, or netG or netD as .safetensors.".into(),
            Self::Content(error) => error.advice(),
        }
    }
}

impl Trainer {
    /// Opens a checkpoint or weights.
    pub(super) async fn open(&mut self, file: DroppedFile) {
        let DroppedFile { path, file } = file;
        let opened = match read(&file).await {
            Ok(bytes) => self.opened.open(path.clone(), &bytes).map_err(OpenError::from),
            Err(error) => Err(error),
        };
        match opened {
            Ok(()) => {
                self.opened_net_g = None;
                post(&Event::Opened(self.opened.report()));
            }
            Err(error) => post(&Event::Problem(Problem {
                what: format!("{path} could not be opened: {error}."),
                advice: error.advice(),
            })),
        }
    }

    /// Forgets every opened file.
    pub(super) fn close_files(&mut self) {
        self.opened = Default::default();
        self.opened_net_g = None;
        post(&Event::Opened(self.opened.report()));
    }

    /// Tells whether the opened checkpoint's run could go on with the photos that there are.
    pub(super) fn count_missing(&self) {
        if let Some(snapshot) = self.opened.snapshot() {
            post(&Event::Missing { photos: snapshot.missing(self.data.borrow().identities()) });
        }
    }
}

async fn read(file: &web_sys::Blob) -> Result<Vec<u8>, OpenError> {
    if file.size() > MOST_BYTES {
        return Err(OpenError::TooLarge);
    }
    Ok(read_all(file).await?)
}
