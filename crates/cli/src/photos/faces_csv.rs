//! Every face that was found, as a table.

use facegan_core::faces::{Bounds, FaceVerdict, Point};
use facegan_data::photo_set::{ListedFace, PhotoSet};

const HEADER: &str = "file,photo_width,photo_height,left,top,width,height,right_eye_x,right_eye_y,left_eye_x,left_eye_y,\
                      score,enlarged,taken\n";

/// A line for every face, in the order of the photos; the person's right eye is on the left in a photo.
pub fn table(photos: &PhotoSet) -> String {
    photos.faces().fold(HEADER.to_owned(), |table, face| table + &line(&face))
}

fn line(ListedFace { photo, size: (photo_width, photo_height), found, enlarged, .. }: &ListedFace) -> String {
    let Bounds { left, top, width, height } = found.face.bounds;
    let [Point { x: right_x, y: right_y }, Point { x: left_x, y: left_y }] = found.face.eyes;
    let taken = match found.verdict {
        _ if found.is_taken() => "yes",
        FaceVerdict::TooSmall => "too small",
        FaceVerdict::TurnedAway => "turned away",
        FaceVerdict::CutOff => "cut off",
        FaceVerdict::NotLargest => "not the largest",
        FaceVerdict::Taken => "folder left out",
    };
    format!(
        "{},{photo_width},{photo_height},{left:.1},{top:.1},{width:.1},{height:.1},{right_x:.1},{right_y:.1},{left_x:.1},\
         {left_y:.1},{:.3},{enlarged:.2},{taken}\n",
        quoted(photo),
        found.face.score
    )
}

/// A text as a field (RFC 4180).
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::config::Crop;
    use facegan_core::faces::{Decisions, Face};
    use facegan_core::photo_squares::{FaceSquare, PhotoSquares};
    use facegan_data::storage::MemoryStorage;

    #[test]
    fn every_face_has_a_line_with_what_becomes_of_it() {
        let mut photos =
            PhotoSet::new(Box::<MemoryStorage>::default(), Box::<MemoryStorage>::default(), 1, Crop::Faces);
        let mut decisions = Decisions::default();
        decisions.largest_only = true;
        photos.decide(decisions);
        let face = |left: f32, verdict| FaceSquare {
            face: Face {
                bounds: Bounds { left, top: 20.0, width: 40.25, height: 50.0 },
                eyes: [Point { x: 30.0, y: 35.5 }, Point { x: 50.0, y: 36.0 }],
                score: 0.9,
            },
            verdict,
            enlarged: 0.5,
            rgb: vec![1; 3],
        };
        let squares = PhotoSquares {
            hash: [1; 16],
            perceptual: [0; 8],
            width: 640,
            height: 480,
            centre: vec![0; 3],
            in_place: Some(false),
            faces: vec![face(1.0, FaceVerdict::Taken), face(2.0, FaceVerdict::Taken), face(3.0, FaceVerdict::TooSmall)],
        };
        photos.add("a, \"b\".jpg", squares).unwrap();
        let table = table(&photos);
        let lines: Vec<_> = table.lines().collect();
        let start = "\"a, \"\"b\"\".jpg\",640,480";
        let rest = "20.0,40.2,50.0,30.0,35.5,50.0,36.0,0.900,0.50";
        let expected = [
            format!("{start},1.0,{rest},yes"),
            format!("{start},2.0,{rest},not the largest"),
            format!("{start},3.0,{rest},too small"),
        ];
        assert_eq!(lines[1..], expected);
        assert_eq!(lines[0].split(',').count(), 14);
    }
}
