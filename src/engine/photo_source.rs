//! Where a photo can be read again, to be shown.

use std::io::BufReader;

use js_sys::Uint8Array;
use web_sys::Blob;

use super::files::FileReader;
use facegan_data::archive::Archive;
use facegan_data::unopened::Unopened;
use facegan_protocol::photos::PhotoBytes;

/// How much of an archive is read at once, in bytes.
const ARCHIVE_BUFFER: usize = 1 << 20;

/// An archive whose entries are read one by one.
pub type OpenArchive = Archive<BufReader<FileReader>>;

/// Where a photo lies.
#[derive(Debug, Clone)]
pub enum PhotoSource {
    /// In a file.
    File(Blob),
    /// At a place of an archive's list.
    Entry { archive: Blob, index: usize },
}

impl PhotoSource {
    /// The photo's bytes.
    ///
    /// # Errors
    /// When its archive cannot be opened or unpacked any more.
    pub fn bytes(&self) -> Result<PhotoBytes, Unopened> {
        match self {
            Self::File(file) => Ok(PhotoBytes::File(file.clone())),
            Self::Entry { archive, index } => {
                let bytes = open_archive(archive.clone())?.unpack(*index)?;
                Ok(PhotoBytes::Bytes(Uint8Array::from(&*bytes)))
            }
        }
    }
}

/// Opens an archive, to be read entry by entry.
///
/// # Errors
/// When it is damaged, or the browser does not read it.
pub fn open_archive(file: Blob) -> Result<OpenArchive, Unopened> {
    Ok(Archive::open(BufReader::with_capacity(ARCHIVE_BUFFER, FileReader::new(file)?))?)
}
