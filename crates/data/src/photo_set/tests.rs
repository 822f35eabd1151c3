use facegan_core::crop_choice::CropChoice;
use facegan_core::faces::{Cut, Filter, Selection};
use facegan_core::folders::FolderCount;

use super::*;
use crate::storage::{MemoryStorage, StorageError};

/// Side of the squares.
pub(super) const SIDE: usize = 2;
pub(super) const BYTES: usize = SIDE * SIDE * 3;

pub(super) fn set(crop: Crop) -> PhotoSet {
    PhotoSet::new(Box::<MemoryStorage>::default(), Box::<MemoryStorage>::default(), SIDE, crop)
}

/// A photo of one grey, its faces a little brighter each.
pub(super) fn photo(grey: u8, verdicts: &[FaceVerdict]) -> PhotoSquares {
    let face = |(number, verdict): (usize, &FaceVerdict)| FaceSquare {
        face: aligned_face(SIDE),
        verdict: *verdict,
        enlarged: 0.5,
        rgb: vec![grey + 1 + number as u8; BYTES],
    };
    PhotoSquares {
        hash: [grey; 16],
        perceptual: [0; 8],
        width: 40,
        height: 30,
        centre: vec![grey; BYTES],
        in_place: Some(false),
        faces: verdicts.iter().enumerate().map(face).collect(),
    }
}

/// The greys of the squares that a new run trains on.
pub(super) fn greys(set: &PhotoSet) -> Vec<u8> {
    let data = set.current().borrow();
    data.read(&data.taken()).unwrap().rgb.chunks_exact(BYTES).map(|rgb| rgb[0]).collect()
}

pub(super) const TAKEN: FaceVerdict = FaceVerdict::Taken;
const SMALL: FaceVerdict = FaceVerdict::TooSmall;

/// Three photos: of a face, of two faces and one that is too small, and of none.
fn three(crop: Crop) -> PhotoSet {
    let mut set = set(crop);
    set.add("one.jpg", photo(10, &[TAKEN])).unwrap();
    set.add("group.jpg", photo(20, &[TAKEN, SMALL, TAKEN])).unwrap();
    set.add("wall.jpg", photo(30, &[])).unwrap();
    set
}

/// All that a filter shows.
pub(super) fn of(filter: Filter) -> Selection {
    Selection { filter, folder: None }
}

fn key(grey: u8) -> PhotoKey {
    PhotoKey::from(u128::from_le_bytes([grey; 16]))
}

#[test]
fn any_square_of_a_photo_can_be_had_alone() {
    let set = three(Crop::Faces);
    let grey = |photo, cut| set.square(photo, cut).unwrap().map(|image| (image.count(), image.rgb[0]));
    assert_eq!(grey(1, Cut::Centre), Some((1, 20)));
    assert_eq!([0, 1, 2].map(|number| grey(1, Cut::Face(number))), [21, 22, 23].map(|grey| Some((1, grey))));
    assert_eq!((grey(2, Cut::Face(0)), grey(9, Cut::Centre)), (None, None));
}

#[test]
fn squares_are_in_the_order_of_their_photos() {
    let mut set = three(Crop::Faces);
    assert_eq!(greys(&set), [11, 21, 23]);
    let report = set.report();
    assert_eq!((report.images, report.left_out, report.smallest), (3, 1, Some((4, 4))));
    let found = report.found.unwrap();
    assert_eq!((found.photos, found.faces, found.without, found.in_place), (3, 3, 1, 0));
    set.set_crop(Crop::Centre);
    assert_eq!((greys(&set), set.report().smallest), (vec![10, 20, 30], Some((40, 30))));
}

#[test]
fn auto_looks_at_the_photos_and_not_at_decisions() {
    let mut set = three(Crop::Auto);
    assert_eq!((set.report().crop, greys(&set)), (CropChoice::Anywhere, vec![11, 21, 23]));
    let mut decisions = Decisions::default();
    for (photo, face) in [(10, 0), (20, 0), (20, 2)] {
        decisions.set(&key(photo), Cut::Face(face), false);
    }
    set.decide(decisions);
    assert_eq!((set.report().crop, set.report().images), (CropChoice::Anywhere, 0));
    for grey in 100..=115 {
        set.add("wall.jpg", photo(grey, &[])).unwrap();
    }
    assert_eq!((set.report().crop, set.report().images), (CropChoice::NoFaces, 19));
}

#[test]
fn a_run_keeps_its_squares_when_another_crop_is_chosen() {
    let mut set = three(Crop::Faces);
    let of_run = set.current().clone();
    set.set_crop(Crop::Centre);
    set.add("new.jpg", photo(40, &[TAKEN])).unwrap();
    assert_eq!(of_run.borrow().read(&[0, 3]).unwrap().rgb[..=BYTES], [vec![11; BYTES], vec![23]].concat());
    set.reset(Box::<MemoryStorage>::default(), Box::<MemoryStorage>::default(), SIDE, Crop::Faces);
    assert!(of_run.borrow().is_empty());
}

#[test]
fn decisions_hold_for_photos_of_before_and_after() {
    let mut decisions = Decisions::default();
    decisions.set(&key(20), Cut::Face(1), true);
    decisions.set(&key(10), Cut::Face(0), false);
    decisions.set(&key(10), Cut::Centre, false);
    let mut before = three(Crop::Faces);
    before.decide(decisions.clone());
    let mut after = set(Crop::Faces);
    after.decide(decisions);
    after.add("one.jpg", photo(10, &[TAKEN])).unwrap();
    after.add("group.jpg", photo(20, &[TAKEN, SMALL, TAKEN])).unwrap();
    for set in [&mut before, &mut after] {
        assert_eq!((greys(set), set.report().found.unwrap().without >= 1), (vec![21, 22, 23], true));
        assert_eq!(set.entry(0).unwrap().centre, Some(false));
        set.set_crop(Crop::Centre);
        assert!(!greys(set).contains(&10));
        assert_eq!(set.report().decided, 1);
        set.set_crop(Crop::Faces);
        assert_eq!(set.report().decided, 2);
    }
    before.set_crop(Crop::Centre);
    before.decide(Decisions::default());
    assert_eq!((greys(&before), before.report().decided), (vec![10, 20, 30], 0));
}

#[test]
fn the_largest_face_is_the_first_that_is_taken_by_itself() {
    let mut set = set(Crop::Faces);
    set.add("group.jpg", photo(20, &[SMALL, TAKEN, TAKEN])).unwrap();
    let mut decisions = Decisions::default();
    decisions.largest_only = true;
    set.decide(decisions.clone());
    assert_eq!(greys(&set), [22]);
    let verdicts = set.entry(0).unwrap().faces.into_iter().map(|face| face.verdict);
    assert_eq!(verdicts.collect::<Vec<_>>(), [SMALL, TAKEN, FaceVerdict::NotLargest]);
    decisions.set(&key(20), Cut::Face(2), true);
    set.decide(decisions);
    assert_eq!(greys(&set), [22, 23]);
}

#[test]
fn files_of_equal_bytes_are_added_once() {
    let mut set = three(Crop::Faces);
    assert_eq!(set.add("again.jpg", photo(20, &[TAKEN])).unwrap(), None);
    assert_eq!((set.report().duplicates, set.len()), (vec!["again.jpg".to_owned()], 3));
    assert_eq!(set.add("new.jpg", photo(40, &[TAKEN])).unwrap(), Some(3));
}

#[test]
fn near_duplicates_are_noted_and_trained_on() {
    let mut set = set(Crop::Faces);
    for (grey, perceptual) in [(10, 0xff00), (20, 0x00ff), (30, 0xff07)] {
        let perceptual = u64::to_le_bytes(perceptual);
        set.add("burst.jpg", PhotoSquares { perceptual, ..photo(grey, &[TAKEN]) }).unwrap();
    }
    let near: Vec<_> = set.entries().map(|entry| entry.near_duplicate_of).collect();
    assert_eq!((near, greys(&set).len()), (vec![None, None, Some(0)], 3));
    assert_eq!(set.report().found.unwrap().near_duplicates, 1);
    assert_eq!(set.squares(&of(Filter::NearDuplicates)), [(key(30), Cut::Face(0))]);
}

#[test]
fn filters_list_squares_with_their_pixels() {
    let mut set = three(Crop::Faces);
    let mut doubtful = photo(60, &[TAKEN]);
    doubtful.faces[0].face.score = 0.6;
    doubtful.faces[0].enlarged = 2.5;
    set.add("doubtful.jpg", doubtful).unwrap();
    let totals = Filter::ALL.map(|filter| set.thumbnails(&of(filter), 0, 0).unwrap().total);
    assert_eq!(totals, [4, 5, 1, 3, 1, 0, 1]);
    assert_eq!(Filter::ALL.map(|filter| set.squares(&of(filter)).len()), totals);
    let Listed { total, squares, images } = set.thumbnails(&of(Filter::All), 1, 2).unwrap();
    let cuts: Vec<_> = squares.iter().map(|shown| (shown.photo, shown.cut, shown.taken)).collect();
    assert_eq!((total, cuts), (5, vec![(1, Cut::Face(0), true), (1, Cut::Face(1), false)]));
    assert_eq!(images.rgb, [[21; BYTES], [22; BYTES]].concat());
    assert!(set.thumbnails(&of(Filter::All), 9, 2).unwrap().squares.is_empty());
    assert_eq!(set.report().found.unwrap().small, 1);
}

#[test]
fn samples_are_faces_in_place() {
    let mut set = set(Crop::Auto);
    for grey in 0..4 {
        set.add_sample("sample", vec![grey; BYTES]).unwrap();
    }
    assert_eq!((set.report().crop, greys(&set)), (CropChoice::InPlace, vec![0, 1, 2, 3]));
    set.set_crop(Crop::Faces);
    assert_eq!(greys(&set), [0, 1, 2, 3]);
}

#[test]
fn a_photo_that_does_not_fit_is_not_added_at_all() {
    let three_faces = Box::new(MemoryStorage::with_limit(3 * BYTES as u64));
    let mut set = PhotoSet::new(Box::<MemoryStorage>::default(), three_faces, SIDE, Crop::Faces);
    set.add("two.jpg", photo(10, &[TAKEN, TAKEN])).unwrap();
    let full = set.add("two more.jpg", photo(20, &[TAKEN, TAKEN])).unwrap_err();
    assert_eq!((full.cause, set.len(), greys(&set)), (StorageError::Full, 1, vec![11, 12]));
    assert_eq!(set.add("one.jpg", photo(30, &[TAKEN])).unwrap(), Some(1));
    set.set_crop(Crop::Centre);
    assert_eq!(greys(&set), [10, 30]);
}

#[test]
fn images_of_an_earlier_run_are_not_added_again() {
    let mut stored = MemoryStorage::default();
    stored.append(&[[11; BYTES], [21; BYTES]].concat()).unwrap();
    let mut set = PhotoSet::new(Box::<MemoryStorage>::default(), Box::new(stored), SIDE, Crop::Faces);
    while set.readmit(&[]).unwrap() {}
    assert_eq!(greys(&set), [11, 21]);
    assert_eq!(set.add("one.jpg", photo(10, &[TAKEN])).unwrap(), None);
    set.add("new.jpg", photo(40, &[TAKEN])).unwrap();
    set.set_crop(Crop::Auto);
    assert_eq!((set.report().crop, greys(&set)), (CropChoice::Asked(Crop::Faces), vec![11, 21, 41]));
    let serves = Crop::ALL.map(|crop| set.serves(SIDE, crop));
    assert_eq!((serves, set.serves(4, Crop::Faces)), ([true, true, false], false));
}

#[test]
fn what_an_earlier_run_left_out_stays_out_until_the_person_takes_it_in() {
    for crop in [Crop::Centre, Crop::Faces] {
        let mut stored = MemoryStorage::default();
        stored.append(&[[11; BYTES], [21; BYTES], [31; BYTES]].concat()).unwrap();
        let (stored, empty): (Box<dyn Storage>, Box<dyn Storage>) = (Box::new(stored), Box::<MemoryStorage>::default());
        let (centres, faces) = if crop == Crop::Centre { (stored, empty) } else { (empty, stored) };
        let mut set = PhotoSet::new(centres, faces, SIDE, crop);
        while set.readmit(&[1]).unwrap() {}
        assert_eq!((set.report().images, set.current().borrow().taken()), (2, vec![0, 2]), "{crop}");
        assert_eq!(set.report().decided, 0, "{crop}");
        let (left_out, cut) = set.squares(&of(Filter::LeftOut))[0].clone();
        let mut decisions = Decisions::default();
        decisions.set(&left_out, cut, true);
        set.decide(decisions);
        assert_eq!(set.current().borrow().taken(), [0, 1, 2], "{crop}");
    }
}

#[test]
fn without_a_search_only_centres_are_there() {
    let mut set = set(Crop::Centre);
    set.add("one.jpg", PhotoSquares { in_place: None, ..photo(10, &[]) }).unwrap();
    let report = set.report();
    assert_eq!((report.found, report.crop, report.images), (None, CropChoice::Asked(Crop::Centre), 1));
    assert_eq!(Crop::ALL.map(|crop| set.serves(SIDE, crop)), [false, false, true]);
    assert_eq!(set.squares(&of(Filter::All)), [(key(10), Cut::Centre)]);
}

/// Photos in three folders and beside them: of a face, of two and one that is too small, of none, and of a face.
fn foldered(crop: Crop) -> PhotoSet {
    let mut set = set(crop);
    add_foldered(&mut set);
    set
}

/// Adds these photos.
pub(super) fn add_foldered(set: &mut PhotoSet) {
    set.add("faces/anna/1.jpg", photo(10, &[TAKEN])).unwrap();
    set.add("faces/ben/2023/1.jpg", photo(20, &[TAKEN, SMALL, TAKEN])).unwrap();
    set.add("faces/carl/1.jpg", photo(30, &[])).unwrap();
    set.add("faces/1.jpg", photo(40, &[TAKEN])).unwrap();
}

/// Name, images, how many of them are left out, and whether the folder is taken.
fn counted(folders: &[FolderCount]) -> Vec<(&str, usize, usize, bool)> {
    folders.iter().map(|it| (it.folder.label(), it.images, it.left_out, it.is_taken)).collect()
}

/// Decides about the folders of these names.
pub(super) fn take(set: &mut PhotoSet, names: &[&str], taken: bool) {
    let all: Vec<_> = set.folders().into_iter().map(|count| count.folder).collect();
    let chosen: Vec<_> = all.iter().filter(|folder| names.contains(&folder.label())).cloned().collect();
    let mut decisions = set.decisions.clone();
    decisions.take_folders(&chosen, taken, &all);
    set.decide(decisions);
}

#[test]
fn folders_are_counted_and_left_out_with_all_that_is_in_them() {
    let mut set = foldered(Crop::Faces);
    let all = [("ben", 2, 0, true), ("(no folder)", 1, 0, true), ("anna", 1, 0, true), ("carl", 0, 0, true)];
    assert_eq!(counted(&set.report().folders), all);
    take(&mut set, &["ben"], false);
    assert_eq!(counted(&set.report().folders)[0], ("ben", 2, 2, false), "in its place still");
    let report = set.report();
    assert_eq!((greys(&set), report.images, report.left_out, report.decided), (vec![11, 41], 2, 3, 3));
    assert_eq!((report.photos, report.found.unwrap().photos), (4, 3));
    assert_eq!(set.restricted_to(), ["(no folder)", "anna", "carl"]);
    set.add("faces/ben/2.jpg", photo(50, &[TAKEN])).unwrap();
    assert_eq!(greys(&set), [11, 41], "a photo that is added to it is left out too");
    take(&mut set, &["ben"], true);
    assert_eq!((greys(&set), set.restricted_to()), (vec![11, 21, 23, 41, 51], Vec::new()));
}

#[test]
fn a_folder_that_is_left_out_outweighs_what_was_decided_about_its_squares() {
    let mut set = foldered(Crop::Faces);
    let mut decisions = Decisions::default();
    decisions.set(&key(20), Cut::Face(1), true);
    set.decide(decisions);
    assert_eq!(greys(&set), [11, 21, 22, 23, 41]);
    take(&mut set, &["ben"], false);
    assert_eq!(greys(&set), [11, 41]);
    assert!(set.entry(1).unwrap().faces.iter().all(|face| face.decision == Some(false)));
    take(&mut set, &["ben"], true);
    assert_eq!(greys(&set), [11, 21, 22, 23, 41], "and holds again then");
}

#[test]
fn photos_of_one_folder_have_no_choice_unless_it_is_left_out() {
    let mut one = set(Crop::Centre);
    one.add("celeba/1.jpg", photo(10, &[])).unwrap();
    one.add("celeba/2.jpg", photo(20, &[])).unwrap();
    assert_eq!(one.report().folders, []);
    take(&mut one, &["celeba"], false);
    assert_eq!(counted(&one.report().folders), [("celeba", 2, 2, false)]);
    one.add("more/1.jpg", photo(30, &[])).unwrap();
    one.add_sample("sample face 0", vec![40; BYTES]).unwrap();
    let folders = one.report().folders;
    assert_eq!(counted(&folders), [("celeba", 2, 2, false), ("more", 1, 0, true), ("sample faces", 1, 0, true)]);
}

#[test]
fn a_folder_is_shown_alone() {
    let mut set = foldered(Crop::Faces);
    take(&mut set, &["anna"], false);
    let folders = set.folders();
    let shown = |filter, name: &str| {
        let folder = folders.iter().find(|count| count.folder.label() == name).map(|count| count.folder.clone());
        set.thumbnails(&Selection { filter, folder }, 0, 9)
            .unwrap()
            .squares
            .iter()
            .map(|it| it.photo)
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(Filter::All, "ben"), [1, 1, 1]);
    assert_eq!((shown(Filter::Taken, "anna"), shown(Filter::LeftOut, "anna")), (vec![], vec![0]));
    assert_eq!(shown(Filter::Taken, "(no folder)"), [3], "and none of those below");
}

#[test]
fn auto_looks_only_at_the_folders_that_are_taken() {
    let mut set = set(Crop::Auto);
    set.add("aligned/1.jpg", PhotoSquares { in_place: Some(true), ..photo(10, &[TAKEN]) }).unwrap();
    set.add("party/1.jpg", photo(20, &[TAKEN, TAKEN])).unwrap();
    assert_eq!((set.report().crop, greys(&set)), (CropChoice::Anywhere, vec![11, 21, 22]));
    take(&mut set, &["party"], false);
    assert_eq!((set.report().crop, greys(&set)), (CropChoice::InPlace, vec![10]));
    take(&mut set, &["aligned"], false);
    assert_eq!((set.report().crop, set.report().images), (CropChoice::Anywhere, 0), "as if none were left out");
}
