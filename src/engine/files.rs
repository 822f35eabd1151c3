//! A dropped file, piece by piece.

use std::io::{self, Read, Seek, SeekFrom};

use js_sys::{ArrayBuffer, Uint8Array};
use web_sys::{Blob, FileReaderSync};

use crate::worker::files::unread;

pub use crate::worker::files::read_all;

/// The part of a file from byte `start` up to byte `end`, not read yet.
///
/// # Errors
/// When the browser refuses.
pub fn slice(file: &Blob, start: u64, end: u64) -> io::Result<Blob> {
    file.slice_with_f64_and_f64(start as f64, end as f64).map_err(|error| unread(&error))
}

/// A file that is read at any position, without holding all of it in memory.
pub struct FileReader {
    file: Blob,
    reader: FileReaderSync,
    position: u64,
}

impl FileReader {
    /// A reader at the file's start.
    ///
    /// # Errors
    /// When the browser has no synchronous reader.
    pub fn new(file: Blob) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| unread(&error))?;
        Ok(Self { file, reader, position: 0 })
    }

    fn length(&self) -> u64 {
        self.file.size() as u64
    }
}

impl Read for FileReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let end = self.length().min(self.position.saturating_add(into.len() as u64));
        if self.position >= end {
            return Ok(0);
        }
        let slice = slice(&self.file, self.position, end)?;
        let buffer: ArrayBuffer = self.reader.read_as_array_buffer(&slice).map_err(|error| unread(&error))?;
        let bytes = Uint8Array::new(&buffer);
        let count = bytes.length() as usize;
        bytes.copy_to(&mut into[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for FileReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.length().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
