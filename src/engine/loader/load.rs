//! One load: where images come from, and how far it is.

use web_time::{Duration, Instant};

use super::listing::Listing;
use super::problems::{no_photos, photos_not_opened};
use super::reading::Reading;
use super::{Place, Token};
use crate::engine::macrotask::next_macrotask;
use crate::engine::port::post;
use facegan_core::config::Crop;
use facegan_core::run_manifest::RunKey;
use facegan_data::records::RecordError;
use facegan_protocol::{Collected, DataSource, Event};

/// How long reading lasts before the event loop gets a turn and the page a count.
const TURN: Duration = Duration::from_millis(100);

/// One load under way.
pub struct Load<'a> {
    place: &'a mut Place,
    count: Count,
}

/// How far a load is.
pub struct Count {
    token: Token,
    read: usize,
    total: usize,
    turn: Instant,
}

impl<'a> Load<'a> {
    pub fn new(place: &'a mut Place, token: Token) -> Self {
        Self { place, count: Count { token, read: 0, total: 0, turn: Instant::now() } }
    }

    /// Adds the images of a source.
    ///
    /// # Errors
    /// When they cannot be stored; what was added before stays.
    pub async fn run(mut self, source: DataSource, image_size: usize, crop: Crop) -> Result<(), RecordError> {
        if let DataSource::Stored(key) = source {
            return self.stored(&key).await;
        }
        if !self.place.photos.set().borrow().serves(image_size, crop) {
            self.place.photos.empty(image_size, crop).await;
        }
        self.place.photos.set().borrow_mut().set_crop(crop);
        let before = self.found();
        let told = match source {
            DataSource::Stored(_) => false,
            DataSource::Files(found) => self.files(found).await?,
            DataSource::Samples { seed, count } => self.read(Listing::of_samples(seed, count)).await?,
        };
        let cancelled = self.note_cancelled();
        if self.found() == before && !cancelled && !told {
            post(&Event::Problem(no_photos()));
        }
        Ok(())
    }

    /// Uses the photos of a stored run in place, without reading them again.
    async fn stored(&mut self, key: &RunKey) -> Result<(), RecordError> {
        let Place { photos, library, .. } = &mut *self.place;
        let manifest = library.manifest(key).await;
        let Some((name, manifest)) = manifest.and_then(|manifest| Some((manifest.photos.clone()?, manifest))) else {
            post(&Event::Problem(photos_not_opened(&"they are not kept")));
            return Ok(());
        };
        if let Err(why) = photos.reopen(&name, manifest.config.image_size, manifest.config.crop).await {
            post(&Event::Problem(photos_not_opened(&why)));
            return Ok(());
        }
        self.count.total = manifest.images + manifest.held_out + manifest.left_out.len();
        while !self.count.is_cancelled() && photos.set().borrow_mut().readmit(&manifest.left_out)? {
            self.count.one().await;
        }
        self.note_cancelled();
        Ok(())
    }

    /// Reads files; returns whether a person was told why there may be none.
    async fn files(&mut self, Collected { files, skipped, refused }: Collected) -> Result<bool, RecordError> {
        {
            let mut set = self.place.photos.set().borrow_mut();
            skipped.into_iter().for_each(|skipped| set.skip(skipped));
            refused.iter().for_each(|refused| set.refuse(&refused.name, &refused.reason));
        }
        if files.is_empty() { Ok(false) } else { self.read(Listing::of_files(files)).await }
    }

    /// Has what is listed read; returns whether a person was told why there may be no photos.
    async fn read(&mut self, listing: Listing) -> Result<bool, RecordError> {
        let Place { photos, pool, .. } = &mut *self.place;
        let mut reading = Reading::new(listing, photos, pool, &mut self.count);
        let outcome = reading.run().await;
        let told = reading.has_told();
        // Those that read what nobody wants any more.
        pool.abandon();
        outcome.map(|()| told)
    }

    /// Photos in the set, duplicates included.
    fn found(&self) -> usize {
        let set = self.place.photos.set().borrow();
        set.len() + set.duplicates()
    }

    fn note_cancelled(&self) -> bool {
        let cancelled = self.count.is_cancelled();
        self.place.photos.set().borrow_mut().set_cancelled(cancelled);
        cancelled
    }
}

impl Count {
    /// Whether the load is not wanted any more.
    pub fn is_cancelled(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Says how many files there are, as far as that is known.
    pub fn set_total(&mut self, total: usize) {
        self.total = total;
    }

    /// Counts a file; every [`TURN`] it posts the count and lets other tasks run.
    pub async fn one(&mut self) {
        self.read += 1;
        if self.turn.elapsed() >= TURN {
            post(&Event::Reading { read: self.read, total: Some(self.total) });
            next_macrotask().await;
            self.turn = Instant::now();
        }
    }
}
