//! What [`Crop::Auto`] chooses, from what was found in the photos.

use serde::{Deserialize, Serialize};

use crate::config::Crop;

/// The part of the photos in which a face has to lie in the tutorial's place, for their centre to be taken.
const NEARLY_ALL: f64 = 0.9;
/// The part of the photos in which at least one face has to be taken, for faces to be cut out.
const HARDLY_ANY: f64 = 0.2;

/// What was found in a set of photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FaceCounts {
    /// Photos that were searched for faces.
    pub photos: usize,
    /// Faces in them that are trained on where faces are.
    pub faces: usize,
    /// Photos without a face that is trained on.
    pub without: usize,
    /// Photos that hold a face in the tutorial's place: cutting out the centre gives that face.
    pub in_place: usize,
    /// Faces in `faces` that are enlarged more than twice.
    pub small: usize,
    /// Photos that nearly equal an earlier one.
    pub near_duplicates: usize,
}

/// Which crop is used, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CropChoice {
    /// The person chose it.
    Asked(Crop),
    /// Centre: nearly every photo holds a face in the tutorial's place already.
    InPlace,
    /// Centre: hardly a photo holds a face.
    NoFaces,
    /// Faces: they lie anywhere in the photos.
    Anywhere,
}

impl CropChoice {
    /// The choice for a set of photos in which this was found.
    pub fn new(asked: Crop, found: &FaceCounts) -> Self {
        let share = |count: usize| count as f64 / found.photos.max(1) as f64;
        match asked {
            Crop::Faces | Crop::Centre => Self::Asked(asked),
            Crop::Auto if share(found.in_place) >= NEARLY_ALL => Self::InPlace,
            Crop::Auto if share(found.photos - found.without.min(found.photos)) < HARDLY_ANY => Self::NoFaces,
            Crop::Auto => Self::Anywhere,
        }
    }

    /// The crop: faces or centre.
    pub fn crop(self) -> Crop {
        match self {
            Self::Asked(crop) => crop,
            Self::InPlace | Self::NoFaces => Crop::Centre,
            Self::Anywhere => Crop::Faces,
        }
    }
}

impl Default for CropChoice {
    fn default() -> Self {
        Self::Asked(Crop::Centre)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(photos: usize, without: usize, in_place: usize) -> CropChoice {
        CropChoice::new(Crop::Auto, &FaceCounts { photos, without, in_place, ..FaceCounts::default() })
    }

    #[test]
    fn aligned_faces_and_photos_without_faces_keep_their_centre() {
        assert_eq!(chosen(100, 2, 95), CropChoice::InPlace);
        assert_eq!(chosen(100, 90, 0), CropChoice::NoFaces);
        assert_eq!(chosen(0, 0, 0), CropChoice::NoFaces);
        assert_eq!(chosen(100, 10, 50), CropChoice::Anywhere);
        assert_eq!(CropChoice::Anywhere.crop(), Crop::Faces);
    }

    #[test]
    fn what_a_person_asks_for_holds() {
        let found = FaceCounts { photos: 10, without: 10, ..FaceCounts::default() };
        assert_eq!(CropChoice::new(Crop::Faces, &found).crop(), Crop::Faces);
    }
}
