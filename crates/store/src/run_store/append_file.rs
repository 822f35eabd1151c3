//! Where a file of a run lies: bytes that grow at their end.

/// Bytes that grow at their end and can be read anywhere.
pub trait AppendFile {
    /// Bytes on it.
    fn length(&self) -> u64;

    /// Adds bytes at the end.
    ///
    /// # Errors
    /// When there is no space or the place refuses; the earlier bytes stay readable.
    fn append(&mut self, bytes: &[u8]) -> Result<(), AppendError>;

    /// The `length` bytes from `at` on.
    ///
    /// # Errors
    /// When they are not all there, or the place no longer answers.
    fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, AppendError>;

    /// Drops all bytes from `length` on.
    ///
    /// # Errors
    /// When the place no longer answers.
    fn truncate(&mut self, length: u64) -> Result<(), AppendError>;

    /// Returns once everything is on the disk.
    ///
    /// # Errors
    /// When the place no longer answers.
    fn flush(&mut self) -> Result<(), AppendError>;

    /// Puts these parts, one behind the other, in the place of all bytes, and returns once they are on the disk.
    ///
    /// # Errors
    /// When there is no space or the place refuses; the earlier bytes are then gone.
    fn rewrite(&mut self, parts: &[&[u8]]) -> Result<(), AppendError> {
        self.truncate(0)?;
        parts.iter().try_for_each(|part| self.append(part))?;
        self.flush()
    }
}

/// Why something could not be kept or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    #[error("there is no space left")]
    Full,
    #[error("a part of it is not there")]
    Missing,
    #[error("the browser’s storage refused: {0}")]
    Refused(String),
}

/// Bytes in memory: for tests, and for browsers that refuse their private file system.
#[derive(Debug, Default)]
pub struct MemoryFile(Vec<u8>);

impl MemoryFile {
    /// Most bytes that one takes.
    const MOST: usize = 128 << 20;
}

impl AppendFile for MemoryFile {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), AppendError> {
        if self.0.len() + bytes.len() > Self::MOST {
            return Err(AppendError::Full);
        }
        self.0.try_reserve(bytes.len()).map_err(|_| AppendError::Full)?;
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, AppendError> {
        let start = usize::try_from(at).map_err(|_| AppendError::Missing)?;
        let end = start.checked_add(length).ok_or(AppendError::Missing)?;
        self.0.get(start..end).map(<[u8]>::to_vec).ok_or(AppendError::Missing)
    }

    fn truncate(&mut self, length: u64) -> Result<(), AppendError> {
        self.0.truncate(usize::try_from(length).map_err(|_| AppendError::Missing)?);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), AppendError> {
        Ok(())
    }
}
