//! What is cut out of one photo.

use serde::{Deserialize, Serialize};

use crate::faces::{Face, FaceVerdict};

/// A photo's squares and what was found in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhotoSquares {
    /// The xxh3-128 of its bytes, little endian.
    pub hash: [u8; 16],
    /// Its perceptual hash, little endian.
    pub perceptual: [u8; 8],
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
    /// The centre: `image_size × image_size × 3` bytes RGB.
    #[serde(with = "serde_bytes")]
    pub centre: Vec<u8>,
    /// Whether the centre holds a face in the tutorial's place; nothing where faces were not looked for.
    pub in_place: Option<bool>,
    /// Its faces, the largest first.
    pub faces: Vec<FaceSquare>,
}

/// A face and its square.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaceSquare {
    /// Where it is.
    pub face: Face,
    /// Whether it is trained on.
    pub verdict: FaceVerdict,
    /// How many times it is enlarged: `image_size` by the square's side in the photo.
    pub enlarged: f32,
    /// `image_size × image_size × 3` bytes RGB.
    #[serde(with = "serde_bytes")]
    pub rgb: Vec<u8>,
}
