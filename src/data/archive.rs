//! Images in a .zip archive, one entry at a time.

use std::io::{self, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::decode::MOST_BYTES;
use crate::junk::is_junk;

/// The first bytes of a .zip archive: an entry's header, or the end of an empty archive.
const SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// A .zip archive that is read entry by entry, never as a whole.
pub struct Archive<R> {
    zip: ZipArchive<R>,
}

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path within the archive.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Why an archive, or one entry of it, could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("the zip archive is damaged: {0}")]
    Damaged(#[from] ZipError),
    #[error("the zip archive's entry is damaged: {0}")]
    Entry(#[from] io::Error),
    #[error("the zip archive's entry is protected by a password")]
    Encrypted,
    #[error("the zip archive's entry unpacks to more than the {MOST_BYTES} bytes that are read")]
    TooLong,
}

/// Whether a file's first bytes are those of a .zip archive.
pub fn is_archive(start: &[u8]) -> bool {
    SIGNATURES.iter().any(|signature| start.starts_with(signature))
}

impl<R: Read + Seek> Archive<R> {
    /// Reads an archive's directory.
    ///
    /// # Errors
    /// When it is no archive or a damaged one.
    pub fn open(reader: R) -> Result<Self, ArchiveError> {
        Ok(Self { zip: ZipArchive::new(reader)? })
    }

    /// Number of entries, folders included.
    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.zip.is_empty()
    }

    /// Unpacks entry `index`; `None` for a folder and for an operating system's bookkeeping.
    ///
    /// # Errors
    /// The entry's name, as far as it is known, and what is wrong with it; other entries may still be read.
    pub fn entry(&mut self, index: usize) -> Result<Option<Entry>, (String, ArchiveError)> {
        let unnamed = |error| (format!("entry {}", index + 1), ArchiveError::from(error));
        let name = self.zip.by_index_raw(index).map_err(unnamed)?.name().map_err(unnamed)?.into_owned();
        if name.ends_with('/') || is_junk(&name) {
            return Ok(None);
        }
        match self.unpack(index) {
            Ok(bytes) => Ok(Some(Entry { name, bytes })),
            Err(error) => Err((name, error)),
        }
    }

    fn unpack(&mut self, index: usize) -> Result<Vec<u8>, ArchiveError> {
        if self.zip.by_index_raw(index)?.encrypted() {
            return Err(ArchiveError::Encrypted);
        }
        let entry = self.zip.by_index(index)?;
        let mut bytes = Vec::new();
        // The size in the archive's directory may be a lie, so what is really unpacked is what is limited.
        entry.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MOST_BYTES { Err(ArchiveError::TooLong) } else { Ok(bytes) }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn entries_come_with_their_paths_and_without_junk() {
        let bytes = archive(&[("a.txt", b"one"), ("sub/b.txt", b"two"), ("__MACOSX/sub/._b.txt", b"x"), ("c/", b"")]);
        assert!(is_archive(&bytes));
        let mut archive = Archive::open(Cursor::new(bytes)).unwrap();
        let entries: Vec<_> = (0..archive.len()).filter_map(|i| archive.entry(i).unwrap()).collect();
        let named = |name: &str, bytes: &[u8]| Entry { name: name.into(), bytes: bytes.into() };
        assert_eq!(entries, [named("a.txt", b"one"), named("sub/b.txt", b"two")]);
    }

    #[test]
    fn a_damaged_entry_is_named_and_the_others_are_read() {
        let mut bytes = archive(&[("good.txt", b"one"), ("bad.txt", b"twotwotwo")]);
        let at = bytes.windows(9).position(|window| window == b"twotwotwo");
        let at = at.unwrap_or_else(|| bytes.windows(7).position(|w| w == b"bad.txt").unwrap() + 7);
        bytes[at] ^= 0xff;
        let mut archive = Archive::open(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.entry(0).unwrap().unwrap().bytes, b"one");
        assert_eq!(archive.entry(1).unwrap_err().0, "bad.txt");
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        let bytes = archive(&[("a.txt", b"one")]);
        assert!(Archive::open(Cursor::new(&bytes[..bytes.len() - 10])).is_err());
        assert!(!is_archive(b"\xff\xd8\xff\xe0"));
    }
}
