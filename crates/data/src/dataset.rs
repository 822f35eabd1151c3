//! The images a run trains on, and the report on what was taken and what was not.

use std::collections::HashSet;

use image::RgbImage;
use xxhash_rust::xxh3::xxh3_128;

use super::decode::{DecodeError, decode};
use super::records::{RecordError, Records};
use super::resize::square;
use super::storage::{Storage, StorageError};
use facegan_core::config::CHANNELS;
use facegan_core::dataset_report::{DatasetReport, Refused};
use facegan_core::images::Images;
use facegan_core::skipped::Skipped;

/// Images of one size as records, with what the person should know about them.
///
/// Only the records grow with the number of images; in memory there are 32 bytes an image, to find duplicates and to
/// recognise the images of an earlier run.
pub struct Dataset {
    records: Records,
    report: DatasetReport,
    seen: HashSet<u128>,
    identities: Vec<u128>,
    /// Those of images of which no file was seen.
    readmitted: HashSet<u128>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was taken, or it is in the report with the reason why not.
    Settled,
    /// No decoder here reads its format: nothing was noted, and another decoder may try.
    UnknownFormat,
}

impl Dataset {
    /// An empty data set of `image_size × image_size` images in an empty storage.
    pub fn new(storage: Box<dyn Storage>, image_size: usize) -> Self {
        let records = Records::new(storage, image_size * image_size * CHANNELS);
        let report = DatasetReport { image_size, ..DatasetReport::default() };
        Self { records, report, seen: HashSet::new(), identities: Vec::new(), readmitted: HashSet::new() }
    }

    /// What was taken and what was not.
    pub fn report(&self) -> &DatasetReport {
        &self.report
    }

    /// The report, to add what only the caller knows: how the load ended and where the records lie.
    pub fn report_mut(&mut self) -> &mut DatasetReport {
        &mut self.report
    }

    /// Number of images.
    pub fn len(&self) -> usize {
        self.report.images
    }

    /// Whether there are no images.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each image's identity: the xxh3-128 of its RGB bytes.
    pub fn identities(&self) -> &[u128] {
        &self.identities
    }

    /// Side of the images in pixels.
    pub fn image_size(&self) -> usize {
        self.report.image_size
    }

    /// Begins anew with images of `image_size` in another storage: an empty one, or one whose images are to be
    /// [readmitted](Self::readmit).
    pub fn reset(&mut self, storage: Box<dyn Storage>, image_size: usize) {
        let problem = self.report.storage.take();
        *self = Self::new(storage, image_size);
        self.report.storage = problem;
    }

    /// Takes the next image that lies in the records already; returns whether there was one.
    ///
    /// # Errors
    /// When the records cannot be read any more.
    pub fn readmit(&mut self) -> Result<bool, RecordError> {
        let mut record = vec![0; self.records.record_bytes()];
        match self.records.read(self.len(), &mut record) {
            Err(RecordError { cause: StorageError::Missing, .. }) => return Ok(false),
            read => read?,
        }
        let identity = xxh3_128(&record);
        self.identities.push(identity);
        self.readmitted.insert(identity);
        self.report.images += 1;
        Ok(true)
    }

    /// Takes an image file's bytes, or notes why not.
    ///
    /// # Errors
    /// When the record cannot be written; the file is then neither taken nor refused.
    pub fn add_file(&mut self, name: &str, bytes: &[u8]) -> Result<Verdict, RecordError> {
        let hash = xxh3_128(bytes);
        if self.seen.contains(&hash) {
            self.report.duplicates.push(name.to_owned());
            return Ok(Verdict::Settled);
        }
        match decode(bytes) {
            Err(DecodeError::UnknownFormat) => return Ok(Verdict::UnknownFormat),
            Err(why) => self.refuse(name, &why),
            Ok(image) => {
                self.add_image(name, &image)?;
                self.seen.insert(hash);
            }
        }
        Ok(Verdict::Settled)
    }

    /// Takes a decoded image, or notes why not.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn add_image(&mut self, name: &str, image: &RgbImage) -> Result<(), RecordError> {
        match square(image, self.image_size()) {
            Ok(record) => {
                let identity = xxh3_128(&record);
                if self.readmitted.contains(&identity) {
                    self.report.duplicates.push(name.to_owned());
                    return Ok(());
                }
                self.records.write(self.len(), &record)?;
                self.identities.push(identity);
                self.report.images += 1;
                self.note_size(image.dimensions());
            }
            Err(why) => self.refuse(name, &why),
        }
        Ok(())
    }

    /// Notes a file that could not be used.
    pub fn refuse(&mut self, name: &str, reason: &impl ToString) {
        self.report.refused.push(Refused { name: name.to_owned(), reason: reason.to_string() });
    }

    /// Notes files that are not a person's photos.
    pub fn skip(&mut self, skipped: Skipped) {
        skipped.note(&mut self.report.skipped);
    }

    /// Reads images as bytes, in the order of `indices`.
    ///
    /// Returns `indices.len() × size × size × 3` bytes RGB.
    ///
    /// # Errors
    /// When one of them is not there or cannot be read.
    pub fn read(&self, indices: &[u32]) -> Result<Images, RecordError> {
        let record = self.records.record_bytes();
        let mut rgb = vec![0; indices.len() * record];
        for (&index, into) in indices.iter().zip(rgb.chunks_exact_mut(record)) {
            if index as usize >= self.len() {
                return Err(StorageError::Missing.of_photo(index as usize));
            }
            self.records.read(index as usize, into)?;
        }
        Ok(Images { size: self.image_size(), rgb })
    }

    fn note_size(&mut self, (width, height): (u32, u32)) {
        let smaller = self.report.smallest.is_none_or(|(w, h)| width.min(height) < w.min(h));
        if smaller {
            self.report.smallest = Some((width, height));
        }
    }
}
