//! The directory at the end of a .zip archive: every entry in its order, also where several have one name.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::Crc;

use super::cp437;

/// Most entries of an archive, folders included.
const MOST_ENTRIES: usize = 500_000;

const HEADER: [u8; 4] = *b"PK\x01\x02";
const HEADER_BYTES: u64 = 46;
const END: [u8; 4] = *b"PK\x05\x06";
const END_BYTES: usize = 22;
const END_64: [u8; 4] = *b"PK\x06\x06";
const END_64_BYTES: u64 = 56;
const LOCATOR_64: [u8; 4] = *b"PK\x06\x07";
const LOCATOR_64_BYTES: u64 = 20;
/// Most bytes of the comment behind the end.
const MOST_COMMENT: usize = 0xffff;
/// Most places that are tried as the end: a comment may hold something that looks like one.
const MOST_ENDS: usize = 16;

/// Kinds of extra fields: the numbers that do not fit 32 bits, and the name in UTF-8.
const NUMBERS_64: u16 = 0x0001;
const UNICODE_PATH: u16 = 0x7075;

const ENCRYPTED: u16 = 1;
const UTF_8: u16 = 1 << 11;
/// Upper byte of the version that made an entry: there the upper half of the attributes are Unix's.
const UNIX: u16 = 3;
const UNIX_KIND: u32 = 0o170_000;
const UNIX_FOLDER: u32 = 0o040_000;
const UNIX_LINK: u32 = 0o120_000;
const DOS_FOLDER: u32 = 0x10;

/// Why a directory could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error("it has no end, so that it was cut short or is no zip archive: copy or download it again")]
    NoEnd,
    #[error("its list of entries is damaged: copy or download it again")]
    Damaged,
    #[error("its list has {found} entries and should have {told}: copy or download it again")]
    Incomplete { found: usize, told: u64 },
    #[error("it is one part of several: put the parts together first")]
    Part,
    #[error("it has more than the {MOST_ENTRIES} entries that are read")]
    TooMany,
    #[error(transparent)]
    Unread(#[from] io::Error),
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    /// A symbolic link, which holds a path.
    Link,
}

/// One entry, as the directory has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its path, with `/` between the parts whatever the archive has there, and none before the first.
    pub path: String,
    pub kind: Kind,
    /// Where its own header begins in the file.
    pub at: u64,
    /// Bytes in the archive.
    pub packed: u64,
    /// Bytes that it unpacks to.
    pub size: u64,
    pub crc: u32,
    /// How it is packed, in the format's numbers.
    pub method: u16,
    pub is_encrypted: bool,
}

/// Reads all entries of an archive of `length` bytes.
///
/// # Errors
/// When the directory is not there, not whole, or longer than is read.
pub fn read<R: Read + Seek>(reader: &mut R, length: u64) -> Result<Vec<Listed>, DirectoryError> {
    let end = End::find(reader, length)?;
    reader.seek(SeekFrom::Start(end.begin))?;
    let mut headers = BufReader::new(reader.take(end.directory - end.begin));
    let mut entries = Vec::new();
    while let Some(entry) = header(&mut headers, end.shift)? {
        if entries.len() == MOST_ENTRIES {
            return Err(DirectoryError::TooMany);
        }
        entries.push(entry);
    }
    // Some programs count no further than 65,535 and begin again, so there may be more entries than the count says.
    if (entries.len() as u64) < end.entries {
        return Err(DirectoryError::Incomplete { found: entries.len(), told: end.entries });
    }
    Ok(entries)
}

/// What the end of an archive says.
struct End {
    /// Where the directory begins and ends in the file.
    begin: u64,
    directory: u64,
    entries: u64,
    /// Bytes before the archive: everything lies so many bytes further than the archive says.
    shift: u64,
}

impl End {
    fn find<R: Read + Seek>(reader: &mut R, length: u64) -> Result<Self, DirectoryError> {
        let tail_bytes = length.min((END_BYTES + MOST_COMMENT) as u64);
        let tail = bytes_at(reader, length - tail_bytes, tail_bytes as usize)?;
        let fits = |at: &usize| {
            let end = &tail[*at..];
            end.starts_with(&END) && END_BYTES + usize::from(u16_at(end, 20)) <= end.len()
        };
        let places = (0..(tail.len() + 1).saturating_sub(END_BYTES)).rev().filter(fits).take(MOST_ENDS);
        let mut failure = None;
        for at in places {
            match Self::at(reader, &tail[at..], length - tail_bytes + at as u64) {
                Ok(end) => return Ok(end),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        Err(failure.unwrap_or(DirectoryError::NoEnd))
    }

    /// The end that lies at `place` and has these bytes.
    fn at<R: Read + Seek>(reader: &mut R, bytes: &[u8], place: u64) -> Result<Self, DirectoryError> {
        if let Some(this) = Self::find_64(reader, place)? {
            return Ok(this);
        }
        if u16_at(bytes, 4) != 0 {
            return Err(DirectoryError::Part);
        }
        let (entries, size, begin) = (u16_at(bytes, 10).into(), u32_at(bytes, 12).into(), u32_at(bytes, 16).into());
        Self::locate(reader, place, entries, size, begin)
    }

    /// The end of an archive whose numbers do not fit 32 bits, which stands before the usual end at `place`.
    fn find_64<R: Read + Seek>(reader: &mut R, place: u64) -> Result<Option<Self>, DirectoryError> {
        let Some(locator_at) = place.checked_sub(LOCATOR_64_BYTES) else { return Ok(None) };
        let locator = bytes_at(reader, locator_at, LOCATOR_64_BYTES as usize)?;
        if !locator.starts_with(&LOCATOR_64) {
            return Ok(None);
        }
        // Where something stands before the archive, it is not where the locator says but right before that.
        for at in [Some(u64_at(&locator, 8)), locator_at.checked_sub(END_64_BYTES)].into_iter().flatten() {
            if at.checked_add(END_64_BYTES).is_none_or(|end| end > locator_at) {
                continue;
            }
            let end = bytes_at(reader, at, END_64_BYTES as usize)?;
            if end.starts_with(&END_64) {
                if u32_at(&end, 16) != 0 {
                    return Err(DirectoryError::Part);
                }
                let (entries, size, begin) = (u64_at(&end, 32), u64_at(&end, 40), u64_at(&end, 48));
                return Self::locate(reader, at, entries, size, begin).map(Some);
            }
        }
        Err(DirectoryError::Damaged)
    }

    /// The directory of this `size` lies right before its end, or where the archive says that it begins.
    fn locate<R: Read + Seek>(
        reader: &mut R,
        end: u64,
        entries: u64,
        size: u64,
        told: u64,
    ) -> Result<Self, DirectoryError> {
        let before = end.checked_sub(size).filter(|begin| *begin >= told);
        for begin in [before, Some(told)].into_iter().flatten().filter(|begin| *begin <= end) {
            let is_there = entries == 0 || begin + HEADER_BYTES <= end && bytes_at(reader, begin, 4)? == HEADER;
            if is_there {
                return Ok(Self { begin, directory: end, entries, shift: begin - told });
            }
        }
        Err(DirectoryError::Damaged)
    }
}

/// The next entry; `None` where something else follows, or nothing.
fn header(reader: &mut impl Read, shift: u64) -> Result<Option<Listed>, DirectoryError> {
    let mut fixed = Vec::with_capacity(HEADER_BYTES as usize);
    reader.by_ref().take(HEADER.len() as u64).read_to_end(&mut fixed)?;
    if fixed != HEADER {
        return Ok(None);
    }
    fixed.extend(bytes(reader, HEADER_BYTES as usize - HEADER.len())?);
    let flags = u16_at(&fixed, 8);
    let name = bytes(reader, u16_at(&fixed, 28).into())?;
    let extra = bytes(reader, u16_at(&fixed, 30).into())?;
    bytes(reader, u16_at(&fixed, 32).into())?;
    let mut numbers = [24, 20, 42].map(|at| u64::from(u32_at(&fixed, at)));
    if let Some(large) = field(&extra, NUMBERS_64) {
        let mut large = large.chunks_exact(8);
        for number in numbers.iter_mut().filter(|number| **number == u64::from(u32::MAX)) {
            *number = large.next().map_or(*number, |bytes| u64_at(bytes, 0));
        }
    }
    let [size, packed, at] = numbers;
    let at = at.checked_add(shift).ok_or(DirectoryError::Damaged)?;
    let name = text(&name, flags & UTF_8 != 0, field(&extra, UNICODE_PATH));
    let kind = kind(&name, size, u16_at(&fixed, 4) >> 8, u32_at(&fixed, 38));
    let path = name.replace('\\', "/").trim_start_matches('/').to_owned();
    let (crc, method) = (u32_at(&fixed, 16), u16_at(&fixed, 10));
    Ok(Some(Listed { path, kind, at, packed, size, crc, method, is_encrypted: flags & ENCRYPTED != 0 }))
}

/// What an entry is, by its name or its attributes. An entry with bytes is never taken for a folder.
fn kind(name: &str, size: u64, system: u16, attributes: u32) -> Kind {
    let unix = if system == UNIX { (attributes >> 16) & UNIX_KIND } else { 0 };
    if unix == UNIX_LINK {
        return Kind::Link;
    }
    let is_folder = name.ends_with(['/', '\\']) || unix == UNIX_FOLDER || attributes & DOS_FOLDER != 0;
    if is_folder && size == 0 { Kind::Folder } else { Kind::File }
}

/// An entry's name: UTF-8 where the archive says so or it can be, and otherwise the first PC's code page, unless the
/// extra field that has the name in UTF-8 is of this very name.
fn text(name: &[u8], is_utf_8: bool, unicode: Option<&[u8]>) -> String {
    if let Some(unicode) = unicode.and_then(|field| of_name(field, name)) {
        return unicode;
    }
    match str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) if is_utf_8 => String::from_utf8_lossy(name).into_owned(),
        Err(_) => cp437::decode(name),
    }
}

/// The name in an extra field, behind a version and the checksum of the name that it was made for.
fn of_name(field: &[u8], name: &[u8]) -> Option<String> {
    let (head, unicode) = field.split_at_checked(5)?;
    let mut crc = Crc::new();
    crc.update(name);
    let is_same = head[0] == 1 && u32_at(head, 1) == crc.sum();
    is_same.then(|| str::from_utf8(unicode).ok().map(str::to_owned)).flatten()
}

/// An extra field of this kind.
fn field(mut extra: &[u8], kind: u16) -> Option<&[u8]> {
    while let Some((head, rest)) = extra.split_at_checked(4) {
        let (content, rest) = rest.split_at_checked(u16_at(head, 2).into())?;
        if u16_at(head, 0) == kind {
            return Some(content);
        }
        extra = rest;
    }
    None
}

fn bytes(reader: &mut impl Read, count: usize) -> Result<Vec<u8>, DirectoryError> {
    let mut bytes = vec![0; count];
    reader.read_exact(&mut bytes).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => DirectoryError::Damaged,
        _ => error.into(),
    })?;
    Ok(bytes)
}

fn bytes_at<R: Read + Seek>(reader: &mut R, at: u64, count: usize) -> Result<Vec<u8>, DirectoryError> {
    reader.seek(SeekFrom::Start(at))?;
    bytes(reader, count)
}

/// Two bytes at this place, as a number.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(array_at(bytes, at))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(array_at(bytes, at))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(array_at(bytes, at))
}

fn array_at<const BYTES: usize>(bytes: &[u8], at: usize) -> [u8; BYTES] {
    let mut array = [0; BYTES];
    array.copy_from_slice(&bytes[at..at + BYTES]);
    array
}
