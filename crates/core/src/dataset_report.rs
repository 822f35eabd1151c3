//! What became of the files that were read into the data set.

use serde::{Deserialize, Serialize};

use crate::crop_choice::{CropChoice, FaceCounts};
use crate::folders::FolderCount;
use crate::problem::Problem;
use crate::skipped::Skipped;

/// What the data set holds, and what was left out and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DatasetReport {
    /// Images in the data set.
    pub images: usize,
    /// Side in pixels that they were resized to.
    pub image_size: usize,
    /// Which part of the photos is trained on, and why.
    pub crop: CropChoice,
    /// Photos that were read.
    pub photos: usize,
    /// What was found in the photos but those of folders that are left out, unless all are; nothing where faces were not
    /// looked for.
    pub found: Option<FaceCounts>,
    /// Images that are not trained on, by themselves or because the person decided so.
    pub left_out: usize,
    /// Squares, taken or not, that the person decided about, or about their folders.
    pub decided: usize,
    /// The folders that the photos lie in, those with most images first; none where they all lie in one that is taken.
    pub folders: Vec<FolderCount>,
    /// Files that could not be used since the data set was last empty, in the order of reading.
    pub refused: Vec<Refused>,
    /// Files left out because their bytes equal an earlier file's.
    pub duplicates: Vec<String>,
    /// Files left out because they are not a person's photos, in the order of their folders.
    pub skipped: Vec<Skipped>,
    /// Width and height of the smallest image taken, by its shorter side, before resizing.
    pub smallest: Option<(u32, u32)>,
    /// Whether the last load was cancelled before its end.
    pub cancelled: bool,
    /// What a person should know about where the images are stored, if it is not the browser's private file system.
    pub storage: Option<Problem>,
}

impl DatasetReport {
    /// Whether there is no photo and nothing to report.
    pub fn is_empty(&self) -> bool {
        self.squares() == 0 && self.photos_searched() == 0 && self.has_no_other_files()
    }

    /// Images, those that are left out included.
    pub fn squares(&self) -> usize {
        self.images + self.left_out
    }

    /// Photos that were searched for faces.
    fn photos_searched(&self) -> usize {
        self.found.map_or(0, |found| found.photos)
    }

    fn has_no_other_files(&self) -> bool {
        self.refused.is_empty() && self.duplicates.is_empty() && self.skipped.is_empty()
    }
}

/// A file that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Its path within what was dropped or named.
    pub name: String,
    /// Why, for the person to read.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_of_photos_that_are_all_left_out_is_not_empty() {
        assert!(DatasetReport::default().is_empty());
        assert!(!DatasetReport { left_out: 1, ..DatasetReport::default() }.is_empty());
        let found = Some(FaceCounts { photos: 1, without: 1, ..FaceCounts::default() });
        assert!(!DatasetReport { found, ..DatasetReport::default() }.is_empty());
    }
}
