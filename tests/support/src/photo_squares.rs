//! A photo whose squares are the same, to the last bit, natively and in a browser.

use facegan_core::config::Crop;
use facegan_core::photo_squares::{FaceSquare, PhotoSquares};
use facegan_data::photo::Squares;
use facegan_faces::Detector;
use image::{Rgb, RgbImage, imageops};

/// What [`squares`] gives, as [`digest`] tells it.
pub const DIGEST: u64 = 0x3a5d_51a6_b2d1_dd98;

/// The squares of a photo with three faces, one of which the photo's edge cuts.
pub fn squares() -> PhotoSquares {
    let mut photo = RgbImage::from_fn(640, 480, |x, y| Rgb([(x / 3) as u8, (y / 2) as u8, (x * y % 97) as u8]));
    for (index, side, left, top) in [(0, 200, 30, 40), (1, 160, 300, 250), (2, 220, 480, 20)] {
        let rgb = facegan_sample_faces::draw(3, index, side);
        let portrait = RgbImage::from_raw(side as u32, side as u32, rgb).expect("as many bytes as pixels");
        imageops::replace(&mut photo, &portrait, left, top);
    }
    let detector = Detector::default();
    let squares = Squares::new(64, Crop::Auto, &detector).of_image(&photo, b"a photo");
    squares.expect("the photo is no strip")
}

/// FNV-1a over every number and pixel.
pub fn digest(squares: &PhotoSquares) -> u64 {
    let number = |value: f32| value.to_bits().to_le_bytes();
    let face = |FaceSquare { face, verdict, enlarged, rgb }: &FaceSquare| {
        let bounds = face.bounds;
        let eyes = face.eyes.into_iter().flat_map(|eye| [eye.x, eye.y]);
        let numbers =
            [bounds.left, bounds.top, bounds.width, bounds.height, face.score, *enlarged].into_iter().chain(eyes);
        let mut bytes: Vec<u8> = numbers.flat_map(number).collect();
        bytes.push(*verdict as u8);
        bytes.extend(rgb);
        bytes
    };
    let faces = squares.faces.iter().flat_map(face);
    let all = squares.hash.into_iter().chain(squares.perceptual).chain(squares.centre.iter().copied()).chain(faces);
    all.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
