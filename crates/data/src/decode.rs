//! Image files to RGB pixels, upright.

mod bmp;
mod contained;
mod directory;
mod error;
mod gif;
mod jpeg;
mod limits;
mod metadata;
mod png;
mod size;
mod tiff;
mod webp;

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, RgbImage};

pub use self::contained::contained;
pub use self::error::{DecodeError, MOST_BYTES};
pub use self::limits::check_pixels;
pub use self::size::{browser_pixels, dimensions};

use self::limits::{check_memory, limits};
use self::metadata::Metadata;

/// Decodes an image file's first frame and turns it upright as its orientation says, as Pillow does both. As in the
/// tutorial's loader, grey becomes three equal channels and an alpha channel is dropped.
///
/// # Errors
/// [`DecodeError::UnknownFormat`] for what is not a format read here, so that a caller can try another decoder;
/// otherwise what is wrong with the file.
pub fn decode(bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    let format = format(bytes)?;
    contained(|| upright(format, bytes)).unwrap_or(Err(DecodeError::Failed))
}

/// A file's format, by its first bytes.
fn format(bytes: &[u8]) -> Result<ImageFormat, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    reader.format().ok_or(DecodeError::UnknownFormat)
}

/// Refuses files that their decoder would read wrongly.
fn check(format: ImageFormat, bytes: &[u8]) -> Result<(), DecodeError> {
    match format {
        ImageFormat::Bmp => bmp::check(bytes),
        ImageFormat::Tiff => tiff::check(bytes),
        ImageFormat::WebP => webp::check(bytes),
        _ => Ok(()),
    }
}

fn upright(format: ImageFormat, bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    check(format, bytes)?;
    let pixels = match format {
        ImageFormat::Jpeg => jpeg::decode(bytes)?,
        ImageFormat::Gif => gif::decode(bytes)?,
        ImageFormat::WebP if let Some(frame) = webp::Frame::first(bytes) => {
            frame.show(decode_with_image(format, &frame.file)?)?
        }
        _ => decode_with_image(format, bytes)?,
    };
    // In the smallest form before it is turned, which takes another copy.
    let mut image = DynamicImage::from(pixels);
    image.apply_orientation(metadata(format, bytes).orientation());
    Ok(image.into_rgb8())
}

/// EXIF and XMP, as far as the file's format has them.
fn metadata(format: ImageFormat, bytes: &[u8]) -> Metadata<'_> {
    match format {
        ImageFormat::Jpeg => jpeg::metadata(bytes),
        ImageFormat::Png => png::metadata(bytes),
        ImageFormat::Tiff => tiff::metadata(bytes),
        ImageFormat::WebP => webp::metadata(bytes),
        _ => Metadata::default(),
    }
}

fn decode_with_image(format: ImageFormat, bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    Ok(DynamicImage::from_decoder(opened(format, bytes)?).map_err(DecodeError::Damaged)?.into_rgb8())
}

/// The image crate's decoder, for an image that is not too large.
fn opened(format: ImageFormat, bytes: &[u8]) -> Result<impl ImageDecoder, DecodeError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let decoder = reader.into_decoder().map_err(classify)?;
    let (width, height) = decoder.dimensions();
    check_pixels(width, height)?;
    // Few pixels may be much memory: one has up to 16 bytes.
    check_memory(decoder.total_bytes())?;
    Ok(decoder)
}

/// A format that is known by its first bytes, but compiled out, counts as unknown: the browser may read it.
fn classify(error: ImageError) -> DecodeError {
    match error {
        ImageError::Unsupported(ref what) if matches!(what.kind(), image::error::UnsupportedErrorKind::Format(_)) => {
            DecodeError::UnknownFormat
        }
        other => DecodeError::Damaged(other),
    }
}
