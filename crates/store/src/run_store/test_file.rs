//! A file in memory for the tests of saved states.

use std::cell::RefCell;
use std::rc::Rc;

use facegan_data::storage::{Storage, StorageError};

/// A file that others can see and damage, and that takes only so many bytes at once.
#[derive(Clone)]
pub struct TestFile {
    bytes: Rc<RefCell<Vec<u8>>>,
    space: usize,
}

impl Default for TestFile {
    fn default() -> Self {
        Self::with_space(usize::MAX)
    }
}

impl TestFile {
    /// An empty file that takes at most so many bytes.
    pub fn with_space(space: usize) -> Self {
        Self { bytes: Rc::default(), space }
    }

    /// Cuts it off, as a crash does.
    pub fn truncate_to(&self, length: usize) {
        self.bytes.borrow_mut().truncate(length);
    }

    /// Flips a bit of a byte.
    pub fn flip(&self, at: usize) {
        self.bytes.borrow_mut()[at] ^= 1;
    }
}

impl Storage for TestFile {
    fn length(&self) -> u64 {
        self.bytes.borrow().len() as u64
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> Result<(), StorageError> {
        assert_eq!(at, self.length(), "states are written from the beginning on");
        let left = self.space.saturating_sub(self.bytes.borrow().len());
        self.bytes.borrow_mut().extend(&bytes[..bytes.len().min(left)]);
        if bytes.len() > left { Err(StorageError::Full) } else { Ok(()) }
    }

    fn read_at(&self, at: u64, bytes: &mut [u8]) -> Result<(), StorageError> {
        let at = at as usize;
        bytes.copy_from_slice(self.bytes.borrow().get(at..at + bytes.len()).ok_or(StorageError::Missing)?);
        Ok(())
    }

    fn truncate(&mut self, length: u64) -> Result<(), StorageError> {
        self.bytes.borrow_mut().truncate(length as usize);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StorageError> {
        Ok(())
    }
}
