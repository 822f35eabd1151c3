//! RGB images: equally sized ones, as in the data set, and single pictures of any size.

use serde::{Deserialize, Serialize};

/// Colour channels of a picture: red, green and blue.
pub const CHANNELS: usize = 3;

/// Equally sized square images, one behind the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Images {
    /// Side in pixels.
    pub size: usize,
    /// 3 bytes a pixel, row by row, `size × size × 3` bytes an image.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
}

impl Images {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.rgb.len() / (CHANNELS * self.size * self.size)
    }

    /// The images as networks of `nc` channels see them: for one channel grey, with each pixel's luminance in all three.
    #[must_use]
    pub fn for_nc(mut self, nc: usize) -> Self {
        if nc == 1 {
            self.rgb.as_chunks_mut::<CHANNELS>().0.iter_mut().for_each(|pixel| *pixel = [luminance(*pixel); CHANNELS]);
        }
        self
    }

    /// Whether every pixel is grey.
    pub fn is_grey(&self) -> bool {
        self.rgb.as_chunks::<CHANNELS>().0.iter().all(|[red, green, blue]| red == green && green == blue)
    }
}

/// ITU-R BT.601's luma with Pillow's fixed-point weights (`convert("L")`, as in torchvision's `Grayscale`): the rounded value
/// of (19595 red + 38470 green + 7471 blue) / 65536.
fn luminance([red, green, blue]: [u8; CHANNELS]) -> u8 {
    ((19595 * u32::from(red) + 38470 * u32::from(green) + 7471 * u32::from(blue) + 0x8000) >> 16) as u8
}

/// One picture, ready to be put on a canvas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// 3 bytes a pixel, row by row.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_images_have_pillows_luminance() {
        // As PIL.Image.convert("L") gives it.
        let cases = [
            ([0, 0, 0], 0),
            ([255, 255, 255], 255),
            ([255, 0, 0], 76),
            ([0, 255, 0], 150),
            ([0, 0, 255], 29),
            ([12, 34, 56], 30),
            ([200, 100, 50], 124),
            ([1, 1, 0], 1),
        ];
        let images = Images { size: 2, rgb: cases.iter().flat_map(|(pixel, _)| *pixel).collect() };
        assert_eq!(images.clone().for_nc(CHANNELS), images);
        let grey = images.clone().for_nc(1);
        assert_eq!(grey.rgb, cases.iter().flat_map(|(_, grey)| [*grey; CHANNELS]).collect::<Vec<_>>());
        assert_eq!((images.is_grey(), grey.is_grey(), grey.count()), (false, true, 2));
    }
}
