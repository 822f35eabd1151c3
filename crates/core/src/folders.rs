//! The folders of photos as labels, for sets with a folder a person or a class, as torchvision's `ImageFolder` reads them.
//!
//! A photo counts to the first folder in which the paths of all photos differ: of `faces/anna/1.jpg`,
//! `faces/anna/2023/2.jpg` and `faces/ben/3.jpg` the labels are `anna`, `anna` and `ben`.

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::iter::{once, successors};
use std::path::is_separator;

use serde::{Deserialize, Serialize};

/// What stands at the end of a path that means only what lies directly in a folder.
const DIRECTLY: &str = ".";
/// Folders that an error names at most.
const MOST_NAMED: usize = 20;

/// A folder by its path within what was dropped or named, with all that lies below it: `faces/anna`. With `.` at its end
/// it is only what lies directly in it: `faces/.`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Folder(String);

impl Folder {
    /// What lies directly in the folder of a photo with this path.
    pub fn of_photo(path: &str) -> Self {
        let parts = path.split(is_separator).filter(|part| !part.is_empty() && *part != DIRECTLY);
        let mut parts: Vec<_> = parts.collect();
        parts.pop();
        parts.push(DIRECTLY);
        Self(parts.join("/"))
    }

    /// A folder of this name that no other lies in, for images that are no files.
    pub fn named(name: &str) -> Self {
        Self(format!("{name}/{DIRECTLY}"))
    }

    /// Its own name: the last part of its path.
    pub fn label(&self) -> &str {
        match self.0.rsplit('/').next() {
            Some(name) if name != DIRECTLY => name,
            _ => "(no folder)",
        }
    }

    /// Whether it is another folder, or lies in it.
    pub fn is_in(&self, other: &Self) -> bool {
        self.and_above().any(|path| path == other.0)
    }

    /// Its path.
    pub(crate) fn path(&self) -> &str {
        &self.0
    }

    /// The paths of the folders that it lies in, from the inside out.
    pub(crate) fn above(&self) -> impl Iterator<Item = &str> {
        successors(above(&self.0), |path| above(path))
    }

    /// Its path, and those of the folders that it lies in.
    pub(crate) fn and_above(&self) -> impl Iterator<Item = &str> {
        once(self.path()).chain(self.above())
    }
}

fn above(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(above, _)| above)
}

impl Borrow<str> for Folder {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Tells the folder that each photo of a set counts to.
#[derive(Debug, Clone, Copy)]
pub struct Labels {
    /// Bytes of the path that all photos have in common; nothing where all lie in one folder.
    common: Option<usize>,
}

impl Labels {
    /// Those of a set of photos that lie directly in these folders.
    pub fn of<'a>(mut photos: impl Iterator<Item = &'a Folder>) -> Self {
        let Some(Folder(first)) = photos.next() else { return Self { common: None } };
        let (mut common, mut is_one) = (first.len(), true);
        for Folder(path) in photos {
            let same = first.bytes().zip(path.bytes()).take_while(|(one, other)| one == other).count();
            common = common.min(same);
            is_one &= path == first;
        }
        let whole_parts = first.as_bytes()[..common].iter().rposition(|byte| *byte == b'/').map_or(0, |end| end + 1);
        Self { common: (!is_one).then_some(whole_parts) }
    }

    /// The path of the folder that a photo of the set counts to.
    pub fn get<'a>(&self, Folder(path): &'a Folder) -> &'a str {
        match self.common {
            Some(common) => {
                let end = path[common..].find('/').map_or(path.len(), |length| common + length);
                &path[..end]
            }
            None => path.strip_suffix("/.").unwrap_or(path),
        }
    }
}

/// A folder of a set of photos, and what of it is trained on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderCount {
    /// The folder.
    pub folder: Folder,
    /// Images that are trained on where it is taken as a whole.
    pub images: usize,
    /// Those of them that are left out with it, or with a folder in it.
    pub left_out: usize,
    /// Whether it is trained on: not all of it is left out.
    pub is_taken: bool,
}

impl FolderCount {
    /// A folder without photos, at this path.
    pub fn at(path: &str) -> Self {
        Self { folder: Folder(path.to_owned()), images: 0, left_out: 0, is_taken: false }
    }
}

/// A name that no folder has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no folder of these photos is called “{name}”; there are: {there}")]
pub struct NoFolder {
    name: String,
    there: String,
}

/// The folders that are not among those of these names. A name with commas that no folder has is several names.
///
/// # Errors
/// When no folder has a name; the message has the first folders that there are.
pub fn others(all: &[FolderCount], names: &[String]) -> Result<Vec<Folder>, NoFolder> {
    let is_there = |name: &str| all.iter().any(|count| count.folder.label() == name);
    let mut asked = BTreeSet::new();
    for name in names {
        let parts: Vec<_> = if is_there(name) { vec![name.as_str()] } else { name.split(',').collect() };
        if let Some(absent) = parts.iter().find(|part| !is_there(part)) {
            return Err(NoFolder { name: (*absent).to_owned(), there: list(all) });
        }
        asked.extend(parts);
    }
    Ok(all.iter().map(|count| &count.folder).filter(|folder| !asked.contains(folder.label())).cloned().collect())
}

fn list(all: &[FolderCount]) -> String {
    let mut names: Vec<_> = all.iter().take(MOST_NAMED).map(|count| count.folder.label().to_owned()).collect();
    if all.len() > MOST_NAMED {
        names.push(format!("and {} more", all.len() - MOST_NAMED));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(photos: &[&str]) -> Vec<String> {
        let folders: Vec<_> = photos.iter().map(|path| Folder::of_photo(path)).collect();
        let labels = Labels::of(folders.iter());
        folders.iter().map(|folder| FolderCount::at(labels.get(folder)).folder.label().to_owned()).collect()
    }

    #[test]
    fn the_first_folder_in_which_paths_differ_is_the_label() {
        assert_eq!(labels(&["faces/anna/1.jpg", "faces/anna/2023/2.jpg", "faces/ben/3.jpg"]), ["anna", "anna", "ben"]);
        assert_eq!(
            labels(&["/a/x.zip/ann/1.jpg", "/a/x.zip/anna/1.jpg"]),
            ["ann", "anna"],
            "the beginning is no folder"
        );
        assert_eq!(labels(&["faces/anna/1.jpg", "more/carl/1.jpg"]), ["faces", "more"]);
        assert_eq!(labels(&["./anna/2023/1.jpg", "anna//2024/1.jpg"]), ["2023", "2024"]);
    }

    #[test]
    fn photos_beside_the_folders_have_none() {
        assert_eq!(labels(&["1.jpg", "anna/2.jpg"]), ["(no folder)", "anna"]);
        assert_eq!(labels(&["faces/1.jpg", "faces/anna/2.jpg"]), ["(no folder)", "anna"]);
    }

    #[test]
    fn photos_of_one_folder_have_one_label() {
        assert_eq!(
            labels(&["celeba/img_align_celeba/1.jpg", "celeba/img_align_celeba/2.jpg"]),
            ["img_align_celeba"; 2]
        );
        assert_eq!(labels(&["1.jpg", "2.jpg"]), ["(no folder)"; 2]);
        assert_eq!(labels(&[]), [""; 0]);
    }

    #[test]
    fn a_folder_has_all_below_it_and_with_a_dot_only_what_lies_directly_in_it() {
        let [direct, below] = ["faces/1.jpg", "faces/anna/2.jpg"].map(Folder::of_photo);
        let [all, dot, anna] = ["faces", "faces/.", "faces/anna"].map(|path| FolderCount::at(path).folder);
        assert_eq!((direct.is_in(&all), direct.is_in(&dot), direct.is_in(&anna)), (true, true, false));
        assert_eq!((below.is_in(&all), below.is_in(&dot), below.is_in(&anna)), (true, false, true));
        assert!(!Folder::of_photo("face/1.jpg").is_in(&all));
    }

    fn counts(paths: &[&str]) -> Vec<FolderCount> {
        paths.iter().map(|path| FolderCount::at(path)).collect()
    }

    #[test]
    fn folders_are_asked_for_by_name_with_commas_between_or_in_them() {
        let all = counts(&["a/anna", "a/ben", "a/Doe, Carl", "a/."]);
        let others = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            others(&all, &names).map(|rest| rest.iter().map(|folder| folder.label().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(others(&["anna,ben"]).unwrap(), ["Doe, Carl", "(no folder)"]);
        assert_eq!(others(&["Doe, Carl", "(no folder)"]).unwrap(), ["anna", "ben"]);
        let message = "no folder of these photos is called “dora”; there are: anna, ben, Doe, Carl, (no folder)";
        assert_eq!(others(&["anna,dora"]).unwrap_err().to_string(), message);
    }

    #[test]
    fn an_error_names_only_the_first_of_many_folders() {
        let paths: Vec<_> = (0..25).map(|number| format!("a/{number:02}")).collect();
        let all = counts(&paths.iter().map(String::as_str).collect::<Vec<_>>());
        let message = others(&all, &["x".to_owned()]).unwrap_err().to_string();
        assert!(message.contains("there are: 00, 01,") && message.ends_with(", 19, and 5 more"), "{message}");
    }
}
