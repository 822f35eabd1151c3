//! Searching for the latent of a photo, between two iterations or while there is no run under way.

use facegan_core::config::Crop;
use facegan_core::faces::Cut;
use facegan_core::images::{Images, Picture};
use facegan_core::latent::WeightSource;
use facegan_data::resize::resized;
use facegan_protocol::photos::{PhotoAnswer, PhotoBytes, PhotoJob};
use facegan_protocol::{Command, DroppedFile, Event, InvertedPhoto};
use facegan_train::Inversion;
use web_time::{Duration, Instant};

use super::Trainer;
use super::errors::InvertError;
use super::problems::not_inverted;
use crate::engine::photo_worker::LonePhotoWorker;
use crate::engine::port::post;

/// How long a search goes on between two iterations. A step that was begun is finished.
const TURN: Duration = Duration::from_millis(50);
/// Seed of the random faces: the tutorial's.
const SEED: u32 = 999;

/// A search, and the weights that it is for.
pub(super) struct Search {
    inversion: Inversion,
    weights: WeightSource,
}

/// Whether a command may bring another netG in place of the one that a search is for.
pub(super) fn replaces_net_g(command: &Command) -> bool {
    matches!(
        command,
        Command::Start { .. }
            | Command::Continue { .. }
            | Command::Reopen { .. }
            | Command::Use { .. }
            | Command::CloseFiles
    )
}

impl Trainer {
    /// Begins to search for the latent of a photo. A search under way ends without an answer.
    pub(super) async fn invert(&mut self, photo: InvertedPhoto, weights: WeightSource) {
        self.search = None;
        match self.begin_search(photo, weights).await {
            Ok((cut, Images { size, rgb }, inversion)) => {
                post(&Event::Inverting { photo: Picture { width: size, height: size, rgb }, cut });
                self.search = Some(Search { inversion, weights });
            }
            Err(error) => fail(&error),
        }
    }

    /// Ends the search under way, if there is one.
    pub(super) fn end_search(&mut self) {
        if self.search.take().is_some() {
            post(&Event::Inverted);
        }
    }

    /// Goes on with the search under way for a moment, with the run between two iterations.
    pub(super) async fn search(&mut self) {
        let Some(mut search) = self.search.take() else { return };
        if let Some(active) = &mut self.run {
            active.run.settle().await;
            self.post_events();
        }
        match self.advance(&mut search).await {
            Ok(true) => self.search = Some(search),
            Ok(false) => post(&Event::Inverted),
            Err(error) => fail(&error),
        }
        self.check_device();
    }

    /// Takes steps for a moment; returns whether any are left.
    async fn advance(&mut self, search: &mut Search) -> Result<bool, InvertError> {
        let net_g = self.net_g(search.weights).await?;
        let began = Instant::now();
        while began.elapsed() < TURN {
            if let Some(progress) = search.inversion.next(net_g).await? {
                let is_last = progress.is_last();
                post(&Event::Nearer(progress));
                if is_last {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    async fn begin_search(
        &mut self,
        photo: InvertedPhoto,
        weights: WeightSource,
    ) -> Result<(Cut, Images, Inversion), InvertError> {
        let size = self.net_g(weights).await?.image_size();
        let (cut, image) = match photo {
            InvertedPhoto::Square { photo, cut } => {
                let square = self.photos.set().borrow().square(photo, cut)?;
                (cut, resized(square.ok_or(InvertError::NoPhoto)?, size)?)
            }
            InvertedPhoto::File { file, crop } => read(file, crop, size).await?,
        };
        let net_g = self.net_g(weights).await?;
        let image = image.for_nc(net_g.nc());
        let inversion = Inversion::new(net_g, &image, SEED)?;
        Ok((cut, image, inversion))
    }
}

fn fail(error: &InvertError) {
    post(&Event::Problem(not_inverted(error)));
    post(&Event::Inverted);
}

/// Has a photo worker cut a square of `size` pixels out of a chosen file. The worker ends with it.
async fn read(file: DroppedFile, crop: Crop, size: usize) -> Result<(Cut, Images), InvertError> {
    let worker = LonePhotoWorker::start().await.map_err(InvertError::Worker)?;
    let job = PhotoJob::Read { file: PhotoBytes::File(file.file.into()), image_size: size, crop };
    let answer = match worker.ask(&job).await.map_err(InvertError::Worker)? {
        PhotoAnswer::Size { .. } => worker.ask(&PhotoJob::Decode).await.map_err(InvertError::Worker)?,
        answer => answer,
    };
    match answer {
        PhotoAnswer::Read(squares) => {
            let (cut, rgb) = squares.single(crop);
            Ok((cut, Images { size, rgb }))
        }
        PhotoAnswer::Refused { reason, .. } => Err(InvertError::Refused(reason)),
        _ => Err(InvertError::Worker("the photo worker answered something else".into())),
    }
}
