//! One photo: from its bytes to the squares that are cut out of it.

use image::RgbImage;
use xxhash_rust::xxh3::xxh3_128;

use super::decode::{self, DecodeError};
use super::resize::square;
use facegan_core::config::Crop;
use facegan_core::photo_squares::{FaceSquare, PhotoSquares};
use facegan_faces::Detector;

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
        let in_place = |faces: &[_]| faces.iter().any(|face| facegan_faces::is_in_place(face, (width, height)));
        let in_place = faces.as_deref().map(in_place);
        let squares = faces.unwrap_or_default().into_iter().map(|face| {
            Ok(FaceSquare {
                face,
                verdict: facegan_faces::verdict(&face, (width, height)),
                enlarged: self.image_size as f32 / facegan_faces::side(&face),
                rgb: square(&facegan_faces::upright(photo, &face), self.image_size)?,
            })
        });
        Ok(PhotoSquares {
            hash: xxh3_128(bytes).to_le_bytes(),
            perceptual: [0; 8],
            width,
            height,
            centre,
            in_place,
            faces: squares.collect::<Result<_, DecodeError>>()?,
        })
    }
}
