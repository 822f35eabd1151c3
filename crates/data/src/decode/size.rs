//! How many pixels a photo has, read from its header.

use image::{ImageDecoder, ImageFormat};

use super::contained::contained;
use super::error::{DecodeError, MOST_PIXELS};
use super::{check, format, gif, jpeg, opened, webp};

/// Width and height of the image that [`decode`](super::decode) would give, before it is turned upright.
///
/// # Errors
/// Those of [`decode`](super::decode) that the header shows, [`DecodeError::UnknownFormat`] and
/// [`DecodeError::TooLarge`] among them.
pub fn dimensions(bytes: &[u8]) -> Result<(u32, u32), DecodeError> {
    let format = format(bytes)?;
    contained(|| of_format(format, bytes)).unwrap_or(Err(DecodeError::Failed))
}

fn of_format(format: ImageFormat, bytes: &[u8]) -> Result<(u32, u32), DecodeError> {
    check(format, bytes)?;
    match format {
        ImageFormat::Jpeg => jpeg::dimensions(bytes),
        ImageFormat::Gif => gif::dimensions(bytes),
        ImageFormat::WebP if let Some(frame) = webp::Frame::first(bytes) => frame.dimensions(),
        _ => Ok(opened(format, bytes)?.dimensions()),
    }
}

/// Most pixels that an image has which only the browser reads: those of its largest `ispe` property, where it is HEIC or
/// AVIF (ISO/IEC 23008-12), or else the most that are read.
pub fn browser_pixels(bytes: &[u8]) -> u64 {
    let properties = bytes.windows(4).enumerate().filter(|(_, kind)| *kind == b"ispe");
    let pixels = properties.filter_map(|(at, _)| {
        // Behind the kind, a version and flags.
        let side = |from: usize| Some(u32::from_be_bytes(*bytes.get(at + from..)?.first_chunk()?));
        Some(u64::from(side(8)?) * u64::from(side(12)?))
    });
    pixels.max().map_or(MOST_PIXELS, |pixels| pixels.min(MOST_PIXELS))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, RgbImage};

    use super::*;
    use crate::decode::decode;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(RgbImage::new(width, height)).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn every_format_tells_the_size_that_it_is_decoded_to() {
        use ImageFormat::{Bmp, Gif, Jpeg, Png, Tiff, WebP};
        for format in [Bmp, Gif, Jpeg, Png, Tiff, WebP] {
            let bytes = encoded(37, 21, format);
            assert_eq!(dimensions(&bytes).unwrap(), (37, 21), "{format:?}");
            assert_eq!(decode(&bytes).unwrap().dimensions(), (37, 21), "{format:?}");
        }
    }

    #[test]
    fn what_the_header_shows_to_be_unreadable_is_refused_at_once() {
        assert!(matches!(dimensions(b""), Err(DecodeError::Empty)));
        assert!(matches!(dimensions(b"no image"), Err(DecodeError::UnknownFormat)));
        let mut bytes = encoded(37, 21, ImageFormat::Jpeg);
        let frame = bytes.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
        bytes[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
        assert!(matches!(dimensions(&bytes), Err(DecodeError::TooLarge { width: 65535, height: 65535 })));
    }

    #[test]
    fn the_largest_part_of_a_heic_photo_is_its_size() {
        let property = |width: u32, height: u32| {
            [b"\0\0\0\x14ispe\0\0\0\0".as_slice(), &width.to_be_bytes(), &height.to_be_bytes()].concat()
        };
        let bytes = [property(512, 512), property(4032, 3024), property(160, 120)].concat();
        assert_eq!(browser_pixels(&bytes), 4032 * 3024);
        assert_eq!(browser_pixels(b"unknown"), MOST_PIXELS);
        assert_eq!(browser_pixels(&property(u32::MAX, u32::MAX)), MOST_PIXELS);
        assert_eq!(browser_pixels(b"ispe"), MOST_PIXELS);
    }
}
