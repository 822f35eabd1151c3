//! Refuses BMPs that the decoder would show wrongly.

use super::error::DecodeError;

/// Refuses kinds that the decoder shows wrongly, or of which it fills in what is missing.
///
/// # Errors
/// [`DecodeError::Unusual`] for such a kind.
pub fn check(bytes: &[u8]) -> Result<(), DecodeError> {
    let number = |at: usize| Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?) as usize);
    // Headers of the first kind have no more than sizes and depth.
    let (Some(pixels), Some(header @ 40..)) = (number(10), number(14)) else { return Ok(()) };
    if let Some(1 | 2) = number(30) {
        return Err(DecodeError::Unusual("a compressed BMP"));
    }
    let colours = number(46).unwrap_or_default();
    if pixels < 14_usize.saturating_add(header).saturating_add(colours.saturating_mul(4)) {
        return Err(DecodeError::Unusual("a BMP whose pixels begin among its colours"));
    }
    Ok(())
}
