//! `facegan faces`: cuts the faces out of photos into a folder.

use std::collections::HashSet;
use std::path::Path;

use facegan_core::images::Picture;
use facegan_core::words::count;
use facegan_train::png;

use super::arguments::FaceCutting;
use super::claim::Claim;
use super::failure::Failure;
use super::photos;

/// Most characters of a photo's name in that of a face.
const MOST_CHARACTERS: usize = 100;

/// Writes every face as PNG, with where it was found.
///
/// # Errors
/// When the folder is not empty, no face is found, or there is no space.
pub fn cut(FaceCutting { data, out, image_size, reading }: FaceCutting) -> Result<(), Failure> {
    let folder = Claim::of_empty(&out)?;
    let photos = photos::read_faces(data, reading, image_size, &folder)?;
    let mut names = Names::default();
    let faces: Vec<_> = photos.faces().filter(|face| face.found.is_taken()).collect();
    for face in &faces {
        let rgb = photos.current().borrow().read(&[face.place])?.rgb;
        let bytes = png::encode(&Picture { width: image_size, height: image_size, rgb })?;
        folder.write(&names.of(face.photo, face.number), &bytes)?;
    }
    eprintln!("{} written into {}.", count(faces.len(), "face"), folder.path().display());
    Ok(())
}

/// The names of faces, each of them once.
#[derive(Default)]
struct Names {
    /// In lower case: some disks take no two names that are the same but for that.
    given: HashSet<String>,
}

impl Names {
    /// A name after the photo's and the face's number: `IMG_1-1.png`; `IMG_1-1_2.png` for a second of that name.
    fn of(&mut self, photo: &str, number: usize) -> String {
        let stem = Path::new(photo).file_stem().unwrap_or_default().to_string_lossy();
        let plain = |letter: char| if letter.is_alphanumeric() || "-_ ".contains(letter) { letter } else { '_' };
        let stem: String = stem.chars().take(MOST_CHARACTERS).map(plain).collect();
        let name = format!("{stem}-{}", number + 1);
        let others = (2..).map(|again| format!("{name}_{again}"));
        let free = std::iter::once(name.clone()).chain(others).find(|name| self.given.insert(name.to_lowercase()));
        format!("{}.png", free.unwrap_or(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_has_a_name_of_its_own() {
        let mut names = Names::default();
        let given =
            [("a/IMG_1.jpg", 0), ("a/IMG_1.jpg", 1), ("b.zip/img_1.png", 0), ("c/.x:y?.jpg", 0), ("IMG_1-1.jpg", 0)]
                .map(|(photo, number)| names.of(photo, number));
        assert_eq!(given, ["IMG_1-1.png", "IMG_1-2.png", "img_1-1_2.png", "_x_y_-1.png", "IMG_1-1-1.png"]);
    }
}
