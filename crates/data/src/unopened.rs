//! Why a file that may hold photos was not opened.

use std::io;

use super::archive::ArchiveError;
use super::decode::DecodeError;

/// Why a photo or an archive of photos was not opened; the text is meant for the report, behind the file's name.
#[derive(Debug, thiserror::Error)]
pub enum Unopened {
    /// It cannot be decoded as a photo.
    #[error(transparent)]
    Photo(#[from] DecodeError),
    /// It cannot be opened as an archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl From<io::Error> for Unopened {
    fn from(error: io::Error) -> Self {
        Self::Photo(error.into())
    }
}
