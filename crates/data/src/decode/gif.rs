//! The first frame of a GIF on its screen, as Pillow shows it.

use std::io::Cursor;
use std::num::NonZeroU64;

use gif::{ColorOutput, DecodeOptions, DecodingError, MemoryLimit};
use image::error::ImageFormatHint;
use image::{ImageError, ImageFormat, RgbImage};

use super::error::DecodeError;
use super::limits::{MOST_MEMORY, check_pixels};

/// Decodes the first frame. Where it lies beyond the screen, the screen is enlarged; around it, and where it is
/// transparent, is its transparent colour, or else the palette's first.
///
/// # Errors
/// When it is damaged or too large.
pub fn decode(bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.set_memory_limit(NonZeroU64::new(MOST_MEMORY).map_or(MemoryLimit::Unlimited, MemoryLimit::Bytes));
    let mut decoder = options.read_info(Cursor::new(bytes)).map_err(damaged)?;
    let screen = (u32::from(decoder.width()), u32::from(decoder.height()));
    let frame = decoder.next_frame_info().map_err(damaged)?.ok_or(DecodeError::CutShort)?;
    let (left, top) = (u32::from(frame.left), u32::from(frame.top));
    let (width, height) = (u32::from(frame.width), u32::from(frame.height));
    let background = frame.transparent.unwrap_or(0);
    let palette = frame.palette.clone();
    let (wide, high) = (screen.0.max(left + width), screen.1.max(top + height));
    check_pixels(wide, high)?;

    let mut indices = vec![0; decoder.buffer_size()];
    decoder.read_into_buffer(&mut indices).map_err(damaged)?;
    let palette = palette.as_deref().or(decoder.global_palette()).unwrap_or_default();
    let colour = |index: u8| {
        let at = 3 * usize::from(index);
        let colour = palette.get(at..at + 3).unwrap_or(&[0; 3]);
        image::Rgb([colour[0], colour[1], colour[2]])
    };
    let mut pixels = RgbImage::from_pixel(wide, high, colour(background));
    for (y, row) in (top..).zip(indices.chunks_exact(width as usize)) {
        for (x, &index) in (left..).zip(row) {
            pixels.put_pixel(x, y, colour(index));
        }
    }
    Ok(pixels)
}

fn damaged(error: DecodingError) -> DecodeError {
    let format = ImageFormatHint::Exact(ImageFormat::Gif);
    DecodeError::Damaged(ImageError::Decoding(image::error::DecodingError::new(format, error)))
}
