//! A TIFF's first directory, which is also how EXIF is stored.

use std::ops::Range;

/// The entries of a file's first directory, as far as they are there.
pub struct Directory<'a> {
    bytes: &'a [u8],
    order: Order,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
enum Order {
    Little,
    Big,
}

struct Entry {
    tag: u16,
    /// Bytes of one value, where it is a number without a fraction: a BYTE may also be a part of something else.
    size: Option<usize>,
    /// Where the values lie.
    place: Range<usize>,
}

impl<'a> Directory<'a> {
    /// The directory behind a TIFF header; none where that is something else.
    pub fn first(bytes: &'a [u8]) -> Option<Self> {
        let order = match bytes.first_chunk()? {
            b"II*\0" => Order::Little,
            b"MM\0*" => Order::Big,
            _ => return None,
        };
        let mut directory = Self { bytes, order, entries: Vec::new() };
        let start = directory.number(4, 4)?;
        for index in 0..directory.number(start, 2)? {
            let at = start.checked_add(2 + 12 * index)?;
            directory.entries.extend(directory.entry(at));
        }
        Some(directory)
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        let tag = self.number(at, 2)? as u16;
        // By the numbers of the types: BYTE and so on.
        let (size, integer) = match self.number(at + 2, 2)? {
            1 | 2 | 7 => (1, false),
            6 => (1, true),
            3 | 8 => (2, true),
            4 | 9 | 13 => (4, true),
            11 => (4, false),
            5 | 10 | 12 => (8, false),
            _ => return None,
        };
        let length = self.number(at + 4, 4)?.checked_mul(size)?;
        // Four bytes or fewer stand in the place of the offset.
        let start = if length <= 4 { at + 8 } else { self.number(at + 8, 4)? };
        let place = start..start.checked_add(length)?;
        self.bytes.get(place.clone())?;
        Some(Entry { tag, size: integer.then_some(size), place })
    }

    /// An unsigned number of so many bytes.
    fn number(&self, at: usize, size: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(size)?)?;
        let append = |number: usize, &byte: &u8| number << 8 | usize::from(byte);
        Some(match self.order {
            Order::Little => bytes.iter().rev().fold(0, append),
            Order::Big => bytes.iter().fold(0, append),
        })
    }

    /// The bytes of an entry's values. Of several entries, the last counts.
    pub fn bytes(&self, tag: u16) -> Option<&'a [u8]> {
        let entry = self.entries.iter().rfind(|entry| entry.tag == tag)?;
        self.bytes.get(entry.place.clone())
    }

    /// An entry's values, where they are numbers without a fraction; of negative ones, their bits.
    pub fn integers(&self, tag: u16) -> Option<Vec<usize>> {
        let entry = self.entries.iter().rfind(|entry| entry.tag == tag)?;
        let size = entry.size?;
        entry.place.clone().step_by(size).map(|at| self.number(at, size)).collect()
    }
}
