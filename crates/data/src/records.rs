//! Where a data set's images lie: equally long records, read at random.

/// A place for records of one fixed length.
pub trait Records {
    /// Writes record `index`, which is an existing one or the next after the last.
    ///
    /// # Errors
    /// When the place is full or refuses; the earlier records stay readable.
    fn write(&mut self, index: usize, record: &[u8]) -> Result<(), StorageError>;

    /// Reads record `index` into a slice of the record's length.
    ///
    /// # Errors
    /// When there is no such record, or the place no longer answers.
    fn read(&self, index: usize, record: &mut [u8]) -> Result<(), StorageError>;
}

/// Why records could not be written or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    #[error("there is no space left for photo {0}")]
    Full(usize),
    #[error("photo {0} is not there")]
    Missing(usize),
    #[error("the storage refused: {0}")]
    Refused(String),
}

/// Records in memory: for tests, and for browsers that refuse their private file system.
#[derive(Debug, Default)]
pub struct MemoryRecords(Vec<u8>);

impl Records for MemoryRecords {
    fn write(&mut self, index: usize, record: &[u8]) -> Result<(), StorageError> {
        let start = index * record.len();
        let end = start + record.len();
        if end > self.0.len() {
            self.0.try_reserve(end - self.0.len()).map_err(|_| StorageError::Full(index))?;
            self.0.resize(end, 0);
        }
        self.0[start..end].copy_from_slice(record);
        Ok(())
    }

    fn read(&self, index: usize, record: &mut [u8]) -> Result<(), StorageError> {
        let start = index * record.len();
        let stored = self.0.get(start..start + record.len()).ok_or(StorageError::Missing(index))?;
        record.copy_from_slice(stored);
        Ok(())
    }
}
