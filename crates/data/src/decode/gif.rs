//! The first frame of a GIF on its screen, as Pillow shows it.

use std::io::Cursor;
use std::num::NonZeroU64;

use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, Frame, MemoryLimit};
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
    let Opened { mut decoder, frame, size: (wide, high) } = open(bytes)?;
    let (left, top, width) = (u32::from(frame.left), u32::from(frame.top), frame.width);
    let background = frame.transparent.unwrap_or(0);
    let mut indices = vec![0; decoder.buffer_size()];
    decoder.read_into_buffer(&mut indices).map_err(damaged)?;
    let palette = frame.palette.as_deref().or(decoder.global_palette()).unwrap_or_default();
    let colour = |index: u8| {
        let at = 3 * usize::from(index);
        let colour = palette.get(at..at + 3).unwrap_or(&[0; 3]);
        image::Rgb([colour[0], colour[1], colour[2]])
    };
    let mut pixels = RgbImage::from_pixel(wide, high, colour(background));
    for (y, row) in (top..).zip(indices.chunks_exact(width.into())) {
        for (x, &index) in (left..).zip(row) {
            pixels.put_pixel(x, y, colour(index));
        }
    }
    Ok(pixels)
}

/// Width and height that the first frame is shown at.
///
/// # Errors
/// When the file is damaged or the image too large.
pub fn dimensions(bytes: &[u8]) -> Result<(u32, u32), DecodeError> {
    Ok(open(bytes)?.size)
}

/// A file whose first frame's pixels come next.
struct Opened<'a> {
    decoder: Decoder<Cursor<&'a [u8]>>,
    frame: Frame<'static>,
    /// Of the screen, enlarged where the frame needs it.
    size: (u32, u32),
}

fn open(bytes: &[u8]) -> Result<Opened<'_>, DecodeError> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.set_memory_limit(NonZeroU64::new(MOST_MEMORY).map_or(MemoryLimit::Unlimited, MemoryLimit::Bytes));
    let mut decoder = options.read_info(Cursor::new(bytes)).map_err(damaged)?;
    let screen = (u32::from(decoder.width()), u32::from(decoder.height()));
    let frame = decoder.next_frame_info().map_err(damaged)?.ok_or(DecodeError::CutShort)?.clone();
    let reach = |from: u16, length: u16| u32::from(from) + u32::from(length);
    let (width, height) = (reach(frame.left, frame.width).max(screen.0), reach(frame.top, frame.height).max(screen.1));
    check_pixels(width, height)?;
    Ok(Opened { decoder, frame, size: (width, height) })
}

fn damaged(error: DecodingError) -> DecodeError {
    let format = ImageFormatHint::Exact(ImageFormat::Gif);
    DecodeError::Damaged(ImageError::Decoding(image::error::DecodingError::new(format, error)))
}
