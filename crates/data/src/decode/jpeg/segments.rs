//! The marker segments of a JPEG.

use super::super::error::DecodeError;

pub const START_OF_IMAGE: u8 = 0xd8;
pub const END_OF_IMAGE: u8 = 0xd9;
pub const START_OF_SCAN: u8 = 0xda;
pub const QUANTISATION: u8 = 0xdb;
pub const HUFFMAN: u8 = 0xc4;
pub const RESTART_INTERVAL: u8 = 0xdd;
/// The first of 16 application segments.
pub const APPLICATION: u8 = 0xe0;

/// A marker with the content of its segment.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a> {
    pub marker: u8,
    pub body: &'a [u8],
}

/// The segments of a file, one after the other.
pub struct Segments<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Segments<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next segment; whatever stands ahead of its marker is passed over.
    ///
    /// # Errors
    /// When there is none, or it is longer than the file.
    pub fn next(&mut self) -> Result<Segment<'a>, DecodeError> {
        let rest = self.bytes.get(self.at..).ok_or(DecodeError::CutShort)?;
        let marker = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff));
        let start = marker.ok_or(DecodeError::CutShort)?;
        let marker = rest[start + 1];
        let rest = &rest[start + 2..];
        let length = match marker {
            // These stand alone.
            START_OF_IMAGE | END_OF_IMAGE | 0x01 | 0xd0..=0xd7 => None,
            _ => Some(usize::from(u16::from_be_bytes(*rest.first_chunk().ok_or(DecodeError::CutShort)?))),
        };
        // A length counts its own two bytes.
        if length.is_some_and(|length| length < 2) {
            return Err(DecodeError::DamagedJpeg("a segment has an impossible length"));
        }
        let body = length.map_or(Some(&[][..]), |length| rest.get(2..length)).ok_or(DecodeError::CutShort)?;
        self.at += start + 2 + length.unwrap_or(0);
        Ok(Segment { marker, body })
    }
}
