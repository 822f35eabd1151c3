//! Limits on the memory that an image takes.

use image::Limits;

use super::error::{DecodeError, MOST_PIXELS};

/// Most memory that a decoder may use, and that its picture may take, in bytes each.
pub const MOST_MEMORY: u64 = 1 << 30;

/// The memory limit for the image crate's decoders.
pub fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

/// Checks an image's size before its pixels take any memory.
///
/// # Errors
/// [`DecodeError::TooLarge`] for more pixels than are read, by any decoder.
pub fn check_pixels(width: u32, height: u32) -> Result<(), DecodeError> {
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(DecodeError::TooLarge { width, height });
    }
    Ok(())
}

/// Checks that an image takes no more than so many bytes once decoded.
pub fn check_memory(bytes: u64) -> Result<(), DecodeError> {
    limits().reserve(bytes).map_err(DecodeError::Damaged)
}
