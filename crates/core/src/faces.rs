//! Faces found in photos, and what a person decided about them.

mod stored;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::folders::Folder;

/// A point in a photo, in pixels right of and below its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
}

/// A rectangle in a photo, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Its left edge.
    pub left: f32,
    /// Its upper edge.
    pub top: f32,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

/// A face that was found in a photo.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Face {
    /// Around eyes, nose and mouth, from the brows to the chin. May reach beyond the photo.
    pub bounds: Bounds,
    /// The person's right eye, which is on the left in a photo, and their left eye.
    pub eyes: [Point; 2],
    /// How sure the detector is, from 0 to 1.
    pub score: f32,
}

/// What becomes of a face without a person's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaceVerdict {
    /// It is trained on.
    Taken,
    /// Its square has fewer pixels than are worth enlarging.
    TooSmall,
    /// It looks to the side: its eyes or its nose are not where they are seen from the front.
    TurnedAway,
    /// Much of its square lies outside the photo.
    CutOff,
    /// Only the largest face of each photo is wanted, and this is another.
    NotLargest,
}

/// A square cut out of a photo: its centre, or one of its faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Cut {
    /// The centre.
    Centre,
    /// The face of this number, in the order in which they were found.
    Face(u32),
}

/// A face of a photo, and whether it is trained on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FoundFace {
    /// Where it is.
    pub face: Face,
    /// What becomes of it by itself.
    pub verdict: FaceVerdict,
    /// What the person decided, if they did, about it or about the photo's folder.
    pub decision: Option<bool>,
}

impl FoundFace {
    /// Whether it is trained on, where faces are.
    pub fn is_taken(&self) -> bool {
        self.decision.unwrap_or(self.verdict == FaceVerdict::Taken)
    }
}

/// A photo that was read, and what was found in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhotoEntry {
    /// Its path within what was dropped or named.
    pub name: String,
    /// The folder that it lies in.
    pub folder: Folder,
    /// Its bytes' hash, by which a person's decisions about it are found again.
    pub key: PhotoKey,
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
    /// Its faces, the largest first; none where they were not looked for.
    pub faces: Vec<FoundFace>,
    /// What the person decided about its centre, if they did, or about its folder.
    pub centre: Option<bool>,
    /// The earlier photo that it nearly equals.
    pub near_duplicate_of: Option<u32>,
}

/// The xxh3-128 of a photo's bytes, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PhotoKey(pub String);

impl From<u128> for PhotoKey {
    fn from(hash: u128) -> Self {
        Self(format!("{hash:032x}"))
    }
}

/// What a person decided: which squares are trained on although they would not be, or not although they would, and which
/// folders are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Decisions {
    photos: BTreeMap<PhotoKey, Vec<(Cut, bool)>>,
    /// Folders that are left out with all that is in them, by their paths: photos that are added to them later are too.
    folders: BTreeSet<Folder>,
    /// Whether only the largest face of each photo is trained on.
    pub largest_only: bool,
}

impl Decisions {
    /// What was decided about a square, if anything.
    pub fn get(&self, photo: &PhotoKey, cut: Cut) -> Option<bool> {
        let decided = self.photos.get(photo)?;
        decided.iter().find(|(other, _)| *other == cut).map(|(_, taken)| *taken)
    }

    /// Decides about a square.
    pub fn set(&mut self, photo: &PhotoKey, cut: Cut, taken: bool) {
        let decided = self.photos.entry(photo.clone()).or_default();
        decided.retain(|(other, _)| *other != cut);
        decided.push((cut, taken));
    }

    /// Forgets what was decided about a photo's squares.
    pub fn forget(&mut self, photo: &PhotoKey) {
        self.photos.remove(photo);
    }

    /// Whether photos that lie directly in a folder are left out with it, or with one that it lies in. That outweighs what
    /// was decided about their squares.
    pub fn leaves_out(&self, folder: &Folder) -> bool {
        folder.and_above().any(|path| self.folders.contains(path))
    }

    /// Takes these folders in, or leaves them out, with all that lies in them. `all` are the folders of the loaded photos:
    /// where one above them was left out, the others of them stay so.
    pub fn take_folders(&mut self, folders: &[Folder], taken: bool, all: &[Folder]) {
        let is_covered = |folder: &&Folder| folder.above().any(|path| self.folders.contains(path));
        let covered: Vec<_> = all.iter().filter(is_covered).cloned().collect();
        let above: BTreeSet<_> = covered.iter().flat_map(Folder::above).collect();
        let changed: BTreeSet<_> = folders.iter().map(Folder::path).collect();
        self.folders.retain(|folder| !above.contains(folder.path()));
        self.folders.extend(covered.iter().cloned());
        self.folders.retain(|folder| !folder.and_above().any(|path| changed.contains(path)));
        if !taken {
            self.folders.extend(folders.iter().cloned());
        }
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.photos.is_empty() && self.folders.is_empty() && !self.largest_only
    }
}

/// Which squares a list of thumbnails shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Filter {
    /// Those that are trained on.
    #[default]
    Taken,
    /// All, with those that are left out.
    All,
    /// Those that are left out.
    LeftOut,
    /// Of photos with several faces.
    Several,
    /// Enlarged more than twice.
    Small,
    /// Of photos that nearly equal an earlier one.
    NearDuplicates,
    /// Faces that the detector is not sure of.
    Doubtful,
}

impl Filter {
    /// Every filter, in the order in which a person sees them.
    pub const ALL: [Self; 7] =
        [Self::Taken, Self::All, Self::LeftOut, Self::Several, Self::Small, Self::NearDuplicates, Self::Doubtful];
}

/// Which of the loaded photos' squares are meant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Selection {
    /// Those that this filter shows,
    pub filter: Filter,
    /// and of them those of this folder, or of all.
    pub folder: Option<Folder>,
}

/// What stands with a thumbnail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// The photo's place among those that were read, from 0.
    pub photo: u32,
    /// The photo's path within what was dropped or named.
    pub name: String,
    /// The folder that the photo lies in.
    pub folder: Folder,
    /// By which decisions about the photo are found again.
    pub key: PhotoKey,
    /// Which of its squares it shows.
    pub cut: Cut,
    /// Whether it is trained on.
    pub taken: bool,
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;
    use crate::folders::FolderCount;

    #[test]
    fn the_latest_decision_about_a_square_holds() {
        let key = PhotoKey::from(7);
        let mut decisions = Decisions::default();
        assert_eq!(decisions.get(&key, Cut::Centre), None);
        decisions.set(&key, Cut::Face(1), false);
        decisions.set(&key, Cut::Face(1), true);
        assert_eq!((decisions.get(&key, Cut::Face(1)), decisions.get(&key, Cut::Face(0))), (Some(true), None));
        assert_eq!(key.0, "00000000000000000000000000000007");
        decisions.forget(&key);
        assert!(decisions.is_empty());
    }

    /// What lies directly in each of these folders, and the folders with all below them.
    fn folders<const N: usize>(paths: [&str; N]) -> [(Folder, Folder); N] {
        paths.map(|path| (Folder::of_photo(&format!("{path}/1.jpg")), FolderCount::at(path).folder))
    }

    #[test]
    fn a_folder_is_left_out_with_all_below_it() {
        let [(in_anna, anna), (in_ben, ben), (deep, _)] = folders(["faces/anna", "faces/ben", "faces/ben/2023"]);
        let mut decisions = Decisions::default();
        decisions.take_folders(from_ref(&ben), false, &[anna, ben.clone()]);
        assert_eq!([&in_anna, &in_ben, &deep].map(|folder| decisions.leaves_out(folder)), [false, true, true]);
        assert!(!decisions.leaves_out(&Folder::of_photo("faces/benjamin/1.jpg")) && !decisions.is_empty());
        decisions.take_folders(from_ref(&ben), true, from_ref(&ben));
        assert!(decisions.is_empty());
    }

    #[test]
    fn folders_above_and_below_follow_what_is_decided_later() {
        let [(in_faces, faces), (in_anna, anna), (in_ben, ben)] = folders(["faces", "faces/anna", "faces/ben"]);
        let left_out =
            |decisions: &Decisions| [&in_faces, &in_anna, &in_ben].map(|folder| decisions.leaves_out(folder));
        let mut decisions = Decisions::default();
        decisions.take_folders(from_ref(&faces), false, from_ref(&faces));
        assert_eq!(left_out(&decisions), [true; 3]);
        decisions.take_folders(from_ref(&anna), true, &[anna.clone(), ben]);
        assert_eq!(left_out(&decisions), [false, false, true], "the others stay left out");
        decisions.take_folders(from_ref(&faces), true, from_ref(&faces));
        assert_eq!(left_out(&decisions), [false; 3]);
    }
}
