//! Images that are a face in the tutorial's place, whole: the built-in faces, and those of an earlier run.

use facegan_core::faces::{Bounds, Face, Point};

/// Where CelebA's eyes lie in the tutorial's crop, as parts of its side.
const EYES: [(f32, f32); 2] = [(0.39, 0.51), (0.60, 0.51)];
/// Left and upper edge, width and height of CelebA's faces there, from the brows to the chin.
const BOUNDS: [f32; 4] = [0.27, 0.40, 0.46, 0.46];

/// The face of an aligned image of `side` pixels.
pub fn aligned_face(side: usize) -> Face {
    let side = side as f32;
    let [left, top, width, height] = BOUNDS.map(|part| part * side);
    Face {
        bounds: Bounds { left, top, width, height },
        eyes: EYES.map(|(x, y)| Point { x: x * side, y: y * side }),
        score: 1.0,
    }
}
