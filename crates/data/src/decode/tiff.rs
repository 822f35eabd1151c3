//! Refuses TIFFs that the decoder would show wrongly, and reads the metadata of the others.

use super::directory::Directory;
use super::error::DecodeError;
use super::metadata::Metadata;

/// Numbers of entries.
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const FILL_ORDER: u16 = 266;
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
    // The decoder itself refuses what is not a directory.
    let Some(directory) = Directory::first(bytes) else { return Ok(()) };
    let says = |tag, value| directory.integers(tag).is_some_and(|values| values.contains(&value));
    let tiles = directory.bytes(TILE_WIDTH).is_some();
    let unusual = [
        // Their decoder fills in what is missing.
        (says(COMPRESSION, 6) || says(COMPRESSION, 7), "a TIFF that holds JPEGs"),
        (says(PHOTOMETRIC, 3), "a TIFF with a palette"),
        (says(PHOTOMETRIC, 6) || says(PHOTOMETRIC, 8), "a TIFF of colours other than RGB"),
        (says(FILL_ORDER, 2), "a TIFF whose bits lie the other way round"),
        // The decoder panics where tiles go beyond the image.
        (says(PLANAR, 2) && tiles, "a TIFF of tiles in separate planes"),
        (says(EXTRA_SAMPLES, 1), "a TIFF whose colours are multiplied by its transparency"),
        (says(SAMPLE_FORMAT, 3), "a TIFF of floating-point numbers"),
    ];
    match unusual.into_iter().find(|(found, _)| *found) {
        Some((_, kind)) => Err(DecodeError::Unusual(kind)),
        None => Ok(()),
    }
}
