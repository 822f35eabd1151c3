//! Has photo workers read files and draw sample faces, and adds what they give in the order of the list.

use std::collections::HashMap;

use super::listing::{FoundPhoto, Listed, Listing};
use super::load::Count;
use super::problems::no_workers;
use crate::engine::photo_set::Photos;
use crate::engine::photo_source::PhotoSource;
use crate::engine::pool::{Outcome, Pool, Progress};
use crate::engine::port::post;
use facegan_core::config::Crop;
use facegan_core::heic;
use facegan_core::photo_squares::PhotoSquares;
use facegan_core::problem::Problem;
use facegan_core::skipped::Skipped;
use facegan_data::in_order::InOrder;
use facegan_data::records::RecordError;
use facegan_protocol::Event;
use facegan_protocol::photos::PhotoJob;

/// Most files ahead of the one that is added next: what others gave waits in memory for a slow one.
const MOST_AHEAD: usize = 64;

/// What is being read.
pub struct Reading<'a> {
    listing: Listing,
    is_listed: bool,
    /// How much was listed so far.
    given: usize,
    /// What a file is called and where it can be read again; sample faces cannot.
    under_way: HashMap<usize, (String, Option<PhotoSource>)>,
    settled: InOrder<Settled>,
    photos: &'a Photos,
    pool: &'a mut Pool,
    count: &'a mut Count,
    image_size: usize,
    crop: Crop,
    /// Whether a person was told why there may be no photos.
    has_told: bool,
}

/// What waits until all that is listed before it is added.
enum Settled {
    Photo { name: String, source: Option<PhotoSource>, squares: Box<PhotoSquares> },
    Sample { name: String, rgb: Vec<u8> },
    Refused { name: String, reason: String, kind: Refusal },
    Skipped(Skipped),
    Container,
}

/// What kind of file was refused, as far as a person is told more than the report says.
enum Refusal {
    Photo,
    /// A HEIC photo, which this browser does not read.
    Heic,
    Archive(Problem),
}

impl<'a> Reading<'a> {
    /// Begins to read what is listed.
    pub fn new(listing: Listing, photos: &'a Photos, pool: &'a mut Pool, count: &'a mut Count) -> Self {
        let set = photos.set().borrow();
        let crop = if set.looks_for_faces() { Crop::Faces } else { Crop::Centre };
        Self {
            listing,
            is_listed: false,
            given: 0,
            under_way: HashMap::new(),
            settled: InOrder::default(),
            image_size: set.image_size(),
            photos,
            pool,
            count,
            crop,
            has_told: false,
        }
    }

    /// Reads all that is listed, or until the load is cancelled.
    ///
    /// # Errors
    /// When a photo cannot be stored; those before it are.
    pub async fn run(&mut self) -> Result<(), RecordError> {
        if let Err(reason) = self.pool.start() {
            self.tell(no_workers(&reason));
            return Ok(());
        }
        while !self.count.is_cancelled() {
            self.give().await;
            self.add().await?;
            if self.is_listed && self.settled.next() == self.given {
                break;
            }
            if self.can_give() {
                continue;
            }
            match self.pool.next().await {
                Progress::Changed => {}
                Progress::Done(number, outcome) => self.settle(number, outcome),
                Progress::NoWorkers(reason) => {
                    self.tell(no_workers(&reason));
                    break;
                }
            }
        }
        Ok(())
    }

    /// Whether a person was told why there may be no photos.
    pub fn has_told(&self) -> bool {
        self.has_told
    }

    /// Whether there is a worker for what is listed next, and that is not too far ahead.
    fn can_give(&self) -> bool {
        !self.is_listed && self.pool.has_idle() && self.given - self.settled.next() < MOST_AHEAD
    }

    /// Gives an idle worker what is listed next.
    async fn give(&mut self) {
        if !self.can_give() {
            return;
        }
        let Some(listed) = self.listing.next().await else {
            self.is_listed = true;
            return;
        };
        self.count.set_total(self.listing.total());
        let number = self.given;
        self.given += 1;
        match listed {
            Listed::Photo(FoundPhoto { name, source, bytes }) => {
                let job = PhotoJob::Read { file: bytes, image_size: self.image_size, crop: self.crop };
                self.begin(number, name, Some(source), &job);
            }
            Listed::Sample { seed, index } => {
                let job = PhotoJob::Draw { seed, index, image_size: self.image_size };
                self.begin(number, format!("sample face {index}"), None, &job);
            }
            Listed::Refused { name, reason, problem } => {
                let kind = problem.map_or(Refusal::Photo, Refusal::Archive);
                self.settled.put(number, Settled::Refused { name, reason, kind });
            }
            Listed::Skipped(skipped) => self.settled.put(number, Settled::Skipped(skipped)),
            Listed::Container => self.settled.put(number, Settled::Container),
        }
    }

    fn begin(&mut self, number: usize, name: String, source: Option<PhotoSource>, job: &PhotoJob) {
        match self.pool.give(number, job) {
            Ok(()) => drop(self.under_way.insert(number, (name, source))),
            Err(reason) => self.settled.put(number, Settled::Refused { name, reason, kind: Refusal::Photo }),
        }
    }

    fn settle(&mut self, number: usize, outcome: Outcome) {
        let Some((name, source)) = self.under_way.remove(&number) else { return };
        let settled = match outcome {
            Outcome::Read(squares) => Settled::Photo { name, source, squares },
            Outcome::Drawn(rgb) => Settled::Sample { name, rgb },
            Outcome::Refused { reason, is_heic } => {
                let kind = if is_heic { Refusal::Heic } else { Refusal::Photo };
                Settled::Refused { name, reason, kind }
            }
        };
        self.settled.put(number, settled);
    }

    /// Adds what is next in the order of the list.
    async fn add(&mut self) -> Result<(), RecordError> {
        while let Some(settled) = self.settled.take() {
            match settled {
                Settled::Photo { name, source, squares } => {
                    let added = self.photos.set().borrow_mut().add(&name, *squares)?;
                    if let (Some(photo), Some(source)) = (added, source) {
                        self.photos.note_source(photo, source);
                    }
                }
                Settled::Sample { name, rgb } => drop(self.photos.set().borrow_mut().add_sample(&name, rgb)?),
                Settled::Refused { name, reason, kind } => self.refuse(&name, &reason, kind),
                Settled::Skipped(skipped) => self.photos.set().borrow_mut().skip(skipped),
                Settled::Container => {}
            }
            self.count.one().await;
            if self.count.is_cancelled() {
                break;
            }
        }
        Ok(())
    }

    fn refuse(&mut self, name: &str, reason: &str, kind: Refusal) {
        self.photos.set().borrow_mut().refuse(name, &reason);
        match kind {
            Refusal::Photo => {}
            Refusal::Heic => {
                if !self.has_told {
                    self.tell(heic::not_read());
                }
            }
            Refusal::Archive(problem) => post(&Event::Problem(problem)),
        }
    }

    fn tell(&mut self, problem: Problem) {
        self.has_told = true;
        post(&Event::Problem(problem));
    }
}
