//! One photo: from its bytes to the squares that are cut out of it.

use image::RgbImage;
use xxhash_rust::xxh3::xxh3_128;

use super::decode::{self, DecodeError};
use super::perceptual;
use super::resize::square;
use facegan_core::config::Crop;
use facegan_core::photo_squares::{FaceSquare, PhotoSquares};
use facegan_faces::{Detection, Detector};

/// Which squares are cut out of photos.
#[derive(Clone, Copy)]
pub struct Squares<'a> {
    /// Their side in pixels.
    pub image_size: usize,
    /// Finds the faces; nothing where only centres are wanted.
    pub detector: Option<&'a Detector>,
}

impl<'a> Squares<'a> {
    /// Those that a crop needs.
    pub fn new(image_size: usize, crop: Crop, detector: &'a Detector) -> Self {
        Self { image_size, detector: crop.needs_faces().then_some(detector) }
    }

    /// Decodes a photo and cuts its squares out.
    ///
    /// # Errors
    /// Those of [`decode`](decode::decode), and a photo that is too narrow to cut a square from.
    pub fn of_bytes(self, bytes: &[u8]) -> Result<PhotoSquares, DecodeError> {
        self.of_image(&decode::decode(bytes)?, bytes)
    }

    /// Cuts the squares out of a photo that another decoder read from these bytes.
    ///
    /// # Errors
    /// A photo that is too narrow to cut a square from.
    pub fn of_image(self, photo: &RgbImage, bytes: &[u8]) -> Result<PhotoSquares, DecodeError> {
        let (width, height) = photo.dimensions();
        let centre = square(photo, self.image_size)?;
        let faces = self.detector.map(|detector| detector.find(photo));
        let in_place = |face: &Detection| facegan_faces::is_in_place(face, (width, height));
        let in_place = faces.as_ref().map(|faces| faces.iter().any(in_place));
        let face = |face: &Detection| self.face(photo, face);
        Ok(PhotoSquares {
            hash: xxh3_128(bytes).to_le_bytes(),
            perceptual: perceptual::hash(&centre, self.image_size).to_le_bytes(),
            width,
            height,
            centre,
            in_place,
            faces: faces.iter().flatten().map(face).collect::<Result<_, _>>()?,
        })
    }

    fn face(self, photo: &RgbImage, face: &Detection) -> Result<FaceSquare, DecodeError> {
        Ok(FaceSquare {
            face: face.face(),
            verdict: facegan_faces::verdict(face, photo.dimensions(), self.image_size),
            enlarged: (self.image_size as f64 / facegan_faces::side(face)) as f32,
            rgb: square(&facegan_faces::upright(photo, face), self.image_size)?,
        })
    }
}
