//! A WebP's container: its length, its metadata, and an animation's first frame.

use image::{RgbImage, imageops};

use super::error::DecodeError;
use super::limits::check_pixels;
use super::metadata::Metadata;

/// Flags of an extended file: which chunks it has.
const HAS_EXIF: u8 = 8;
const HAS_XMP: u8 = 4;

/// Checks that a file is as long as it says: a decoder of the first frame does not miss what lies behind it.
///
/// # Errors
/// [`DecodeError::CutShort`] for a shorter one.
pub fn check(bytes: &[u8]) -> Result<(), DecodeError> {
    let length = bytes.get(4..).and_then(|bytes| bytes.first_chunk()).ok_or(DecodeError::CutShort)?;
    let length = 8 + u64::from(u32::from_le_bytes(*length));
    if (bytes.len() as u64) < length { Err(DecodeError::CutShort) } else { Ok(()) }
}

/// The first frame of an animation.
pub struct Frame {
    /// A file of that frame alone, without its transparency.
    pub file: Vec<u8>,
    canvas: (u32, u32),
    place: (u32, u32),
}

impl Frame {
    /// Finds it; `None` where the file is not an animation.
    pub fn first(bytes: &[u8]) -> Option<Self> {
        let (b"VP8X", header, rest) = chunk(bytes.get(12..)?)? else { return None };
        let (_, body) = chunks(rest).find(|(kind, _)| *kind == b"ANMF")?;
        let (kind, pixels) = chunks(body.get(16..)?).find(|(kind, _)| [b"VP8 ", b"VP8L"].contains(kind))?;
        let canvas = (number(header, 4)? + 1, number(header, 7)? + 1);
        // Places are stored in units of two pixels.
        let place = (number(body, 0)? * 2, number(body, 3)? * 2);
        Some(Self { file: still(kind, pixels), canvas, place })
    }

    /// Width and height of the animation's canvas.
    ///
    /// # Errors
    /// When the canvas has too many pixels.
    pub fn dimensions(&self) -> Result<(u32, u32), DecodeError> {
        let (width, height) = self.canvas;
        check_pixels(width, height)?;
        Ok(self.canvas)
    }

    /// Puts the frame's pixels on the animation's canvas, which is black.
    ///
    /// # Errors
    /// When the canvas has too many pixels.
    pub fn show(&self, pixels: RgbImage) -> Result<RgbImage, DecodeError> {
        if pixels.dimensions() == self.canvas {
            return Ok(pixels);
        }
        let (width, height) = self.dimensions()?;
        let mut canvas = RgbImage::new(width, height);
        imageops::replace(&mut canvas, &pixels, self.place.0.into(), self.place.1.into());
        Ok(canvas)
    }
}

/// A number of three bytes.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let &[low, middle, high] = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}

/// A file of one chunk.
fn still(kind: &[u8; 4], pixels: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if pixels.len().is_multiple_of(2) { &[] } else { &[0] };
    let length = pixels.len() as u32;
    let size = 12 + length + padding.len() as u32;
    [b"RIFF", &size.to_le_bytes(), b"WEBP", kind, &length.to_le_bytes(), pixels, padding].concat()
}

/// What the chunks say that the file's header names.
pub fn metadata(bytes: &[u8]) -> Metadata<'_> {
    let mut metadata = Metadata::default();
    // Behind RIFF, a length and WEBP.
    let Some((b"VP8X", &[flags, ..], rest)) = bytes.get(12..).and_then(chunk) else { return metadata };
    for (kind, body) in chunks(rest) {
        match kind {
            b"EXIF" if flags & HAS_EXIF != 0 => _ = metadata.exif.get_or_insert(body.into()),
            b"XMP " if flags & HAS_XMP != 0 => _ = metadata.xmp.get_or_insert(body.into()),
            _ => {}
        }
    }
    metadata
}

/// The kinds and bodies of chunks, one after the other.
fn chunks(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (kind, body, rest) = chunk(bytes)?;
        bytes = rest;
        Some((kind, body))
    })
}

/// A chunk's kind and body, and what lies behind it.
fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (kind, rest) = bytes.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (body, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    // Chunks begin at even places.
    Some((kind, body, rest.get(body.len() % 2..).unwrap_or_default()))
}
