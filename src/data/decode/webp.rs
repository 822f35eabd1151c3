//! What a WebP's container says.

use super::DecodeError;
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

/// What the chunks say that the file's header names.
pub fn metadata(bytes: &[u8]) -> Metadata<'_> {
    let mut metadata = Metadata::default();
    // Behind RIFF, a length and WEBP.
    let Some((b"VP8X", &[flags, ..], mut rest)) = bytes.get(12..).and_then(chunk) else { return metadata };
    while let Some((kind, body, behind)) = chunk(rest) {
        match kind {
            b"EXIF" if flags & HAS_EXIF != 0 => _ = metadata.exif.get_or_insert(body.into()),
            b"XMP " if flags & HAS_XMP != 0 => _ = metadata.xmp.get_or_insert(body.into()),
            _ => {}
        }
        rest = behind;
    }
    metadata
}

/// A chunk's kind and body, and what lies behind it.
fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (kind, rest) = bytes.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (body, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    // Chunks begin at even places.
    Some((kind, body, rest.get(body.len() % 2..).unwrap_or_default()))
}
