//! Which TIFFs are read, and what they say beside their pixels.

use super::DecodeError;
use super::directory::Directory;
use super::metadata::Metadata;

/// Numbers of entries.
const COMPRESSION: u16 = 259;
const PLANAR: u16 = 284;
const TILE_WIDTH: u16 = 322;
const EXTRA_SAMPLES: u16 = 338;
const SAMPLE_FORMAT: u16 = 339;
const XMP: u16 = 700;

/// A file's own entries, of which the orientation is one.
pub fn metadata(bytes: &[u8]) -> Metadata<'_> {
    let xmp = Directory::first(bytes).and_then(|directory| directory.bytes(XMP));
    Metadata { exif: Some(bytes.into()), xmp: xmp.map(Into::into) }
}

/// Refuses kinds over which the decoder panics, or which it shows wrongly.
///
/// # Errors
/// [`DecodeError::Unusual`] for such a kind.
pub fn check(bytes: &[u8]) -> Result<(), DecodeError> {
    // What is no directory the decoder refuses itself.
    let Some(directory) = Directory::first(bytes) else { return Ok(()) };
    let says = |tag, value| directory.integers(tag).is_some_and(|values| values.contains(&value));
    // Its decoder fills in what is missing.
    if says(COMPRESSION, 6) || says(COMPRESSION, 7) {
        return Err(DecodeError::Unusual("a TIFF that holds JPEGs"));
    }
    if says(PLANAR, 2) && directory.bytes(TILE_WIDTH).is_some() {
        return Err(DecodeError::Unusual("a TIFF of tiles in separate planes"));
    }
    if says(EXTRA_SAMPLES, 1) {
        return Err(DecodeError::Unusual("a TIFF whose colours are multiplied by its transparency"));
    }
    if says(SAMPLE_FORMAT, 3) {
        return Err(DecodeError::Unusual("a TIFF of floating-point numbers"));
    }
    Ok(())
}
