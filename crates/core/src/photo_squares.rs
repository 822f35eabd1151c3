//! What is cut out of one photo.

mod stored;

use serde::{Deserialize, Serialize};

use crate::config::Crop;
use crate::faces::{Cut, Face, FaceVerdict};

pub use self::stored::{NoSquare, SquareSource};

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

impl PhotoSquares {
    /// The one square that a crop takes of a photo of one person: the largest face that is trained on, or else the largest
    /// face; the centre with [`Crop::Centre`], and where there is no face. `image_size × image_size × 3` bytes RGB.
    pub fn single(self, crop: Crop) -> (Cut, Vec<u8>) {
        let taken = self.faces.iter().position(|face| face.verdict == FaceVerdict::Taken).unwrap_or_default();
        match self.faces.into_iter().nth(taken).filter(|_| crop.needs_faces()) {
            Some(face) => (Cut::Face(taken as u32), face.rgb),
            None => (Cut::Centre, self.centre),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faces::{Bounds, Point};

    fn photo(verdicts: &[FaceVerdict]) -> PhotoSquares {
        let bounds = Bounds { left: 0.0, top: 0.0, width: 9.0, height: 9.0 };
        let face = Face { bounds, eyes: [Point { x: 3.0, y: 3.0 }; 2], score: 0.9 };
        let square = |(number, verdict): (u8, &FaceVerdict)| FaceSquare {
            face,
            verdict: *verdict,
            enlarged: 1.0,
            rgb: vec![number],
        };
        PhotoSquares {
            hash: [0; 16],
            perceptual: [0; 8],
            width: 9,
            height: 9,
            centre: vec![99],
            in_place: None,
            faces: (0..).zip(verdicts).map(square).collect(),
        }
    }

    #[test]
    fn of_one_person_the_largest_face_is_taken_and_the_centre_where_there_is_none() {
        let faces = [FaceVerdict::TurnedAway, FaceVerdict::Taken, FaceVerdict::Taken];
        assert_eq!(photo(&faces).single(Crop::Faces), (Cut::Face(1), vec![1]));
        assert_eq!(photo(&faces[..1]).single(Crop::Auto), (Cut::Face(0), vec![0]), "better than none");
        assert_eq!(photo(&faces).single(Crop::Centre), (Cut::Centre, vec![99]));
        assert_eq!(photo(&[]).single(Crop::Faces), (Cut::Centre, vec![99]));
    }
}
