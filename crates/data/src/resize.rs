//! The tutorial's `Resize(image_size)` and `CenterCrop(image_size)`, as torchvision computes them on Pillow images.

use fast_image_resize::images::{Image, ImageRef, TypedImageRef};
use fast_image_resize::pixels::U8x3;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;

use super::decode::DecodeError;
use facegan_core::images::{CHANNELS, Images};

/// Most times that the longer side may be the shorter one, rounded down. A longer strip would be resized to a huge
/// width before it is cropped.
const MOST_ASPECT: u32 = 32;

/// Resizes the shorter side to `size` pixels with Pillow's antialiased bilinear filter, as
/// `torchvision.transforms.Resize` does, and crops the centre.
///
/// The longer side becomes `size · long / short`, rounded down. With `scale = input length / output length` and
/// `support = max(scale, 1)`, output pixel `i` is the mean of the input pixels `j` weighted with the triangle
/// `max(0, 1 - |j + 0.5 - (i + 0.5) · scale| / support)`, first along rows, then along columns, each rounded to 8 bits
/// (Pillow's `src/libImaging/Resample.c`).
///
/// Returns `size × size × 3` bytes RGB, row by row.
///
/// # Errors
/// [`DecodeError::TooNarrow`] for an image without pixels, or 33 times as long as wide or more.
pub fn square(image: &RgbImage, size: usize) -> Result<Vec<u8>, DecodeError> {
    let (width, height) = image.dimensions();
    let too_narrow = || DecodeError::TooNarrow { width, height };
    let short = width.min(height);
    if short == 0 || width.max(height) / short > MOST_ASPECT {
        return Err(too_narrow());
    }
    let scaled = |side: u32| (size as u64 * u64::from(side) / u64::from(short)) as u32;
    let source = ImageRef::new(width, height, image.as_raw(), PixelType::U8x3).map_err(|_| too_narrow())?;
    let resized = resampled(&source, scaled(width), scaled(height), FilterType::Bilinear).ok_or_else(too_narrow)?;
    Ok(centre(&resized, size))
}

/// Resamples an image of 3 bytes a pixel as Pillow does: rows first, then columns, each rounded to 8 bits. Nothing for an
/// image without pixels.
pub(crate) fn resampled(source: &ImageRef, width: u32, height: u32, filter: FilterType) -> Option<Image<'static>> {
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    // Of one type of pixels alone: the code for all others takes a minute to compile, and is a part of every download.
    let resize = |source: Option<TypedImageRef<U8x3>>, to: &mut Image| {
        Resizer::new().resize_typed(&source?, &mut to.typed_image_mut::<U8x3>()?, &options).ok()
    };
    let mut rows = Image::new(width, source.height(), PixelType::U8x3);
    resize(source.typed_image(), &mut rows)?;
    let mut resized = Image::new(width, height, PixelType::U8x3);
    resize(rows.typed_image(), &mut resized)?;
    Some(resized)
}

/// A single square image at another size.
///
/// # Errors
/// [`DecodeError::TooNarrow`] for an image without pixels.
pub fn resized(image: Images, size: usize) -> Result<Images, DecodeError> {
    if image.size == size {
        return Ok(image);
    }
    let side = image.size as u32;
    let pixels = RgbImage::from_raw(side, side, image.rgb);
    let pixels = pixels.ok_or(DecodeError::TooNarrow { width: side, height: side })?;
    Ok(Images { size, rgb: square(&pixels, size)? })
}

/// Cuts out the central square, offset by half the surplus and rounded half to even as Python's `round` does.
fn centre(image: &Image, size: usize) -> Vec<u8> {
    let offset = |side: u32| ((side as usize - size) as f64 / 2.0).round_ties_even() as usize;
    let (left, top) = (offset(image.width()), offset(image.height()));
    let stride = image.width() as usize * CHANNELS;
    let rows = image.buffer().chunks_exact(stride).skip(top).take(size);
    rows.flat_map(|row| &row[left * CHANNELS..(left + size) * CHANNELS]).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose red channel counts columns and whose green channel counts rows.
    fn ramp(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 7]))
    }

    #[test]
    fn an_image_of_the_right_size_is_kept_as_it_is() {
        let image = ramp(32, 32);
        assert_eq!(&square(&image, 32).unwrap(), image.as_raw());
    }

    #[test]
    fn a_stored_square_is_brought_to_another_size_as_a_photo_is() {
        let image = || Images { size: 64, rgb: ramp(64, 64).into_raw() };
        assert_eq!(resized(image(), 64).unwrap(), image());
        assert_eq!(resized(image(), 32).unwrap(), Images { size: 32, rgb: square(&ramp(64, 64), 32).unwrap() });
    }

    #[test]
    fn the_centre_is_cut_out_with_offsets_rounded_half_to_even() {
        for (surplus, offset) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 2), (7, 4)] {
            assert_eq!(square(&ramp(32 + surplus, 32), 32).unwrap()[0], offset, "surplus {surplus}");
            assert_eq!(square(&ramp(32, 32 + surplus), 32).unwrap()[1], offset, "surplus {surplus}");
        }
    }

    #[test]
    fn halving_averages_with_the_antialiased_triangle() {
        // Pillow's bilinear filter at scale 2 weighs four source columns 1/8, 3/8, 3/8, 1/8.
        let image = RgbImage::from_fn(64, 64, |x, _| image::Rgb([if x == 30 { 240 } else { 0 }; 3]));
        let row: Vec<u8> = square(&image, 32).unwrap()[..96].chunks(3).map(|pixel| pixel[0]).collect();
        assert_eq!(row[13..18], [0, 30, 90, 0, 0]);
    }

    #[test]
    fn strips_are_refused() {
        for (width, height) in [(1, 40), (3000, 2), (0, 5)] {
            let error = square(&RgbImage::new(width, height), 32).unwrap_err();
            assert_eq!(error.to_string(), format!("{width}×{height} pixels are too narrow to cut a square from"));
        }
    }
}
