//! Files that lie beside photos and are not photos: what systems, storage and programs leave in folders, and the files
//! of facegan's own runs. They are skipped, and the report says how many and where.

mod os_metadata;
mod run_files;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::count;

pub use run_files::{Runs, is_grid, is_run, run_folder};

/// Why files are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SkipReason {
    /// Deleted files, in the bins of systems, network storage and photo programs.
    RecycleBin,
    /// Small copies of the photos beside them.
    Thumbnails,
    /// Copies, previews and caches of photo programs, editors and synchronisation.
    Program,
    /// The data of version control, as git's.
    VersionControl,
    /// The operating system's bookkeeping.
    System,
    /// Made by a run of facegan.
    Run,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::RecycleBin => "recycle bin",
            Self::Thumbnails => "thumbnails",
            Self::Program => "another program's copies and caches",
            Self::VersionControl => "version control",
            Self::System => "the operating system's own",
            Self::Run => "made by a run of facegan",
        })
    }
}

/// Files of one kind in one folder that were left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The folder, if its name is the reason, or else the folder that the files lie in; empty for files in no folder.
    pub folder: String,
    /// Why they were left out.
    pub kind: SkipReason,
    /// How many there are.
    pub files: usize,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { folder, kind, files } = self;
        let files = count(*files, "file");
        match folder.as_str() {
            "" => write!(f, "{files} ({kind})"),
            _ => write!(f, "{files} in {folder} ({kind})"),
        }
    }
}

impl Skipped {
    /// One file in this folder.
    pub fn one(folder: &str, kind: SkipReason) -> Self {
        Self { folder: folder.to_owned(), kind, files: 1 }
    }

    /// The same, of a folder that lies in another one.
    pub fn below(self, parent: &str) -> Self {
        let folder = if self.folder.is_empty() { parent.to_owned() } else { format!("{parent}/{}", self.folder) };
        Self { folder, ..self }
    }

    /// Adds these files to a list, which stays sorted by folder.
    pub fn note(self, list: &mut Vec<Self>) {
        match list.binary_search_by(|one| (one.folder.as_str(), one.kind).cmp(&(self.folder.as_str(), self.kind))) {
            Ok(at) => list[at].files += self.files,
            Err(at) => list.insert(at, self),
        }
    }
}

/// How many files a list has.
pub fn total(list: &[Skipped]) -> usize {
    list.iter().map(|skipped| skipped.files).sum()
}

/// Whether the file of this path, with `/` between its parts, is left out for its name or for that of a folder it lies
/// in. Upper and lower case are the same.
pub fn find(path: &str) -> Option<Skipped> {
    let mut above: Option<&str> = None;
    let mut begin = 0;
    for part in path.split('/') {
        let end = begin + part.len();
        let is_last = end == path.len();
        let by_place = above.filter(|above| os_metadata::is_cache_within(above, part)).map(|_| SkipReason::Program);
        let by_name = || os_metadata::kind(part).or_else(|| is_last.then(|| os_metadata::kind_of_file(part)).flatten());
        if let Some(kind) = by_place.or_else(by_name) {
            let folder = if is_last { path[..begin].trim_end_matches('/') } else { &path[..end] };
            return Some(Skipped::one(folder, kind));
        }
        above = Some(part);
        begin = end + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str) -> Option<(String, SkipReason)> {
        find(path).map(|skipped| (skipped.folder, skipped.kind))
    }

    #[test]
    fn files_of_systems_and_programs_are_recognised_with_their_folder() {
        for (path, folder, kind) in [
            ("$RECYCLE.BIN/S-1-5-21/$R1.jpg", "$RECYCLE.BIN", SkipReason::RecycleBin),
            ("card/RECYCLER/a.jpg", "card/RECYCLER", SkipReason::RecycleBin),
            (".Trash-1000/files/a.jpg", ".Trash-1000", SkipReason::RecycleBin),
            ("a/.Trashes/501/a.jpg", "a/.Trashes", SkipReason::RecycleBin),
            ("a/#recycle/b/a.jpg", "a/#recycle", SkipReason::RecycleBin),
            ("DCIM/.trashed-1690000000-IMG_1.jpg", "DCIM", SkipReason::RecycleBin),
            ("a/@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg", "a/@eaDir", SkipReason::Thumbnails),
            ("a/.@__thumb/s100a.jpg", "a/.@__thumb", SkipReason::Thumbnails),
            ("DCIM/.thumbnails/1.jpg", "DCIM/.thumbnails", SkipReason::Thumbnails),
            ("DCIM/.thumbdata3--1967290299", "DCIM", SkipReason::Thumbnails),
            ("a/thumbs.DB", "a", SkipReason::Thumbnails),
            ("ehthumbs_vista.db", "", SkipReason::Thumbnails),
            ("a/.ipynb_checkpoints/a-checkpoint.jpg", "a/.ipynb_checkpoints", SkipReason::Program),
            ("a/.PicasaOriginals/a.jpg", "a/.PicasaOriginals", SkipReason::Program),
            ("Cat Previews.lrdata/1/a.jpg", "Cat Previews.lrdata", SkipReason::Program),
            ("a/CaptureOne/Cache/Thumbnails/a.png", "a/CaptureOne/Cache", SkipReason::Program),
            ("My.photoslibrary/resources/derivatives/1/a.jpeg", "My.photoslibrary/resources", SkipReason::Program),
            ("code/.git/objects/a", "code/.git", SkipReason::VersionControl),
            ("code/.git", "code", SkipReason::VersionControl),
            (".DS_Store", "", SkipReason::System),
            ("a/DESKTOP.INI", "a", SkipReason::System),
            ("__MACOSX/a/._b.jpg", "__MACOSX", SkipReason::System),
            ("a/._b.jpg", "a", SkipReason::System),
            ("System Volume Information/a.jpg", "System Volume Information", SkipReason::System),
            ("lost+found/1.jpg", "lost+found", SkipReason::System),
            ("a/fake_images_000500.png", "a", SkipReason::Run),
        ] {
            assert_eq!(found(path), Some((folder.to_owned(), kind)), "{path}");
        }
    }

    #[test]
    fn a_persons_files_with_similar_names_are_read() {
        for path in [
            "a.jpg",
            ".hidden/a.jpg",
            "a/.private/.b/c.jpg",
            "a/b.DS_Store.png",
            "x__MACOSX.png",
            "thumbnails128x128/00000.png",
            "cache/a.jpg",
            "trash/a.jpg",
            "Recycled/a.jpg",
            ".trash-can/a.jpg",
            "CVs/a.jpg",
            "CaptureOne/Output/a.jpg",
            "My.photoslibrary/originals/0/a.heic",
            "Old.photolibrary/Masters/2014/a.jpg",
            "._drafts/a.jpg",
            "fake_images_of_me.png",
            "photos/",
            "",
        ] {
            assert_eq!(found(path), None, "{path}");
        }
    }

    #[test]
    fn files_are_counted_by_folder_and_kind() {
        let mut list = Vec::new();
        for path in ["b/.DS_Store", "a/@eaDir/1.jpg", "b/desktop.ini", "a/@eaDir/x/2.jpg", "b/Thumbs.db", ".DS_Store"] {
            find(path).unwrap().note(&mut list);
        }
        let told: Vec<_> = list.iter().map(ToString::to_string).collect();
        let expected = [
            "1 file (the operating system's own)",
            "2 files in a/@eaDir (thumbnails)",
            "1 file in b (thumbnails)",
            "2 files in b (the operating system's own)",
        ];
        assert_eq!((told.as_slice(), total(&list)), (&expected.map(String::from)[..], 6));
        let below = find(".git/a").unwrap().below("x.zip").folder;
        assert_eq!((below.as_str(), find(".git").unwrap().below("x.zip").folder.as_str()), ("x.zip/.git", "x.zip"));
    }
}
