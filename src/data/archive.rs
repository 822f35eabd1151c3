//! Images in a .zip archive, one entry at a time.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::decode::MOST_BYTES;
use crate::junk::is_junk;

/// The first bytes of a .zip archive: an entry's header, or the end of an empty archive.
const SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// Most entries of an archive, folders included.
const MOST_ENTRIES: usize = 500_000;
/// Most bytes that an archive may unpack to for each of its own: far beyond photos, which hardly get smaller.
const MOST_EXPANSION: u64 = 100;
/// Bytes that any archive may unpack to, however small it is, so that one of a few drawings is none too many.
const LEAST_ALLOWANCE: u64 = 1 << 30;

/// A .zip archive that is read entry by entry, never as a whole.
pub struct Archive<R> {
    zip: ZipArchive<R>,
    /// Bytes that its entries may still unpack to. Entries may overlap, so that their number and sizes tell nothing.
    allowance: u64,
}

/// Why an archive, or one entry of it, could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("the zip archive is damaged: {0}")]
    Damaged(#[from] ZipError),
    #[error("the zip archive has {0} entries, more than the {MOST_ENTRIES} that are read")]
    TooManyEntries(usize),
    #[error("the zip archive's entry is damaged: {0}")]
    Entry(#[from] io::Error),
    #[error("the zip archive's entry is protected by a password")]
    Encrypted,
    #[error("the zip archive's entry unpacks to more than the {MOST_BYTES} bytes that are read")]
    TooLong,
    #[error("an archive within an archive is not opened: drop it by itself")]
    Nested,
    #[error("the zip archive unpacks to more than {MOST_EXPANSION} times its own size, so the rest of it is not read")]
    Bomb,
}

/// Bytes that an archive of `length` bytes may unpack to, all entries together.
pub fn allowance(length: u64) -> u64 {
    length.saturating_mul(MOST_EXPANSION).max(LEAST_ALLOWANCE)
}

/// Whether a file's first bytes are those of a .zip archive.
pub fn is_archive(start: &[u8]) -> bool {
    SIGNATURES.iter().any(|signature| start.starts_with(signature))
}

impl<R: Read + Seek> Archive<R> {
    /// Reads an archive's directory.
    ///
    /// # Errors
    /// When it is no archive, a damaged one, or has more entries than are read.
    pub fn open(mut reader: R) -> Result<Self, ArchiveError> {
        let length = reader.seek(SeekFrom::End(0)).map_err(ZipError::from)?;
        let zip = ZipArchive::new(reader)?;
        if zip.len() > MOST_ENTRIES {
            return Err(ArchiveError::TooManyEntries(zip.len()));
        }
        Ok(Self { zip, allowance: allowance(length) })
    }

    /// Number of entries, folders included.
    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.zip.is_empty()
    }

    /// The path of entry `index` within the archive; `None` for a folder and for an operating system's bookkeeping.
    ///
    /// # Errors
    /// What to call the entry, and what is wrong with it; other entries may still be read.
    pub fn name(&mut self, index: usize) -> Result<Option<String>, (String, ArchiveError)> {
        let unnamed = |error| (format!("entry {}", index + 1), ArchiveError::from(error));
        let name = self.zip.by_index_raw(index).map_err(unnamed)?.name().map_err(unnamed)?.into_owned();
        Ok((!name.ends_with('/') && !is_junk(&name)).then_some(name))
    }

    /// Unpacks entry `index`.
    ///
    /// # Errors
    /// When it is damaged, protected, itself an archive, or unpacks to more than is read; other entries may still be
    /// read, though not after a [`Bomb`](ArchiveError::Bomb).
    pub fn unpack(&mut self, index: usize) -> Result<Vec<u8>, ArchiveError> {
        if self.zip.by_index_raw(index)?.encrypted() {
            return Err(ArchiveError::Encrypted);
        }
        let entry = self.zip.by_index(index)?;
        if entry.size() > MOST_BYTES {
            return Err(ArchiveError::TooLong);
        }
        if self.allowance == 0 {
            return Err(ArchiveError::Bomb);
        }
        // The size in the archive's directory may be a lie, so what is really unpacked is what is limited.
        let most = MOST_BYTES.min(self.allowance);
        let mut bytes = Vec::new();
        let outcome = entry.take(most + 1).read_to_end(&mut bytes);
        let unpacked = bytes.len() as u64;
        let within = unpacked <= self.allowance;
        self.allowance = self.allowance.saturating_sub(unpacked);
        outcome?;
        if !within {
            return Err(ArchiveError::Bomb);
        }
        if unpacked > MOST_BYTES {
            return Err(ArchiveError::TooLong);
        }
        if is_archive(&bytes) { Err(ArchiveError::Nested) } else { Ok(bytes) }
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
        let names: Vec<_> = (0..archive.len()).filter_map(|index| archive.name(index).unwrap()).collect();
        assert_eq!(names, ["a.txt", "sub/b.txt"]);
        assert_eq!([0, 1].map(|index| archive.unpack(index).unwrap()), [b"one", b"two"]);
    }

    #[test]
    fn a_damaged_entry_is_named_and_the_others_are_read() {
        let mut bytes = archive(&[("good.txt", b"one"), ("bad.txt", b"twotwotwo")]);
        let at = bytes.windows(9).position(|window| window == b"twotwotwo");
        let at = at.unwrap_or_else(|| bytes.windows(7).position(|w| w == b"bad.txt").unwrap() + 7);
        bytes[at] ^= 0xff;
        let mut archive = Archive::open(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.unpack(0).unwrap(), b"one");
        assert_eq!(archive.name(1).unwrap().as_deref(), Some("bad.txt"));
        assert!(archive.unpack(1).is_err());
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        let bytes = archive(&[("a.txt", b"one")]);
        assert!(Archive::open(Cursor::new(&bytes[..bytes.len() - 10])).is_err());
        assert!(!is_archive(b"\xff\xd8\xff\xe0"));
    }

    #[test]
    fn an_archive_within_an_archive_is_not_opened() {
        let inner = archive(&[("a.txt", b"one")]);
        let mut outer = Archive::open(Cursor::new(archive(&[("inner.zip", &inner), ("b.txt", b"two")]))).unwrap();
        assert!(matches!(outer.unpack(0), Err(ArchiveError::Nested)));
        assert_eq!(outer.unpack(1).unwrap(), b"two");
    }

    #[test]
    fn an_entry_that_unpacks_to_more_than_a_file_may_have_is_refused() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("zeros.bmp", SimpleFileOptions::default()).unwrap();
        io::copy(&mut io::repeat(0).take(MOST_BYTES + 1), &mut writer).unwrap();
        let mut bytes = writer.finish().unwrap().into_inner();
        assert!(bytes.len() < 1 << 20);
        assert!(matches!(Archive::open(Cursor::new(&bytes)).unwrap().unpack(0), Err(ArchiveError::TooLong)));
        // A lie about its size in the directory does not help it.
        let told = ((MOST_BYTES + 1) as u32).to_le_bytes();
        let directory = bytes.windows(4).rposition(|window| window == told).unwrap();
        bytes[directory..directory + 4].copy_from_slice(&5_u32.to_le_bytes());
        assert!(Archive::open(Cursor::new(&bytes)).unwrap().unpack(0).is_err());
    }

    #[test]
    fn overlapping_entries_are_read_until_they_are_more_than_the_archive_can_hold() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("0", SimpleFileOptions::default()).unwrap();
        io::copy(&mut io::repeat(0).take(LEAST_ALLOWANCE / 8), &mut writer).unwrap();
        for copy in 1..20 {
            writer.shallow_copy_file("0", &copy.to_string()).unwrap();
        }
        let bytes = writer.finish().unwrap().into_inner();
        let mut archive = Archive::open(Cursor::new(bytes)).unwrap();
        let unpacked: Vec<_> = (0..20).map(|index| archive.unpack(index).map(|bytes| bytes.len() as u64)).collect();
        assert!(unpacked[..8].iter().all(|length| matches!(length, Ok(length) if *length == LEAST_ALLOWANCE / 8)));
        assert!(unpacked[8..].iter().all(|length| matches!(length, Err(ArchiveError::Bomb))));
    }
}
