//! The photos in words: what is cut out of them and why, and what was counted.

use crate::page::features::photos::parts;
use crate::page::format::{count, grouped, thing};
use facegan_core::config::Crop;
use facegan_core::crop_choice::{CropChoice, FaceCounts};
use facegan_core::dataset_report::DatasetReport;
use facegan_core::faces::{Cut, Thumbnail};
use facegan_core::skipped;

/// Which part of the photos is used, and why; nothing without photos.
pub fn choice(report: &DatasetReport) -> Option<String> {
    if report.squares() == 0 && report.found.is_none_or(|found| found.photos == 0) {
        return None;
    }
    Some(match (report.crop, report.found) {
        (CropChoice::Anywhere | CropChoice::Asked(Crop::Faces), Some(found)) => faces_found(&found),
        (CropChoice::Anywhere | CropChoice::Asked(Crop::Faces), None) => {
            "The faces that were cut out of the photos are used.".into()
        }
        (CropChoice::InPlace, _) => "Nearly every photo already holds one face in place, so its centre is used.".into(),
        (CropChoice::NoFaces, _) => "Hardly a photo holds a face, so the centre of each is used.".into(),
        (CropChoice::Asked(_), _) => "The centre of each photo is used.".into(),
    })
}

fn faces_found(found: &FaceCounts) -> String {
    match found.photos.saturating_sub(found.without) {
        0 => "No face was found in these photos.".into(),
        with if with == found.photos && with > 1 => {
            format!("Faces were found in all {} and cut out.", count(with, "photo"))
        }
        with => format!("Faces were found in {} of {} and cut out.", grouped(with), count(found.photos, "photo")),
    }
}

/// The other choice, and what its button says. Photos that were not searched for faces can be, where they can be read
/// again.
pub fn other_choice(report: &DatasetReport, can_read_again: bool) -> Option<(Crop, &'static str)> {
    let (has_centres, has_faces) = match report.found {
        Some(found) => (true, found.photos > 0),
        None => (can_read_again, can_read_again),
    };
    match report.crop.crop() {
        Crop::Faces => has_centres.then_some((Crop::Centre, "Use the photos’ centres instead")),
        Crop::Auto | Crop::Centre => has_faces.then_some((Crop::Faces, "Cut faces out instead")),
    }
}

/// What was counted, beside the images; nothing that is none.
pub fn facts(report: &DatasetReport) -> Vec<String> {
    let of_faces = report.crop.crop() == Crop::Faces;
    let found = report.found.unwrap_or_default();
    let some = |number: usize, text: String| (number > 0).then_some(text);
    let left_out = skipped::total(&report.skipped);
    let (without, small) = if of_faces { (found.without, found.small) } else { (0, 0) };
    let without = some(without, count(without, "photo") + " without a face");
    let small = some(small, count(small, "small face"));
    let near = some(found.near_duplicates, count(found.near_duplicates, "near duplicate"));
    let not_taken = some(report.left_out, count(report.left_out, thing(report)) + " left out");
    let refused = some(report.refused.len(), format!("{} refused", grouped(report.refused.len())));
    let duplicates = some(report.duplicates.len(), count(report.duplicates.len(), "duplicate"));
    let skipped = some(left_out, format!("{} left out", grouped(left_out)));
    let smallest = report.smallest.map(|(width, height)| format!("smallest {width}×{height}"));
    [without, small, not_taken, refused, duplicates, near, skipped, smallest].into_iter().flatten().collect()
}

/// A thumbnail's name: `Face 2 of IMG_1.jpg, taken`.
pub fn thumbnail(Thumbnail { name, cut, taken, .. }: &Thumbnail) -> String {
    let fate = if *taken { "taken" } else { "left out" };
    match cut {
        Cut::Centre => format!("{name}, {fate}"),
        Cut::Face(_) => format!("{} of {name}, {fate}", parts::name(*cut)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::dataset_report::Refused;
    use facegan_core::faces::PhotoKey;
    use facegan_core::folders::Folder;

    fn report(crop: CropChoice, found: FaceCounts) -> DatasetReport {
        DatasetReport { images: 412, crop, found: Some(found), ..DatasetReport::default() }
    }

    fn found() -> FaceCounts {
        FaceCounts { photos: 300, faces: 412, without: 20, ..FaceCounts::default() }
    }

    #[test]
    fn the_choice_is_one_sentence_with_the_other_beside_it() {
        let anywhere = report(CropChoice::Anywhere, found());
        assert_eq!(choice(&anywhere).as_deref(), Some("Faces were found in 280 of 300 photos and cut out."));
        assert_eq!(other_choice(&anywhere, true), Some((Crop::Centre, "Use the photos’ centres instead")));
        let in_place = report(CropChoice::InPlace, found());
        assert_eq!(other_choice(&in_place, false), Some((Crop::Faces, "Cut faces out instead")));
        for crop in [CropChoice::InPlace, CropChoice::NoFaces, CropChoice::Asked(Crop::Centre)] {
            let said = choice(&report(crop, found())).unwrap_or_default();
            assert!(said.ends_with(" is used.") && !said.contains(". "), "{said}");
        }
        assert_eq!(choice(&DatasetReport::default()), None);
    }

    #[test]
    fn all_and_none_are_said_in_words() {
        let of = |photos, without| {
            choice(&report(CropChoice::Asked(Crop::Faces), FaceCounts { photos, without, ..found() }))
        };
        assert_eq!(of(9, 0).as_deref(), Some("Faces were found in all 9 photos and cut out."));
        assert_eq!(of(1, 0).as_deref(), Some("Faces were found in 1 of 1 photo and cut out."));
        assert_eq!(of(9, 9).as_deref(), Some("No face was found in these photos."));
    }

    #[test]
    fn stored_photos_have_no_other_part() {
        for crop in [Crop::Faces, Crop::Centre] {
            let stored = DatasetReport { images: 9, crop: CropChoice::Asked(crop), ..DatasetReport::default() };
            assert_eq!(other_choice(&stored, false), None);
            assert!(other_choice(&stored, true).is_some());
        }
    }

    #[test]
    fn facts_leave_out_what_is_none() {
        let refused = vec![Refused { name: "a.txt".into(), reason: "not a photo".into() }];
        let small = FaceCounts { small: 1, near_duplicates: 2, ..found() };
        let faces = DatasetReport { left_out: 12, refused, ..report(CropChoice::Anywhere, small) };
        let said = ["20 photos without a face", "1 small face", "12 faces left out", "1 refused", "2 near duplicates"];
        assert_eq!(facts(&faces), said);
        let centres = DatasetReport { crop: CropChoice::InPlace, ..faces };
        assert_eq!(facts(&centres), ["12 photos left out", "1 refused", "2 near duplicates"]);
        assert_eq!(facts(&DatasetReport { images: 3, ..DatasetReport::default() }), [""; 0]);
    }

    #[test]
    fn thumbnails_are_named_after_their_photos() {
        let of = |cut, taken| {
            let (name, folder) = ("IMG_1.jpg".to_owned(), Folder::of_photo("IMG_1.jpg"));
            thumbnail(&Thumbnail { photo: 0, name, folder, key: PhotoKey::from(1), cut, taken })
        };
        assert_eq!(of(Cut::Face(1), true), "Face 2 of IMG_1.jpg, taken");
        assert_eq!(of(Cut::Centre, false), "IMG_1.jpg, left out");
    }
}
