//! Squares that lie in a storage already, where an earlier visit put them, and what it stored of their photos.

use facegan_core::config::Crop;
use facegan_core::faces::{Cut, FaceVerdict, PhotoKey};
use facegan_core::folders::Folder;
use facegan_core::photo_squares::{PhotoSquares, SquareSource};
use xxhash_rust::xxh3::xxh3_128;

use super::PhotoSet;
use super::aligned::aligned_face;
use super::photo::{Photo, Square, StoredFace};
use super::square_list::SquareList;
use crate::records::RecordError;
use crate::storage::Storage;

/// What images of an earlier run count to, whose photos' folders are not known.
const EARLIER: &str = "photos of an earlier run";

impl PhotoSet {
    /// Stores from now on which photos the squares of a crop were cut out of, until the set is [reset](Self::reset). What
    /// is in the storage already is about squares that are to be [readmitted](Self::readmit).
    pub fn list_squares_in(&mut self, crop: Crop, storage: Box<dyn Storage>) {
        *self.lists.of(crop) = SquareList::open(storage);
    }

    /// Takes the next image that lies in the storage of the crop already, where an earlier run of that crop put it;
    /// returns whether there was one.
    ///
    /// An image whose photo is [listed](Self::list_squares_in) has that photo's name, folder and decisions. Of the others
    /// `left_out` counts: the places of those that the run was not to train on, ascending.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub fn readmit(&mut self, left_out: &[u32]) -> Result<bool, RecordError> {
        let crop = self.crop();
        let readmitted = self.of(crop).borrow_mut().readmit()?;
        let Some(place) = readmitted else { return Ok(false) };
        let identity = self.of(crop).borrow().identities()[place as usize];
        self.stored = Some(crop);
        self.readmitted.insert(identity);
        let listed = self.lists.of(crop).take(&pixels(identity)).filter(|source| self.is_next(source, crop));
        match listed {
            Some(source) => self.readmit_listed(place, source),
            None => {
                let taken = left_out.binary_search(&place).is_err();
                self.readmit_unknown(crop, identity, Square::of_run(place, taken));
            }
        }
        Ok(true)
    }

    /// Whether a square can be the next one: a photo's further faces follow its first. Else its number would be another's.
    fn is_next(&self, source: &SquareSource, crop: Crop) -> bool {
        let follows = |last: &Photo, number| last.key == source.photo && last.faces.len() == number as usize;
        match source.cut {
            Cut::Centre => crop == Crop::Centre,
            Cut::Face(0) => crop == Crop::Faces,
            Cut::Face(number) => crop == Crop::Faces && self.photos.last().is_some_and(|last| follows(last, number)),
        }
    }

    fn readmit_listed(&mut self, place: u32, SquareSource { photo, path, folder, cut, verdict, .. }: SquareSource) {
        let square = Square::new(place, 1.0);
        // A file that is added again is the same photo, whatever is found in it now.
        self.seen.extend(u128::from_str_radix(&photo.0, 16));
        match cut {
            Cut::Centre => {
                self.admit(Photo { centre: Some(square), ..Photo::stored(photo, path, folder) });
            }
            Cut::Face(number) => {
                if number == 0 {
                    self.admit(Photo::stored(photo, path, folder));
                }
                let last = self.photos.len() - 1;
                let face = StoredFace::new(aligned_face(self.image_size), verdict, square);
                self.photos[last].faces.push(face);
                self.apply_decisions(last);
            }
        }
    }

    fn readmit_unknown(&mut self, crop: Crop, identity: u128, square: Square) {
        let name = format!("photo {} of an earlier run", square.place);
        let mut photo = Photo::stored(PhotoKey::from(identity), name, Some(Folder::named(EARLIER)));
        if crop == Crop::Centre {
            photo.centre = Some(square);
        } else {
            photo.faces.push(StoredFace::new(aligned_face(self.image_size), FaceVerdict::Taken, square));
        }
        self.admit(photo);
    }

    /// Whether a square of the photo is an image of the earlier run.
    pub(super) fn is_readmitted(&self, squares: &PhotoSquares) -> bool {
        let is_stored = |rgb: &[u8]| self.readmitted.contains(&xxh3_128(rgb));
        match self.stored {
            None => false,
            Some(Crop::Centre) => is_stored(&squares.centre),
            Some(_) => squares.faces.iter().any(|face| is_stored(&face.rgb)),
        }
    }

    /// Stores of which photo its squares are.
    pub(super) fn list_squares(&mut self, photo: &Photo) {
        let folder = Some(&photo.folder).filter(|folder| **folder != Folder::of_photo(&photo.name));
        let faces = (0..).zip(&photo.faces).map(|(number, face)| (Cut::Face(number), face.by_itself, &face.square));
        let centre = photo.centre.iter().map(|square| (Cut::Centre, FaceVerdict::Taken, square));
        for (cut, verdict, square) in centre.chain(faces) {
            let crop = if cut == Cut::Centre { Crop::Centre } else { Crop::Faces };
            let identity = self.of(crop).borrow().identities()[square.place as usize];
            self.lists.of(crop).note(|| SquareSource {
                pixels: pixels(identity),
                photo: photo.key.clone(),
                path: photo.name.clone(),
                folder: folder.cloned(),
                cut,
                verdict,
            });
        }
    }
}

/// A square's identity as the lists have it.
fn pixels(identity: u128) -> String {
    format!("{identity:032x}")
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use facegan_core::faces::Filter;

    use super::*;
    use crate::photo_set::tests::{BYTES, SIDE, TAKEN, add_foldered, greys, of, photo, set, take};
    use crate::storage::MemoryStorage;

    /// A file that is still there when a set is gone.
    type File = Rc<RefCell<MemoryStorage>>;

    fn file_of(content: &[u8]) -> File {
        let mut file = File::default();
        file.append(content).unwrap();
        file
    }

    fn content(file: &File) -> Vec<u8> {
        file.read(0, file.length() as usize).unwrap()
    }

    /// A set whose squares of a crop lie in a file, with a list of them in another.
    fn stored_in(squares: &File, list: &File, crop: Crop) -> PhotoSet {
        let (stored, other) = (Box::new(squares.clone()), Box::<MemoryStorage>::default());
        let mut set = match crop {
            Crop::Centre => PhotoSet::new(stored, other, SIDE, crop),
            _ => PhotoSet::new(other, stored, SIDE, crop),
        };
        set.list_squares_in(crop, Box::new(list.clone()));
        set
    }

    /// The names of all photos, a square each.
    fn names(set: &PhotoSet) -> Vec<String> {
        set.thumbnails(&of(Filter::All), 0, 99).unwrap().squares.into_iter().map(|square| square.name).collect()
    }

    #[test]
    fn a_later_visit_finds_folders_names_and_what_was_decided() {
        for crop in [Crop::Centre, Crop::Faces] {
            let (squares, list) = (File::default(), File::default());
            let mut before = stored_in(&squares, &list, crop);
            add_foldered(&mut before);
            before.add_sample("sample face 0", vec![90; BYTES]).unwrap();
            take(&mut before, &["ben"], false);
            let mut decisions = before.decisions.clone();
            let (anna, cut) = before.squares(&of(Filter::Taken))[0].clone();
            decisions.set(&anna, cut, false);
            before.decide(decisions.clone());

            let mut again = stored_in(&squares, &list, crop);
            again.decide(decisions);
            // The run left out what was decided against, and all that ben has.
            let left_out: Vec<_> = (0..squares.length() as u32)
                .filter(|place| !before.current().borrow().taken().contains(place))
                .collect();
            while again.readmit(&left_out).unwrap() {}
            assert_eq!((greys(&again), names(&again)), (greys(&before), names(&before)), "{crop}");
            assert_eq!(again.restricted_to(), before.restricted_to(), "{crop}");
            // Photos without a face have no square among the faces.
            let has_images =
                |set: &PhotoSet| set.folders().into_iter().filter(|count| count.images > 0).collect::<Vec<_>>();
            assert_eq!(has_images(&again), has_images(&before), "{crop}");
            for set in [&mut before, &mut again] {
                take(set, &["ben"], true);
            }
            assert_eq!(greys(&again), greys(&before), "{crop}: ben’s are there again, the one left out alone is not");

            assert_eq!(again.add("elsewhere/1.jpg", photo(10, &[TAKEN])).unwrap(), None, "{crop}: it is there");
            again.add("faces/dora/1.jpg", photo(60, &[TAKEN])).unwrap();
            let mut third = stored_in(&squares, &list, crop);
            while third.readmit(&[]).unwrap() {}
            assert_eq!(names(&third), names(&again), "{crop}: with what was added to it");
        }
    }

    #[test]
    fn a_torn_list_leaves_photos_without_folders_and_goes_on() {
        let (squares, list) = (File::default(), File::default());
        add_foldered(&mut stored_in(&squares, &list, Crop::Faces));
        let (bytes, whole) = (content(&list), 5);
        let starts = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').skip(1);
        let ends: Vec<_> = starts.chain([bytes.len()]).collect();
        for end in 0..bytes.len() {
            let torn = file_of(&bytes[..end]);
            let mut again = stored_in(&file_of(&content(&squares)), &torn, Crop::Faces);
            while again.readmit(&[2]).unwrap() {}
            let names = names(&again);
            let known = names.iter().filter(|name| name.starts_with("faces/")).count();
            assert_eq!((names.len(), again.current().borrow().len()), (whole, whole), "{end}");
            assert_eq!(known, ends.iter().filter(|line| **line <= end).count(), "{end}");
            again.add("faces/dora/1.jpg", photo(60, &[TAKEN])).unwrap();
            let last = content(&torn);
            let last = str::from_utf8(last.rsplit(|byte| *byte == b'\n').next().unwrap()).unwrap().to_owned();
            assert_eq!(last.parse::<SquareSource>().map(|source| source.path), Ok("faces/dora/1.jpg".into()), "{end}");
        }
    }

    #[test]
    fn a_list_of_other_squares_says_nothing() {
        let (squares, list) = (File::default(), File::default());
        add_foldered(&mut stored_in(&squares, &list, Crop::Faces));
        let others = file_of(&[[11; BYTES], [111; BYTES], [23; BYTES]].concat());
        let mut again = stored_in(&others, &list, Crop::Faces);
        while again.readmit(&[1]).unwrap() {}
        let unknown = [1, 2].map(|place| format!("photo {place} of an earlier run"));
        assert_eq!(names(&again)[1..], unknown, "the last is a third face without the first two");
        assert_eq!((names(&again)[0].as_str(), greys(&again)), ("faces/anna/1.jpg", vec![11, 23]));

        let mut none = set(Crop::Faces);
        none.list_squares_in(Crop::Faces, Box::new(list));
        assert!(!none.readmit(&[]).unwrap() && none.is_empty());
    }
}
