//! What is cut out of a photo: where it lies, and whether and why it is left out.

use facegan_core::config::Crop;
use facegan_core::faces::{Bounds, Cut, FaceVerdict, FoundFace, PhotoEntry};

/// Something that is cut out of a photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub cut: Cut,
    /// Left edge, upper edge, width and height of what is seen of it, in percent of the photo's width and height.
    pub place: [f32; 4],
    /// What becomes of it without a decision of the person.
    verdict: FaceVerdict,
    /// What was decided when the photo was asked for, as before an earlier run.
    earlier: Option<bool>,
    /// Whether it is left out with the photo's folder, whatever is decided about it.
    pub is_left_out: bool,
}

impl Part {
    /// What it is called.
    pub fn name(&self) -> String {
        name(self.cut)
    }

    /// Whether it is trained on, after what the person decided since, if anything.
    pub fn is_taken(&self, decision: Option<bool>) -> bool {
        !self.is_left_out && decision.or(self.earlier).unwrap_or(self.verdict == FaceVerdict::Taken)
    }

    /// Whether it is trained on, and otherwise why not.
    pub fn fate(&self, decision: Option<bool>) -> &'static str {
        match (decision.or(self.earlier), self.verdict) {
            _ if self.is_left_out => "Left out with its folder",
            (Some(true), _) | (None, FaceVerdict::Taken) => "Taken",
            (Some(false), _) => "Left out by you",
            (None, FaceVerdict::TooSmall) => "Left out: too small",
            (None, FaceVerdict::TurnedAway) => "Left out: turned away",
            (None, FaceVerdict::CutOff) => "Left out: cut off",
            (None, FaceVerdict::NotLargest) => "Left out: not the largest of this photo",
        }
    }
}

/// What a square is called within its photo.
pub fn name(cut: Cut) -> String {
    match cut {
        Cut::Centre => "Centre".to_owned(),
        Cut::Face(number) => format!("Face {}", number + 1),
    }
}

/// What is cut out of a photo, which may be left out with its folder.
pub fn parts(photo: &PhotoEntry, crop: Crop, is_left_out: bool) -> Vec<Part> {
    match crop {
        Crop::Faces => {
            let face = |(number, found): (u32, &FoundFace)| Part {
                cut: Cut::Face(number),
                place: place(photo, found.face.bounds),
                verdict: found.verdict,
                earlier: found.decision,
                is_left_out,
            };
            (0..).zip(&photo.faces).map(face).collect()
        }
        Crop::Auto | Crop::Centre => {
            let place = place(photo, centre(photo));
            vec![Part { cut: Cut::Centre, place, verdict: FaceVerdict::Taken, earlier: photo.centre, is_left_out }]
        }
    }
}

/// The square in the middle of a photo.
fn centre(photo: &PhotoEntry) -> Bounds {
    let (width, height) = (photo.width as f32, photo.height as f32);
    let side = width.min(height);
    Bounds { left: (width - side) / 2.0, top: (height - side) / 2.0, width: side, height: side }
}

fn place(photo: &PhotoEntry, bounds: Bounds) -> [f32; 4] {
    let percent = |from: f32, length: f32, whole: u32| {
        let whole = whole.max(1) as f32;
        let [from, to] = [from, from + length].map(|edge| (100.0 * edge / whole).clamp(0.0, 100.0));
        (from, to - from)
    };
    let (left, width) = percent(bounds.left, bounds.width, photo.width);
    let (top, height) = percent(bounds.top, bounds.height, photo.height);
    [left, top, width, height]
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::faces::{Face, PhotoKey, Point};
    use facegan_core::folders::Folder;

    fn photo(verdicts: &[FaceVerdict]) -> PhotoEntry {
        let eye = Point { x: 0.0, y: 0.0 };
        let bounds = Bounds { left: -10.0, top: 50.0, width: 60.0, height: 50.0 };
        let face = Face { bounds, eyes: [eye; 2], score: 0.9 };
        let faces = verdicts.iter().map(|verdict| FoundFace { face, verdict: *verdict, decision: None });
        PhotoEntry {
            name: "a.jpg".into(),
            folder: Folder::of_photo("a.jpg"),
            key: PhotoKey::from(1),
            width: 200,
            height: 100,
            faces: faces.collect(),
            centre: None,
            near_duplicate_of: None,
        }
    }

    #[test]
    fn faces_lie_within_the_photo_and_say_why_they_are_left_out() {
        let parts = parts(&photo(&[FaceVerdict::Taken, FaceVerdict::TurnedAway]), Crop::Faces, false);
        assert_eq!(parts[0].place, [0.0, 50.0, 25.0, 50.0]);
        assert_eq!((parts[1].name().as_str(), parts[1].cut), ("Face 2", Cut::Face(1)));
        assert_eq!((parts[0].fate(None), parts[1].fate(None)), ("Taken", "Left out: turned away"));
    }

    #[test]
    fn the_persons_decision_outweighs_the_verdict() {
        let parts = parts(&photo(&[FaceVerdict::Taken, FaceVerdict::TooSmall]), Crop::Faces, false);
        assert_eq!((parts[0].fate(Some(false)), parts[0].is_taken(Some(false))), ("Left out by you", false));
        assert_eq!((parts[1].fate(Some(true)), parts[1].is_taken(Some(true))), ("Taken", true));
        assert!(parts[0].is_taken(None) && !parts[1].is_taken(None));
    }

    #[test]
    fn a_folder_that_is_left_out_outweighs_the_persons_decision() {
        let part = &parts(&photo(&[FaceVerdict::Taken]), Crop::Faces, true)[0];
        assert_eq!((part.fate(Some(true)), part.is_taken(Some(true))), ("Left out with its folder", false));
    }

    #[test]
    fn what_was_decided_before_an_earlier_run_holds_until_the_next_decision() {
        let mut photo = photo(&[FaceVerdict::Taken]);
        (photo.faces[0].decision, photo.centre) = (Some(false), Some(false));
        for crop in [Crop::Faces, Crop::Centre] {
            let part = &parts(&photo, crop, false)[0];
            assert_eq!(
                (part.is_taken(None), part.fate(None), part.is_taken(Some(true))),
                (false, "Left out by you", true)
            );
        }
    }

    #[test]
    fn the_centre_is_the_largest_square_in_the_middle() {
        let parts = parts(&photo(&[FaceVerdict::Taken]), Crop::Centre, false);
        assert_eq!(
            parts.iter().map(|part| (part.cut, part.place)).collect::<Vec<_>>(),
            [(Cut::Centre, [25.0, 0.0, 50.0, 100.0])]
        );
    }
}
