//! Counts the images of each folder, and says what a set is restricted to.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use facegan_core::folders::{FolderCount, Labels};

use super::PhotoSet;

impl PhotoSet {
    /// The folders that the photos lie in, those with most images of the chosen crop first.
    pub fn folders(&self) -> Vec<FolderCount> {
        let (crop, labels) = (self.crop(), Labels::of(self.photos.iter().map(|photo| &photo.folder)));
        let mut counts = BTreeMap::new();
        for (place, photo) in (0..).zip(&self.photos) {
            let path = labels.get(&photo.folder);
            let count = counts.entry(path).or_insert_with(|| FolderCount::at(path));
            let images = photo.pieces(place, crop).filter(|piece| piece.taken_in_folder).count();
            count.images += images;
            count.left_out += if photo.is_left_out { images } else { 0 };
            count.is_taken |= !photo.is_left_out;
        }
        let mut counts: Vec<_> = counts.into_values().collect();
        // Stable: those with as many images stay in the order of their names.
        counts.sort_by_key(|count| Reverse(count.images));
        counts
    }

    /// The names of the folders that new runs train on; none where no folder is left out.
    pub fn restricted_to(&self) -> Vec<String> {
        if !self.photos.iter().any(|photo| photo.is_left_out) {
            return Vec::new();
        }
        let taken = self.folders().into_iter().filter(|count| count.is_taken);
        taken.map(|count| count.folder.label().to_owned()).collect()
    }
}
