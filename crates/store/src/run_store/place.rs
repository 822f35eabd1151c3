//! A file that holds one saved state.

use super::Header;
use facegan_data::storage::{Storage, StorageError};

/// A file with a state behind its header, or with none.
pub struct Place {
    file: Box<dyn Storage>,
    header: Option<Header>,
}

impl Place {
    /// The place as it is found.
    pub fn new(file: Box<dyn Storage>) -> Self {
        let header = file.read(0, Header::BYTES).ok().and_then(|bytes| Header::read(&bytes));
        Self { file, header }
    }

    /// What the state's header says, where the state is complete by its length.
    pub fn header(&self) -> Option<Header> {
        self.header.filter(|header| header.is_complete(self.bytes()))
    }

    /// Writes a state in the place of what was there. Where that fails, nothing is left of either.
    ///
    /// # Errors
    /// When there is no space or the place refuses.
    pub fn write(&mut self, header: Header, state: &[u8]) -> Result<(), StorageError> {
        self.header = None;
        let written = self.file.rewrite(&[&header.to_bytes(), state]);
        if written.is_ok() {
            self.header = Some(header);
        } else {
            // The incomplete state would only take space that is needed.
            let _ = self.file.truncate(0);
        }
        written
    }

    /// Empties it.
    ///
    /// # Errors
    /// When the place refuses.
    pub fn clear(&mut self) -> Result<(), StorageError> {
        self.file.truncate(0)?;
        self.header = None;
        Ok(())
    }

    /// The state, where it is whole.
    pub fn read(&self) -> Option<Vec<u8>> {
        let header = self.header()?;
        let state = self.file.read(Header::BYTES as u64, usize::try_from(header.length).ok()?).ok()?;
        header.fits(&state).then_some(state)
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> u64 {
        self.file.length()
    }
}
