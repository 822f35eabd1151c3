//! Images in a .zip archive, one entry at a time.

mod cp437;
mod directory;
mod method;

use std::io::{self, Read, Seek, SeekFrom};

use flate2::Crc;
use flate2::read::DeflateDecoder;

use self::directory::{DirectoryError, Kind, Listed, u16_at};
use self::method::Method;
use super::decode::MOST_BYTES;
use facegan_core::skipped::{self, Runs, Skipped};

/// The first bytes of a .zip archive: an entry's header, or the end of an empty archive.
const SIGNATURES: [&[u8]; 2] = [ENTRY, b"PK\x05\x06"];
const ENTRY: &[u8] = b"PK\x03\x04";
/// Bytes of an entry's header without its name.
const ENTRY_BYTES: usize = 30;

/// Most bytes that an archive may unpack to for each of its own: far beyond photos, which hardly get smaller.
const MOST_EXPANSION: u64 = 100;
/// Bytes that any archive may unpack to, however small it is: a few drawings may be packed very tightly.
const LEAST_ALLOWANCE: u64 = 1 << 30;

/// A .zip archive that is read entry by entry, never as a whole.
pub struct Archive<R> {
    reader: R,
    entries: Vec<Listed>,
    runs: Runs,
    /// Bytes that its entries may still unpack to. Entries may overlap, so their number and sizes are no limit.
    allowance: u64,
}

/// What there is at a place of the archive's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A file with this path, which may be a photo.
    File(String),
    /// A file that is not a person's photo.
    Skipped(Skipped),
    /// A folder.
    Folder,
}

/// Why an archive, or one entry of it, could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Its directory cannot be read.
    #[error("the zip archive cannot be read: {0}")]
    Directory(#[from] DirectoryError),
    /// An entry cannot be read.
    #[error("the zip archive's entry is damaged: {0}")]
    Entry(#[from] io::Error),
    /// An entry does not lie where the directory says.
    #[error("the zip archive's entry is damaged: its header is not where it should be")]
    Misplaced,
    /// An entry's checksum does not match.
    #[error("the zip archive's entry is damaged: its bytes are not those that were packed")]
    Changed,
    /// An entry is encrypted.
    #[error("the zip archive's entry is protected by a password: pack it again without")]
    Encrypted,
    /// An entry is compressed in a way that is not read here.
    #[error(
        "the zip archive's entry is packed with {0}, which is not read: pack it again as an ordinary .zip (Deflate)"
    )]
    Method(Method),
    /// An entry is a symbolic link.
    #[error("the zip archive's entry is a link to a file, not the file: pack the file itself")]
    Link,
    /// An entry unpacks to more bytes than are read.
    #[error("the zip archive's entry unpacks to more than the {MOST_BYTES} bytes that are read")]
    TooLong,
    /// An entry is an archive itself.
    #[error("an archive within an archive is not opened: drop it by itself")]
    Nested,
    /// The archive unpacks to far more bytes than it has.
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
    /// Reads an archive's list of entries: every one, also where several have the same name.
    ///
    /// # Errors
    /// When it is not an archive, is damaged, or has more entries than are read.
    pub fn open(mut reader: R) -> Result<Self, ArchiveError> {
        let length = reader.seek(SeekFrom::End(0)).map_err(DirectoryError::from)?;
        let entries = directory::read(&mut reader, length)?;
        let runs = Runs::among(entries.iter().map(|entry| entry.path.as_str()));
        Ok(Self { reader, entries, runs, allowance: allowance(length) })
    }

    /// Number of entries, folders included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What entry `index` is.
    ///
    /// # Panics
    /// When there is no such entry.
    pub fn entry(&self, index: usize) -> Entry {
        let Listed { path, kind, .. } = &self.entries[index];
        if *kind == Kind::Folder {
            return Entry::Folder;
        }
        match skipped::find(path).or_else(|| self.runs.find(path)) {
            Some(skipped) => Entry::Skipped(skipped),
            None if path.is_empty() => Entry::File(format!("entry {}", index + 1)),
            None => Entry::File(path.clone()),
        }
    }

    /// Unpacks entry `index`.
    ///
    /// # Errors
    /// When it is damaged, protected, packed in a way that is not read, no file, itself an archive, or unpacks to more
    /// than is read; other entries may still be read, though not after a [`Bomb`](ArchiveError::Bomb).
    ///
    /// # Panics
    /// When there is no such entry.
    pub fn unpack(&mut self, index: usize) -> Result<Vec<u8>, ArchiveError> {
        let Listed { kind, at, packed, size, crc, method, is_encrypted, .. } = self.entries[index];
        let method = Method::from(method);
        if is_encrypted || method == Method::Encrypted {
            return Err(ArchiveError::Encrypted);
        }
        if kind == Kind::Link {
            return Err(ArchiveError::Link);
        }
        if size > MOST_BYTES {
            return Err(ArchiveError::TooLong);
        }
        if self.allowance == 0 {
            return Err(ArchiveError::Bomb);
        }
        // The size in the archive's list may be a lie, so what is really unpacked is what is limited.
        let most = MOST_BYTES.min(self.allowance);
        let content = self.content(at)?.take(packed);
        let mut bytes = Vec::new();
        let outcome = match method {
            Method::Stored => content.take(most + 1).read_to_end(&mut bytes),
            Method::Deflate => DeflateDecoder::new(content).take(most + 1).read_to_end(&mut bytes),
            other => return Err(ArchiveError::Method(other)),
        };
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
        if checksum(&bytes) != crc {
            return Err(ArchiveError::Changed);
        }
        if is_archive(&bytes) { Err(ArchiveError::Nested) } else { Ok(bytes) }
    }

    /// What follows an entry's header, which is `at` this place: its name there, and what else it says, may differ from
    /// what the archive's list has.
    fn content(&mut self, at: u64) -> Result<&mut R, ArchiveError> {
        // Relative to the present position, so that a buffered reader keeps its buffer: entries mostly follow one
        // another.
        let here = self.reader.stream_position()?;
        let signed = |place| i64::try_from(place).map_err(|_| ArchiveError::Misplaced);
        self.reader.seek_relative(signed(at)? - signed(here)?)?;
        let mut header = Vec::with_capacity(ENTRY_BYTES);
        self.reader.by_ref().take(ENTRY_BYTES as u64).read_to_end(&mut header)?;
        if header.len() < ENTRY_BYTES || !header.starts_with(ENTRY) {
            return Err(ArchiveError::Misplaced);
        }
        let more = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        io::copy(&mut self.reader.by_ref().take(more), &mut io::sink())?;
        Ok(&mut self.reader)
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[cfg(test)]
mod tests;
