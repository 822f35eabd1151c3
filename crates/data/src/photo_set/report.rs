//! Counts what is in a set of photos.

use facegan_core::config::Crop;
use facegan_core::crop_choice::{CropChoice, FaceCounts};
use facegan_core::dataset_report::DatasetReport;

use super::PhotoSet;
use super::photo::{Photo, Piece};

impl PhotoSet {
    /// What it holds, and what was left out and why.
    pub fn report(&self) -> DatasetReport {
        let crop = self.choice();
        let taken: Vec<_> = self.pieces(crop.crop()).filter(|piece| piece.taken).collect();
        let folders = self.folders();
        let has_choice = folders.len() > 1 || folders.iter().any(|count| !count.is_taken);
        let sizes = taken.iter().filter_map(|piece| piece.source_size(self.image_size));
        DatasetReport {
            images: taken.len(),
            image_size: self.image_size,
            crop,
            photos: self.photos.len(),
            found: Some(self.counts(|face| face.taken)).filter(|found| found.photos > 0),
            left_out: self.of(crop.crop()).borrow().left_out(),
            folders: if has_choice { folders } else { Vec::new() },
            decided: self.pieces(crop.crop()).filter(|piece| piece.square.is_decided()).count(),
            smallest: sizes.min_by_key(|(width, height)| *width.min(height)),
            ..self.left_out.clone()
        }
    }

    /// Which part of the photos is trained on, and why. A person's decisions about single photos do not change it, so that
    /// leaving some out one by one never takes other squares of the rest; a run restricted to a folder is one over that
    /// folder alone.
    pub(super) fn choice(&self) -> CropChoice {
        match (self.asked, self.stored) {
            (Crop::Auto, Some(stored)) => CropChoice::Asked(stored),
            (Crop::Auto, None) => CropChoice::new(Crop::Auto, &self.counts(|face| face.taken_by_itself)),
            (asked, _) => CropChoice::Asked(asked),
        }
    }

    /// What was found in the photos, where these of their faces count. Folders that are left out count only where all are.
    fn counts(&self, counts: impl Fn(&Piece) -> bool) -> FaceCounts {
        let all = self.photos.iter().all(|photo| photo.is_left_out);
        let counted = |photo: &Photo| photo.in_place.is_some() && (all || !photo.is_left_out);
        let searched = (0..).zip(&self.photos).filter(|(_, photo)| counted(photo));
        let mut found = FaceCounts::default();
        for (place, photo) in searched {
            let faces: Vec<_> = photo.pieces(place, Crop::Faces).filter(&counts).collect();
            found.photos += 1;
            found.faces += faces.len();
            found.without += usize::from(faces.is_empty());
            found.in_place += usize::from(photo.in_place == Some(true));
            found.small += faces.iter().filter(|piece| piece.is_small()).count();
            found.near_duplicates += usize::from(photo.near_duplicate_of.is_some());
        }
        found
    }

    /// Every square of the data set of a crop, in order.
    pub(super) fn pieces(&self, crop: Crop) -> impl Iterator<Item = Piece<'_>> {
        (0..).zip(&self.photos).flat_map(move |(place, photo): (u32, &Photo)| photo.pieces(place, crop))
    }
}
