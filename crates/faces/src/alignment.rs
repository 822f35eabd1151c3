//! A face's square: upright, with the eyes where CelebA's lie.

use image::RgbImage;

use super::detection::Detection;
use super::view::{Edge, View};
use facegan_core::faces::FaceVerdict;

/// Where the eyes lie in the tutorial's crop of CelebA's images (`Resize` and `CenterCrop` of 178×218 pixels), across and
/// down, as parts of the square's side: the mean of what the [`Detector`](super::Detector) finds there.
const EYES: [[f64; 2]; 2] = [[0.393, 0.521], [0.609, 0.521]];
/// How far an eye may lie from there for a photo to count as one whose face is in place. All of CelebA's lie within 0.08.
const IN_PLACE: f64 = 0.1;
/// How many times a square may be enlarged.
const MOST_ENLARGED: f64 = 4.0;
/// From this [`turn`](Detection::turn) on an eye is hidden, and the places of both are guesses.
const TURNED: f64 = 0.7;
/// The part of a face's box that has to lie within the photo.
const LEAST_WITHIN: f64 = 0.8;

/// Side of the face's square in the photo, in pixels.
pub fn side(face: &Detection) -> f64 {
    let [dx, dy] = face.between_eyes();
    (dx * dx + dy * dy).sqrt() / (EYES[1][0] - EYES[0][0])
}

/// The face's square at the photo's own resolution: turned so that the eyes lie level, moved so that they lie where CelebA's
/// lie, beyond the photo's edges reflected. Sampled bilinearly.
pub fn upright(photo: &RgbImage, face: &Detection) -> RgbImage {
    let side = side(face);
    let pixels = (side.round() as u32).max(1);
    let [dx, dy] = face.between_eyes();
    let step = 1.0 / (EYES[1][0] - EYES[0][0]) / f64::from(pixels);
    let (right, down) = ([dx * step, dy * step], [-dy * step, dx * step]);
    let eye = face.points[0];
    let at = EYES[0].map(|part| part * f64::from(pixels));
    let origin = std::array::from_fn(|axis| eye[axis] - at[0] * right[axis] - at[1] * down[axis]);
    let view = View { origin, right, down, width: pixels as usize, height: pixels as usize };
    let mut square = RgbImage::new(pixels, pixels);
    let mut written = square.pixels_mut();
    view.sample(photo, Edge::Reflect, |colour| {
        if let Some(pixel) = written.next() {
            pixel.0 = colour.map(|value| (value + 0.5) as u8);
        }
    });
    square
}

/// Whether a face in a photo of `width × height` pixels is worth training on at `image_size` pixels.
pub fn verdict(face: &Detection, photo: (u32, u32), image_size: usize) -> FaceVerdict {
    if face.turn() > TURNED {
        FaceVerdict::TurnedAway
    } else if within(face, photo) < LEAST_WITHIN {
        FaceVerdict::CutOff
    } else if image_size as f64 / side(face) > MOST_ENLARGED {
        FaceVerdict::TooSmall
    } else {
        FaceVerdict::Taken
    }
}

/// The part of the face's box that lies within the photo.
fn within(face: &Detection, (width, height): (u32, u32)) -> f64 {
    let part = |axis: usize, length: u32| {
        let (from, size) = (face.centre[axis] - face.size[axis] / 2.0, face.size[axis]);
        ((from + size).min(f64::from(length)) - from.max(0.0)).max(0.0) / size
    };
    part(0, width) * part(1, height)
}

/// Whether the tutorial's crop of the centre of a photo of `width × height` pixels has the face where CelebA's lie.
pub fn is_in_place(face: &Detection, (width, height): (u32, u32)) -> bool {
    let side = f64::from(width.min(height));
    let [left, top] = [width, height].map(|length| (f64::from(length) - side) / 2.0);
    EYES.iter().zip(&face.points).all(|(place, [x, y])| {
        let [across, down] = [(x - left) / side - place[0], (y - top) / side - place[1]];
        (across * across + down * down).sqrt() < IN_PLACE
    })
}
