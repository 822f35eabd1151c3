//! Image files to RGB pixels, upright.

mod bmp;
mod contained;
mod directory;
mod gif;
mod jpeg;
mod metadata;
mod png;
mod tiff;
mod webp;

use std::io::{self, Cursor};

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};

use self::contained::contained;
use self::metadata::Metadata;

/// Most bytes of one file.
pub const MOST_BYTES: u64 = 256 << 20;
/// Most pixels of one image: beyond any camera, and 360 MB once decoded.
const MOST_PIXELS: u64 = 120_000_000;
/// Most memory that a decoder may use, and that its picture may take, in bytes each.
const MOST_MEMORY: u64 = 1 << 30;

/// Why a file gave no training image; the text is meant for the report, behind the file's name.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error("the file is empty")]
    Empty,
    #[error("the file could not be read: {0}")]
    Unread(#[from] io::Error),
    #[error("the file has {0} bytes, more than the {MOST_BYTES} that are read")]
    TooLong(u64),
    #[error("not an image that can be read here")]
    UnknownFormat,
    #[error("the image is damaged or of an unusual kind: {}", .0.to_string().trim_end())]
    Damaged(#[source] ImageError),
    #[error("the JPEG is damaged or cut short: {0}")]
    DamagedJpeg(&'static str),
    #[error("the image is cut short: the file ends, or goes on with something else, before all of it is there")]
    CutShort,
    #[error("{0} is not read here: save it as an ordinary JPEG or PNG")]
    Unusual(&'static str),
    #[error("the decoder failed on it")]
    Failed,
    #[error("{width}×{height} pixels are more than the {MOST_PIXELS} that fit in memory")]
    TooLarge { width: u32, height: u32 },
    #[error("{width}×{height} pixels are too narrow to cut a square from")]
    TooNarrow { width: u32, height: u32 },
}

/// Decodes an image file's first frame and turns it upright as its orientation says, as Pillow does both. As in the
/// tutorial's loader, grey becomes three equal channels and an alpha channel is dropped.
///
/// # Errors
/// [`DecodeError::UnknownFormat`] for what is not a format read here, so that a caller can try another decoder;
/// otherwise what is wrong with the file.
pub fn decode(bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let format = reader.format().ok_or(DecodeError::UnknownFormat)?;
    contained(|| upright(format, bytes)).unwrap_or(Err(DecodeError::Failed))
}

fn upright(format: ImageFormat, bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    match format {
        ImageFormat::Bmp => bmp::check(bytes)?,
        ImageFormat::Tiff => tiff::check(bytes)?,
        ImageFormat::WebP => webp::check(bytes)?,
        _ => {}
    }
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
    image.apply_orientation(Metadata::read(format, bytes).orientation());
    Ok(image.into_rgb8())
}

fn decode_with_image(format: ImageFormat, bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let decoder = reader.into_decoder().map_err(classify)?;
    let (width, height) = decoder.dimensions();
    check_pixels(width, height)?;
    // Few pixels may be much memory: one has up to 16 bytes.
    check_memory(decoder.total_bytes())?;
    Ok(DynamicImage::from_decoder(decoder).map_err(DecodeError::Damaged)?.into_rgb8())
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

/// Checks an image's size before its pixels take any memory.
///
/// # Errors
/// [`DecodeError::TooLarge`] for more pixels than are read, whoever decodes them.
pub fn check_pixels(width: u32, height: u32) -> Result<(), DecodeError> {
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(DecodeError::TooLarge { width, height });
    }
    Ok(())
}

/// Checks that an image takes no more than so many bytes once decoded.
fn check_memory(bytes: u64) -> Result<(), DecodeError> {
    limits().reserve(bytes).map_err(DecodeError::Damaged)
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
