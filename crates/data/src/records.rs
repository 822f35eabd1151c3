//! A data set's images: equally long records in a [`Storage`], read in any order.

use std::fmt;

use super::storage::{Storage, StorageError};

/// Records of one fixed length, one behind the other.
pub struct Records {
    storage: Box<dyn Storage>,
    /// Bytes of a record.
    bytes: usize,
}

impl Records {
    /// Records of `bytes` bytes in a storage, with those that lie there already.
    pub fn new(storage: Box<dyn Storage>, bytes: usize) -> Self {
        Self { storage, bytes }
    }

    /// Bytes of a record.
    pub fn record_bytes(&self) -> usize {
        self.bytes
    }

    /// Writes record `index`, which is an existing one or the next after the last.
    ///
    /// # Errors
    /// When there is no space or the storage refuses; the earlier records stay readable.
    pub fn write(&mut self, index: usize, record: &[u8]) -> Result<(), RecordError> {
        self.storage.write_at(self.start(index), record).map_err(|error| error.of_photo(index))
    }

    /// Reads record `index` into a slice of a record's length.
    ///
    /// # Errors
    /// When there is no such record, or the storage refuses.
    pub fn read(&self, index: usize, record: &mut [u8]) -> Result<(), RecordError> {
        self.storage.read_at(self.start(index), record).map_err(|error| error.of_photo(index))
    }

    /// Drops the records from `index` on.
    pub fn truncate(&mut self, index: usize) {
        // One that the storage does not drop is overwritten by the next.
        let _ = self.storage.truncate(self.start(index));
    }

    fn start(&self, index: usize) -> u64 {
        index as u64 * self.bytes as u64
    }
}

/// A [`StorageError`] at the record of one photo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RecordError {
    /// The photo's place in the data set, from 0.
    pub photo: usize,
    /// What happened there.
    #[source]
    pub cause: StorageError,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { photo, cause } = self;
        match cause {
            StorageError::Full => write!(f, "there is no space left for photo {photo}"),
            StorageError::Missing => write!(f, "photo {photo} is not there"),
            StorageError::Refused(reason) => write!(f, "the storage refused: {reason}"),
        }
    }
}

impl StorageError {
    /// This error at the record of this photo.
    pub fn of_photo(self, photo: usize) -> RecordError {
        RecordError { photo, cause: self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_photo() {
        let messages = [StorageError::Full, StorageError::Missing, StorageError::refused("no")]
            .map(|cause| cause.of_photo(3).to_string());
        let expected = ["there is no space left for photo 3", "photo 3 is not there", "the storage refused: no"];
        assert_eq!(messages, expected);
    }
}
