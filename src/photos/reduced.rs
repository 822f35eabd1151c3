//! Photos as they are shown.

use image::{RgbImage, imageops};

use facegan_core::images::Picture;

/// A photo whose longer side has at most so many pixels.
pub fn reduced(photo: RgbImage, side: usize) -> Picture {
    let longer = photo.width().max(photo.height()).max(1) as usize;
    let scaled = |length: u32| (length as usize * side / longer).max(1) as u32;
    let photo =
        if longer > side { imageops::thumbnail(&photo, scaled(photo.width()), scaled(photo.height())) } else { photo };
    Picture { width: photo.width() as usize, height: photo.height() as usize, rgb: photo.into_raw() }
}
