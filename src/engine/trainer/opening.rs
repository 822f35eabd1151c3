//! Opened files: checkpoints and weights.

use super::Trainer;
use super::errors::OpenError;
use super::problems::not_opened;
use crate::engine::files::read_all;
use crate::engine::port::post;
use facegan_protocol::{DroppedFile, Event};

/// Larger than the checkpoint of the largest settings.
const MOST_BYTES: f64 = 2e9;

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
            Err(error) => post(&Event::Problem(not_opened(&path, &error))),
        }
    }

    /// Closes every opened file.
    pub(super) fn close_files(&mut self) {
        self.opened = Default::default();
        self.opened_net_g = None;
        post(&Event::Opened(self.opened.report()));
    }

    /// Posts how many photos of the opened checkpoint's run are missing from the data set.
    pub(super) fn count_missing(&self) {
        if let Some(snapshot) = self.opened.snapshot() {
            let data = self.photos.of(snapshot.config.crop);
            post(&Event::Missing { photos: snapshot.missing(data.borrow().identities()) });
        }
    }
}

async fn read(file: &web_sys::Blob) -> Result<Vec<u8>, OpenError> {
    if file.size() > MOST_BYTES {
        return Err(OpenError::TooLarge);
    }
    Ok(read_all(file).await?)
}
