//! Where bytes are stored: one trait for photos and for the files of runs, in memory here, on a disk natively, and in
//! the browser's private file system in the engine.

use std::cell::RefCell;
use std::error::Error;
use std::io;
use std::rc::Rc;
use std::sync::Arc;

/// A file without gaps: bytes are written up to its end, which makes it longer, and read anywhere.
pub trait Storage {
    /// Its length in bytes.
    fn length(&self) -> u64;

    /// Writes bytes from byte `at` on, which is at most [`length`](Self::length).
    ///
    /// # Errors
    /// [`StorageError::Full`] when there is no space, [`StorageError::Missing`] when `at` is beyond the end, otherwise
    /// [`StorageError::Refused`]. The bytes before `at` stay readable.
    fn write_at(&mut self, at: u64, bytes: &[u8]) -> Result<(), StorageError>;

    /// Fills `bytes` with those from byte `at` on.
    ///
    /// # Errors
    /// [`StorageError::Missing`] when they are not all there, otherwise [`StorageError::Refused`].
    fn read_at(&self, at: u64, bytes: &mut [u8]) -> Result<(), StorageError>;

    /// Drops all bytes from `length` on.
    ///
    /// # Errors
    /// When the file cannot be changed.
    fn truncate(&mut self, length: u64) -> Result<(), StorageError>;

    /// Returns once everything is on the disk.
    ///
    /// # Errors
    /// When the file cannot be written.
    fn flush(&mut self) -> Result<(), StorageError>;

    /// Adds bytes at the end.
    ///
    /// # Errors
    /// As [`write_at`](Self::write_at).
    fn append(&mut self, bytes: &[u8]) -> Result<(), StorageError> {
        self.write_at(self.length(), bytes)
    }

    /// The `length` bytes from byte `at` on.
    ///
    /// # Errors
    /// As [`read_at`](Self::read_at).
    fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, StorageError> {
        let mut bytes = vec![0; length];
        self.read_at(at, &mut bytes)?;
        Ok(bytes)
    }

    /// Replaces all bytes by these parts, one behind the other, and returns once they are on the disk.
    ///
    /// # Errors
    /// As [`write_at`](Self::write_at); the earlier bytes are then gone.
    fn rewrite(&mut self, parts: &[&[u8]]) -> Result<(), StorageError> {
        self.truncate(0)?;
        parts.iter().try_for_each(|part| self.append(part))?;
        self.flush()
    }
}

/// Why bytes could not be written or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// There is no space.
    #[error("there is no space left")]
    Full,
    /// The file ends before the bytes that were asked for.
    #[error("a part of it is not there")]
    Missing,
    /// The file system failed for another reason. Outside of [`RecordError`](super::records::RecordError) this is only
    /// shown in the browser.
    #[error("the browser’s storage refused: {0}")]
    Refused(#[source] Refusal),
}

impl StorageError {
    /// An error that is neither a full disk nor a missing part.
    pub fn refused(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Refused(Refusal(Arc::new(io::Error::other(reason))))
    }
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::UnexpectedEof => Self::Missing,
            _ => Self::Refused(Refusal(Arc::new(error))),
        }
    }
}

/// The file system's or the browser's own reason. Two are equal when they read the same.
#[derive(Debug, Clone, thiserror::Error)]
#[error(transparent)]
pub struct Refusal(Arc<io::Error>);

impl PartialEq for Refusal {
    fn eq(&self, other: &Self) -> bool {
        self.0.kind() == other.0.kind() && self.0.to_string() == other.0.to_string()
    }
}

impl Eq for Refusal {}

/// Bytes in memory: for tests, and for browsers that refuse their private file system.
#[derive(Debug, Default)]
pub struct MemoryStorage {
    bytes: Vec<u8>,
    limit: Option<u64>,
}

impl MemoryStorage {
    /// An empty one that takes at most `limit` bytes.
    pub fn with_limit(limit: u64) -> Self {
        Self { bytes: Vec::new(), limit: Some(limit) }
    }

    fn range(at: u64, length: usize) -> Option<std::ops::Range<usize>> {
        let start = usize::try_from(at).ok()?;
        Some(start..start.checked_add(length)?)
    }
}

/// A storage that several hold.
impl<S: Storage> Storage for Rc<RefCell<S>> {
    fn length(&self) -> u64 {
        self.borrow().length()
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> Result<(), StorageError> {
        self.borrow_mut().write_at(at, bytes)
    }

    fn read_at(&self, at: u64, bytes: &mut [u8]) -> Result<(), StorageError> {
        self.borrow().read_at(at, bytes)
    }

    fn truncate(&mut self, length: u64) -> Result<(), StorageError> {
        self.borrow_mut().truncate(length)
    }

    fn flush(&mut self) -> Result<(), StorageError> {
        self.borrow_mut().flush()
    }
}

impl Storage for MemoryStorage {
    fn length(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> Result<(), StorageError> {
        let range = Self::range(at, bytes.len()).ok_or(StorageError::Full)?;
        if range.start > self.bytes.len() {
            return Err(StorageError::Missing);
        }
        if let Some(more) = range.end.checked_sub(self.bytes.len()) {
            if self.limit.is_some_and(|limit| range.end as u64 > limit) {
                return Err(StorageError::Full);
            }
            self.bytes.try_reserve(more).map_err(|_| StorageError::Full)?;
            self.bytes.resize(range.end, 0);
        }
        self.bytes[range].copy_from_slice(bytes);
        Ok(())
    }

    fn read_at(&self, at: u64, bytes: &mut [u8]) -> Result<(), StorageError> {
        let stored = Self::range(at, bytes.len()).and_then(|range| self.bytes.get(range));
        bytes.copy_from_slice(stored.ok_or(StorageError::Missing)?);
        Ok(())
    }

    fn truncate(&mut self, length: u64) -> Result<(), StorageError> {
        // A length that does not fit into memory is beyond the end, where nothing is dropped.
        self.bytes.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StorageError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_appended_overwritten_and_read() {
        let mut storage = MemoryStorage::default();
        storage.append(b"abc").unwrap();
        storage.append(b"def").unwrap();
        storage.write_at(2, b"--").unwrap();
        assert_eq!((storage.read(0, 6).unwrap().as_slice(), storage.length()), (b"ab--ef".as_slice(), 6));
        assert_eq!(storage.read(5, 2), Err(StorageError::Missing));
        assert_eq!(storage.write_at(7, b"x"), Err(StorageError::Missing));
        storage.truncate(3).unwrap();
        assert_eq!(storage.read(0, 3).unwrap(), b"ab-");
        storage.rewrite(&[b"1", b"23"]).unwrap();
        assert_eq!(storage.read(0, 3).unwrap(), b"123");
    }

    #[test]
    fn a_full_memory_keeps_what_it_has() {
        let mut storage = MemoryStorage::with_limit(4);
        storage.append(b"abc").unwrap();
        assert_eq!(storage.append(b"de"), Err(StorageError::Full));
        storage.append(b"d").unwrap();
        assert_eq!(storage.read(0, 4).unwrap(), b"abcd");
    }

    #[test]
    fn errors_of_a_file_system_keep_their_reason() {
        let of = |kind: io::ErrorKind| StorageError::from(io::Error::from(kind));
        assert_eq!(of(io::ErrorKind::StorageFull), StorageError::Full);
        assert_eq!(of(io::ErrorKind::UnexpectedEof), StorageError::Missing);
        let refused = of(io::ErrorKind::PermissionDenied);
        assert!(refused.source().is_some_and(|reason| reason.to_string() == "permission denied"), "{refused}");
        assert_eq!(StorageError::refused("no").to_string(), "the browser’s storage refused: no");
    }
}
