//! Images of one size on their storage, and which of them new runs train on.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use xxhash_rust::xxh3::xxh3_128;

use super::records::{RecordError, Records};
use super::storage::{Storage, StorageError};
use facegan_core::images::{CHANNELS, Images};

/// A data set that something else may add to meanwhile; never borrowed across an `await`.
pub type SharedDataset = Rc<RefCell<Dataset>>;

/// Images of one size as records, in the order in which they were added.
///
/// Only the records grow with the number of images; in memory there are 16 bytes an image, to recognise the images of an
/// earlier run.
pub struct Dataset {
    records: Records,
    image_size: usize,
    identities: Vec<u128>,
    left_out: HashSet<u32>,
}

impl Dataset {
    /// An empty data set of `image_size × image_size` images, in an empty storage or in one whose images are to be
    /// [readmitted](Self::readmit).
    pub fn new(storage: Box<dyn Storage>, image_size: usize) -> Self {
        let records = Records::new(storage, image_size * image_size * CHANNELS);
        Self { records, image_size, identities: Vec::new(), left_out: HashSet::new() }
    }

    /// Number of images.
    pub fn len(&self) -> usize {
        self.identities.len()
    }

    /// Whether there are no images.
    pub fn is_empty(&self) -> bool {
        self.identities.is_empty()
    }

    /// Side of the images in pixels.
    pub fn image_size(&self) -> usize {
        self.image_size
    }

    /// Each image's identity: the xxh3-128 of its RGB bytes.
    pub fn identities(&self) -> &[u128] {
        &self.identities
    }

    /// The places of the images that new runs train on, ascending.
    pub fn taken(&self) -> Vec<u32> {
        (0..self.len() as u32).filter(|place| !self.left_out.contains(place)).collect()
    }

    /// How many images new runs do not train on.
    pub fn left_out(&self) -> usize {
        self.left_out.len()
    }

    /// Decides whether new runs train on the image at a place.
    pub fn take(&mut self, place: u32, taken: bool) {
        if taken {
            self.left_out.remove(&place);
        } else {
            self.left_out.insert(place);
        }
    }

    /// Adds an image's `image_size × image_size × 3` bytes RGB, and returns its place.
    ///
    /// # Errors
    /// When the record cannot be written; the image is then not added.
    pub fn push(&mut self, rgb: &[u8]) -> Result<u32, RecordError> {
        let place = self.len();
        self.records.write(place, rgb)?;
        self.identities.push(xxh3_128(rgb));
        Ok(place as u32)
    }

    /// Forgets the images from place `length` on.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.identities.truncate(length);
        self.left_out.retain(|&place| (place as usize) < length);
        self.records.truncate(length);
    }

    /// Takes the next image that lies in the records already, and returns its place; [`None`] where there is none.
    ///
    /// # Errors
    /// When the records cannot be read any more.
    pub fn readmit(&mut self) -> Result<Option<u32>, RecordError> {
        let mut record = vec![0; self.records.record_bytes()];
        let place = self.len();
        match self.records.read(place, &mut record) {
            Err(RecordError { cause: StorageError::Missing, .. }) => return Ok(None),
            read => read?,
        }
        self.identities.push(xxh3_128(&record));
        Ok(Some(place as u32))
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
        Ok(Images { size: self.image_size, rgb })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::MemoryStorage;

    #[test]
    fn what_is_left_out_keeps_its_place() {
        let mut data = Dataset::new(Box::<MemoryStorage>::default(), 1);
        for grey in 0..4 {
            assert_eq!(data.push(&[grey; 3]).unwrap(), u32::from(grey));
        }
        data.take(1, false);
        data.take(2, false);
        data.take(2, true);
        assert_eq!((data.len(), data.left_out(), data.taken()), (4, 1, vec![0, 2, 3]));
        assert_eq!(data.read(&[1]).unwrap().rgb, [1; 3]);
    }

    #[test]
    fn forgotten_images_are_overwritten() {
        let mut data = Dataset::new(Box::<MemoryStorage>::default(), 1);
        for grey in 0..3 {
            data.push(&[grey; 3]).unwrap();
        }
        data.take(2, false);
        data.truncate(2);
        assert_eq!((data.readmit().unwrap(), data.push(&[9; 3]).unwrap()), (None, 2));
        assert_eq!((data.taken(), data.read(&[1, 2]).unwrap().rgb), (vec![0, 1, 2], vec![1, 1, 1, 9, 9, 9]));
    }
}
