//! How photos are read, and what has to be done where the person wants them otherwise.

use facegan_core::config::Crop;

/// How the engine reads photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadAs {
    /// The side of the images in pixels.
    pub image_size: usize,
    /// Which part of each photo is trained on.
    pub crop: Crop,
}

/// What the engine is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Nothing,
    /// To train on another part of the photos, of which it has every part.
    Crop(Crop),
    /// To read all photos again.
    ReadAgain,
}

impl ReadAs {
    /// What the engine is asked for once the photos are wanted otherwise; `searched` where those that are loaded were
    /// searched for faces.
    pub fn change_to(self, wanted: Self, searched: bool) -> Change {
        if self == wanted {
            Change::Nothing
        } else if searched && self.image_size == wanted.image_size {
            Change::Crop(wanted.crop)
        } else {
            Change::ReadAgain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(image_size: usize, crop: Crop) -> ReadAs {
        ReadAs { image_size, crop }
    }

    #[test]
    fn photos_that_were_searched_are_not_read_again_for_another_crop() {
        for (from, to) in [(Crop::Auto, Crop::Centre), (Crop::Centre, Crop::Faces), (Crop::Faces, Crop::Auto)] {
            assert_eq!(at(64, from).change_to(at(64, to), true), Change::Crop(to));
        }
        assert_eq!(at(64, Crop::Auto).change_to(at(64, Crop::Auto), true), Change::Nothing);
    }

    #[test]
    fn faces_that_were_not_looked_for_and_other_sizes_need_reading() {
        assert_eq!(at(64, Crop::Centre).change_to(at(64, Crop::Auto), false), Change::ReadAgain);
        assert_eq!(at(64, Crop::Centre).change_to(at(64, Crop::Centre), false), Change::Nothing);
        assert_eq!(at(64, Crop::Auto).change_to(at(32, Crop::Auto), true), Change::ReadAgain);
    }
}
