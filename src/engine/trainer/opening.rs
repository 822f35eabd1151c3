//! Opened files: checkpoints, weights and latents.

use super::Trainer;
use super::errors::OpenError;
use super::problems::not_opened;
use crate::engine::files::read_all;
use crate::engine::port::post;
use facegan_core::latent::{Latent, Scene, WeightSource};
use facegan_protocol::{DroppedFile, Event};
use facegan_store::latent_file;

/// Larger than the checkpoint of the largest settings.
const MOST_BYTES: f64 = 2e9;

impl Trainer {
    /// Opens a checkpoint, weights or a latent, and tells the page what it is.
    pub(super) async fn open(&mut self, file: DroppedFile) {
        let DroppedFile { path, file } = file;
        let opened = match read(&file).await {
            Ok(bytes) if latent_file::is_latent(&bytes) => self.open_latent(&path, &bytes).await,
            Ok(bytes) => self.open_networks(&path, &bytes),
            Err(error) => Err(error),
        };
        match opened {
            Ok(event) => post(&event),
            Err(error) => post(&Event::Problem(not_opened(&path, &error))),
        }
    }

    /// Opens a checkpoint or weights. What was drawn from and searched with before is not any more.
    fn open_networks(&mut self, path: &str, bytes: &[u8]) -> Result<Event, OpenError> {
        self.opened.open(path.to_owned(), bytes)?;
        self.opened_net_g = None;
        self.end_search();
        Ok(Event::Opened(self.opened.report()))
    }

    /// Opens a latent, and draws its face with the current netG.
    async fn open_latent(&mut self, path: &str, bytes: &[u8]) -> Result<Event, OpenError> {
        let latent = latent_file::from_bytes(bytes, path)?;
        let scene = Scene::Walk { stops: vec![Latent::Found(latent.clone())], at: 0.0 };
        let image = self.draw(&scene, WeightSource::Trained).await?;
        Ok(Event::LatentOpened { latent, image })
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
