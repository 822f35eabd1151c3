//! Pictures as PNG.

use std::io::Cursor;

use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::imageops::thumbnail;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, Limits, RgbImage};

use facegan_core::images::Picture;

/// Longest side that is read, in pixels: beyond any sample grid. A checkpoint from elsewhere may hold any picture.
const LONGEST_SIDE: u32 = 4096;

/// Compresses a picture.
///
/// # Errors
/// When its pixels do not fill it.
pub fn encode(picture: &Picture) -> Result<Vec<u8>, ImageError> {
    encoded(&picture.rgb, picture.width as u32, picture.height as u32)
}

/// Decodes a picture.
///
/// # Errors
/// When the bytes are not a PNG, or one larger than any sample grid.
pub fn decode(png: &[u8]) -> Result<Picture, ImageError> {
    let image = read(png)?;
    let (width, height) = (image.width() as usize, image.height() as usize);
    Ok(Picture { width, height, rgb: image.into_raw() })
}

/// The same picture with a longer side of at most `side` pixels.
///
/// # Errors
/// When the bytes are not a PNG, or one larger than any sample grid.
pub fn shrink(png: &[u8], side: u32) -> Result<Vec<u8>, ImageError> {
    let image = read(png)?;
    let longer = image.width().max(image.height());
    if longer <= side {
        return Ok(png.to_vec());
    }
    let scaled = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longer)).max(1) as u32;
    let small = thumbnail(&image, scaled(image.width()), scaled(image.height()));
    encoded(&small, small.width(), small.height())
}

fn read(png: &[u8]) -> Result<RgbImage, ImageError> {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST_SIDE), Some(LONGEST_SIDE));
    // Not `ImageReader`, which would bring the decoders of all formats into the engine.
    let mut decoder = PngDecoder::with_limits(Cursor::new(png), limits.clone())?;
    decoder.set_limits(limits)?;
    Ok(DynamicImage::from_decoder(decoder)?.into_rgb8())
}

fn encoded(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ImageError> {
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
    encoder.write_image(rgb, width, height, ExtendedColorType::Rgb8)?;
    Ok(png)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, height: usize) -> Picture {
        Picture { width, height, rgb: (0..width * height * 3).map(|i| (i * 37 % 256) as u8).collect() }
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        assert_eq!(decode(&encode(&picture(5, 4)).unwrap()).unwrap(), picture(5, 4));
        assert!(decode(b"no picture").is_err());
    }

    #[test]
    fn a_picture_larger_than_any_grid_is_refused() {
        let side = LONGEST_SIDE as usize;
        assert!(decode(&encode(&picture(side, 1)).unwrap()).is_ok());
        assert!(matches!(decode(&encode(&picture(side + 1, 1)).unwrap()), Err(ImageError::Limits(_))));
    }

    #[test]
    fn a_shrunk_picture_keeps_its_shape_and_a_small_one_its_pixels() {
        let large = encode(&picture(40, 20)).unwrap();
        let small = decode(&shrink(&large, 10).unwrap()).unwrap();
        assert_eq!((small.width, small.height), (10, 5));
        assert_eq!(shrink(&large, 40).unwrap(), large);
    }
}
