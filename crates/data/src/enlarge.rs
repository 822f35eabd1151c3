//! Pictures made larger by a smooth filter.

use fast_image_resize::images::ImageRef;
use fast_image_resize::{FilterType, PixelType};

use super::resize::resampled;
use facegan_core::animation::Scale;
use facegan_core::images::Picture;

/// A picture has no pixels, or other than its size says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a picture of {width}×{height} pixels cannot be enlarged")]
pub struct NotEnlarged {
    width: usize,
    height: usize,
}

/// A picture at a scale, by Pillow's bicubic filter: Keys' cubic convolution with a = -0.5
/// (<https://doi.org/10.1109/TASSP.1981.1163711>), along rows, then along columns, each rounded to 8 bits.
///
/// # Errors
/// For a picture without pixels, or with other than its size says.
pub fn enlarged(picture: &Picture, scale: Scale) -> Result<Picture, NotEnlarged> {
    let Picture { width, height, ref rgb } = *picture;
    if scale == Scale::One {
        return Ok(picture.clone());
    }
    let impossible = NotEnlarged { width, height };
    let source = ImageRef::new(width as u32, height as u32, rgb, PixelType::U8x3).map_err(|_| impossible)?;
    let (width, height) = (width * scale.factor(), height * scale.factor());
    let large = resampled(&source, width as u32, height as u32, FilterType::CatmullRom).ok_or(impossible)?;
    Ok(Picture { width, height, rgb: large.into_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(width: usize, height: usize) -> Picture {
        let at = |i: usize| [(i % width * 8) as u8, (i / width * 8) as u8, 77];
        Picture { width, height, rgb: (0..width * height).flat_map(at).collect() }
    }

    #[test]
    fn a_picture_grows_and_an_even_colour_stays() {
        assert_eq!(enlarged(&ramp(6, 4), Scale::One).unwrap(), ramp(6, 4));
        for scale in [Scale::Two, Scale::Four] {
            let large = enlarged(&ramp(6, 4), scale).unwrap();
            assert_eq!((large.width, large.height), (6 * scale.factor(), 4 * scale.factor()));
            assert!(large.rgb.chunks(3).all(|pixel| pixel[2] == 77));
            let row = &large.rgb[..3 * large.width];
            assert!(row.chunks(3).map(|pixel| pixel[0]).is_sorted(), "{row:?}");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let broken = Picture { width: 3, height: 3, rgb: vec![0; 5] };
        let error = enlarged(&broken, Scale::Two).unwrap_err().to_string();
        assert_eq!(error, "a picture of 3×3 pixels cannot be enlarged");
    }
}
