//! The photos that were read, with two data sets of their squares: their centres and their faces.
//!
//! Photos are read once. Another crop, or leaving a square out, only changes which records a new run trains on.

mod aligned;
mod folders;
mod listing;
mod near_duplicates;
mod photo;
mod readmitted;
mod report;
mod square_list;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::HashSet;
use std::mem;
use std::rc::Rc;

use facegan_core::config::Crop;
use facegan_core::dataset_report::{DatasetReport, Refused};
use facegan_core::faces::{Decisions, FaceVerdict, PhotoKey};
use facegan_core::folders::Folder;
use facegan_core::photo_squares::{FaceSquare, PhotoSquares};
use facegan_core::problem::Problem;
use facegan_core::skipped::Skipped;
use xxhash_rust::xxh3::xxh3_128;

use self::aligned::aligned_face;
use self::near_duplicates::NearDuplicates;
use self::photo::{Photo, Square, StoredFace};
use self::square_list::SquareLists;
use super::dataset::{Dataset, SharedDataset};
use super::records::RecordError;
use super::storage::Storage;

pub use self::listing::{Listed, ListedFace};

/// What the built-in faces count to beside folders of photos.
const SAMPLES: &str = "sample faces";

/// Photos, their squares in two data sets, and what a person decided about them.
pub struct PhotoSet {
    image_size: usize,
    /// The crop that was asked for.
    asked: Crop,
    /// Whether the photos are searched for faces.
    looks_for_faces: bool,
    centres: SharedDataset,
    faces: SharedDataset,
    /// Which photos the squares of both were cut out of.
    lists: SquareLists,
    photos: Vec<Photo>,
    decisions: Decisions,
    near_duplicates: NearDuplicates,
    /// The hashes of the files that were added.
    seen: HashSet<u128>,
    /// The crop of the earlier run whose images were readmitted: only its squares are there.
    stored: Option<Crop>,
    /// The identities of those images.
    readmitted: HashSet<u128>,
    /// Of the report only what was not added and what the caller knows.
    left_out: DatasetReport,
}

impl PhotoSet {
    /// An empty set of squares of `image_size` pixels a side, with a storage for the centres and one for the faces. Both
    /// are empty, or hold images that are to be [readmitted](Self::readmit).
    ///
    /// `crop` decides whether the photos are searched for faces, as well as what is trained on.
    pub fn new(centres: Box<dyn Storage>, faces: Box<dyn Storage>, image_size: usize, crop: Crop) -> Self {
        let shared = |storage| Rc::new(RefCell::new(Dataset::new(storage, image_size)));
        Self {
            image_size,
            asked: crop,
            looks_for_faces: crop.needs_faces(),
            centres: shared(centres),
            faces: shared(faces),
            lists: SquareLists::default(),
            photos: Vec::new(),
            decisions: Decisions::default(),
            near_duplicates: NearDuplicates::default(),
            seen: HashSet::new(),
            stored: None,
            readmitted: HashSet::new(),
            left_out: DatasetReport::default(),
        }
    }

    /// Begins anew as [`new`](Self::new) does, with the same decisions. A run over the photos that were there finds them
    /// no more.
    pub fn reset(&mut self, centres: Box<dyn Storage>, faces: Box<dyn Storage>, image_size: usize, crop: Crop) {
        let fresh = Self::new(centres, faces, image_size, crop);
        // Runs over the photos that were there share these two.
        self.centres.swap(&fresh.centres);
        self.faces.swap(&fresh.faces);
        let storage = self.left_out.storage.take();
        *self = Self {
            centres: self.centres.clone(),
            faces: self.faces.clone(),
            decisions: mem::take(&mut self.decisions),
            left_out: DatasetReport { storage, ..DatasetReport::default() },
            ..fresh
        };
    }

    /// Whether photos can be added to it for squares of this size and this crop; else it has to be reset first.
    pub fn serves(&self, image_size: usize, crop: Crop) -> bool {
        let has_squares = match self.stored {
            Some(stored) => crop == stored || crop == Crop::Auto,
            None => self.looks_for_faces || !crop.needs_faces(),
        };
        self.image_size == image_size && has_squares
    }

    /// Side of the squares in pixels.
    pub fn image_size(&self) -> usize {
        self.image_size
    }

    /// Whether the photos that are added have to be searched for faces.
    pub fn looks_for_faces(&self) -> bool {
        self.looks_for_faces
    }

    /// Number of photos that were added.
    pub fn len(&self) -> usize {
        self.photos.len()
    }

    /// Whether no photo was added.
    pub fn is_empty(&self) -> bool {
        self.photos.is_empty()
    }

    /// Number of files that were not added because they are there already.
    pub fn duplicates(&self) -> usize {
        self.left_out.duplicates.len()
    }

    /// Which squares are trained on: [`Crop::Centre`] or [`Crop::Faces`].
    pub fn crop(&self) -> Crop {
        self.choice().crop()
    }

    /// The crop that was asked for.
    pub fn asked(&self) -> Crop {
        self.asked
    }

    /// Asks for another crop, which the set [serves](Self::serves).
    pub fn set_crop(&mut self, crop: Crop) {
        self.asked = crop;
    }

    /// The squares of the chosen crop. They stay this data set's when another crop is chosen.
    pub fn current(&self) -> &SharedDataset {
        self.of(self.crop())
    }

    /// The squares of a crop; those of the chosen crop for [`Crop::Auto`].
    pub fn of(&self, crop: Crop) -> &SharedDataset {
        match crop {
            Crop::Auto => self.current(),
            Crop::Centre => &self.centres,
            Crop::Faces => &self.faces,
        }
    }

    /// Adds a photo, and returns its place; nothing of one that is there already, which the report names.
    ///
    /// # Errors
    /// When a square cannot be written; then nothing of the photo is added.
    pub fn add(&mut self, name: &str, squares: PhotoSquares) -> Result<Option<u32>, RecordError> {
        self.add_to(Folder::of_photo(name), name, squares)
    }

    fn add_to(&mut self, folder: Folder, name: &str, squares: PhotoSquares) -> Result<Option<u32>, RecordError> {
        let hash = u128::from_le_bytes(squares.hash);
        if self.seen.contains(&hash) || self.is_readmitted(&squares) {
            self.left_out.duplicates.push(name.to_owned());
            return Ok(None);
        }
        let mut photo = self.stored_photo(folder, name, hash, &squares)?;
        let perceptual = u64::from_le_bytes(squares.perceptual);
        photo.near_duplicate_of = self.near_duplicates.add(perceptual, self.photos.len() as u32);
        self.seen.insert(hash);
        self.list_squares(&photo);
        Ok(Some(self.admit(photo)))
    }

    /// Adds an image that is a face in the tutorial's place, of `image_size × image_size × 3` bytes RGB; as
    /// [`add`](Self::add).
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add_sample(&mut self, name: &str, rgb: Vec<u8>) -> Result<Option<u32>, RecordError> {
        let side = self.image_size as u32;
        let face = FaceSquare {
            face: aligned_face(self.image_size),
            verdict: FaceVerdict::Taken,
            enlarged: 1.0,
            rgb: rgb.clone(),
        };
        let squares = PhotoSquares {
            hash: xxh3_128(&rgb).to_le_bytes(),
            perceptual: [0; 8],
            width: side,
            height: side,
            centre: rgb,
            in_place: self.looks_for_faces.then_some(true),
            faces: self.looks_for_faces.then_some(face).into_iter().collect(),
        };
        self.add_to(Folder::named(SAMPLES), name, squares)
    }

    /// Notes a file that could not be used.
    pub fn refuse(&mut self, name: &str, reason: &impl ToString) {
        self.left_out.refused.push(Refused { name: name.to_owned(), reason: reason.to_string() });
    }

    /// Notes files that are not a person's photos.
    pub fn skip(&mut self, skipped: Skipped) {
        skipped.note(&mut self.left_out.skipped);
    }

    /// Notes whether the last load was cancelled before its end.
    pub fn set_cancelled(&mut self, cancelled: bool) {
        self.left_out.cancelled = cancelled;
    }

    /// Notes what a person should know about where the squares are stored.
    pub fn set_storage_problem(&mut self, problem: Option<Problem>) {
        self.left_out.storage = problem;
    }

    /// Applies what a person decided, to all photos and to those that follow.
    pub fn decide(&mut self, decisions: Decisions) {
        self.decisions = decisions;
        for place in 0..self.photos.len() {
            self.apply_decisions(place);
        }
    }

    /// Writes a photo's squares.
    fn stored_photo(
        &self,
        folder: Folder,
        name: &str,
        hash: u128,
        squares: &PhotoSquares,
    ) -> Result<Photo, RecordError> {
        let (mut centres, mut faces) = (self.centres.borrow_mut(), self.faces.borrow_mut());
        let before = (centres.len(), faces.len());
        let mut write = || {
            let short = squares.width.min(squares.height).max(1);
            let centre = Square::new(centres.push(&squares.centre)?, self.image_size as f32 / short as f32);
            let stored = squares.faces.iter().map(|FaceSquare { face, verdict, enlarged, rgb }| {
                Ok(StoredFace::new(*face, *verdict, Square::new(faces.push(rgb)?, *enlarged)))
            });
            Ok((centre, stored.collect::<Result<_, _>>()?))
        };
        let written = write();
        if written.is_err() {
            centres.truncate(before.0);
            faces.truncate(before.1);
        }
        let (centre, faces) = written?;
        Ok(Photo {
            name: name.to_owned(),
            folder,
            is_left_out: false,
            key: PhotoKey::from(hash),
            size: Some((squares.width, squares.height)),
            in_place: squares.in_place,
            near_duplicate_of: None,
            centre: Some(centre),
            faces,
        })
    }

    fn admit(&mut self, photo: Photo) -> u32 {
        let place = self.photos.len();
        self.photos.push(photo);
        self.apply_decisions(place);
        place as u32
    }

    fn apply_decisions(&mut self, place: usize) {
        let photo = &mut self.photos[place];
        photo.decide(&self.decisions);
        for (crop, data) in [(Crop::Centre, &self.centres), (Crop::Faces, &self.faces)] {
            let mut data = data.borrow_mut();
            photo.pieces(place as u32, crop).for_each(|piece| data.take(piece.square.place, piece.taken));
        }
    }
}
