//! Faces in pictures whose contents are known: drawn portraits, placed, turned and scaled.

use facegan_core::faces::FaceVerdict;
use facegan_faces::{Detection, Detector, is_in_place, side, upright, verdict};
use image::{Rgb, RgbImage};

/// Side of a drawn portrait in pixels.
const PORTRAIT: u32 = 256;

fn portrait(index: u32) -> RgbImage {
    let rgb = facegan_sample_faces::draw(7, index, PORTRAIT as usize);
    RgbImage::from_raw(PORTRAIT, PORTRAIT, rgb).unwrap()
}

fn background(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x / 5 % 90) as u8 + 60, (y / 7 % 90) as u8 + 70, 90]))
}

/// A portrait's place in a picture: its middle, its side there in pixels and its turn in degrees.
#[derive(Clone, Copy)]
struct Placed {
    index: u32,
    middle: [f64; 2],
    side: f64,
    turned: f64,
}

impl Placed {
    /// Where a point of the portrait, as parts of its side, lies in the picture.
    fn point(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let (sin, cos) = self.turned.to_radians().sin_cos();
        let (x, y) = ((x - 0.5) * self.side, (y - 0.5) * self.side);
        [self.middle[0] + x * cos - y * sin, self.middle[1] + x * sin + y * cos]
    }

    fn paint(&self, picture: &mut RgbImage) {
        let portrait = portrait(self.index);
        let (sin, cos) = self.turned.to_radians().sin_cos();
        let scale = f64::from(PORTRAIT) / self.side;
        for (x, y, pixel) in picture.enumerate_pixels_mut() {
            let [dx, dy] = [f64::from(x) + 0.5 - self.middle[0], f64::from(y) + 0.5 - self.middle[1]];
            let at = [dx * cos + dy * sin, dy * cos - dx * sin].map(|at| at * scale + f64::from(PORTRAIT) / 2.0);
            if at.iter().all(|at| (0.0..f64::from(PORTRAIT)).contains(at)) {
                *pixel = *portrait.get_pixel(at[0] as u32, at[1] as u32);
            }
        }
    }

    /// Where the eyes lie in the picture, from those that are found in the portrait alone.
    fn eyes(&self, detector: &Detector) -> [[f64; 2]; 2] {
        let found = detector.find(&portrait(self.index));
        [found[0].points[0], found[0].points[1]].map(|eye| self.point(eye.map(|at| at / f64::from(PORTRAIT))))
    }
}

fn distance([ax, ay]: [f64; 2], [bx, by]: [f64; 2]) -> f64 {
    (ax - bx).hypot(ay - by)
}

/// The face whose eyes are nearest to these, and the larger of both distances by the eyes' own.
fn nearest<'a>(found: &'a [Detection], eyes: &[[f64; 2]; 2]) -> (&'a Detection, f64) {
    let error = |face: &Detection| {
        let off = [0, 1].map(|eye| distance(face.points[eye], eyes[eye]));
        off[0].max(off[1]) / distance(eyes[0], eyes[1])
    };
    let errors = found.iter().map(|face| (face, error(face)));
    errors.min_by(|(_, one), (_, two)| one.total_cmp(two)).expect("a face is found")
}

#[test]
fn a_group_is_found_with_eyes_where_they_are() {
    let detector = Detector::default();
    let placed = [
        Placed { index: 0, middle: [150.0, 160.0], side: 200.0, turned: 0.0 },
        Placed { index: 1, middle: [420.0, 170.0], side: 240.0, turned: 20.0 },
        Placed { index: 2, middle: [690.0, 180.0], side: 170.0, turned: -30.0 },
        Placed { index: 3, middle: [220.0, 450.0], side: 130.0, turned: 8.0 },
        Placed { index: 4, middle: [560.0, 470.0], side: 260.0, turned: -12.0 },
    ];
    let mut picture = background(800, 640);
    placed.iter().for_each(|placed| placed.paint(&mut picture));
    let found = detector.find(&picture);
    assert_eq!(found.len(), placed.len());
    assert!(found.is_sorted_by(|one, two| one.size[0] >= two.size[0]));
    for placed in placed {
        let (face, error) = nearest(&found, &placed.eyes(&detector));
        assert!(error < 0.1, "portrait {}: {error}", placed.index);
        assert_eq!(verdict(face, picture.dimensions(), 64), FaceVerdict::Taken);
    }
}

#[test]
fn a_turned_face_is_cut_out_upright_with_its_eyes_in_place() {
    let detector = Detector::default();
    let mut picture = background(900, 700);
    Placed { index: 5, middle: [330.0, 400.0], side: 300.0, turned: 25.0 }.paint(&mut picture);
    let found = detector.find(&picture);
    let square = upright(&picture, &found[0]);
    assert_eq!(square.width(), square.height());
    assert!((f64::from(square.width()) - side(&found[0])).abs() <= 0.5);
    let again = detector.find(&square);
    let [left, right] = [0, 1].map(|eye| again[0].points[eye].map(|at| at / f64::from(square.width())));
    assert!(distance(left, [0.393, 0.521]) < 0.02 && distance(right, [0.609, 0.521]) < 0.02, "{left:?} {right:?}");
    assert!(is_in_place(&again[0], square.dimensions()) && !is_in_place(&found[0], picture.dimensions()));
}

#[test]
fn where_the_photo_ends_the_square_is_its_reflection() {
    let detector = Detector::default();
    let mut picture = background(400, 300);
    Placed { index: 0, middle: [200.0, 110.0], side: 220.0, turned: 0.0 }.paint(&mut picture);
    let found = detector.find(&picture);
    let square = upright(&picture, &found[0]);
    let beyond = found[0].points[0][1] - 0.521 * side(&found[0]);
    assert!(beyond < -1.0, "the square begins above the photo");
    assert!(square.pixels().all(|pixel| pixel.0 != [0; 3]), "nothing is black");
}

#[test]
fn small_and_cut_off_faces_are_left_out() {
    let detector = Detector::default();
    let mut picture = background(300, 300);
    Placed { index: 1, middle: [150.0, 150.0], side: 60.0, turned: 0.0 }.paint(&mut picture);
    let found = detector.find(&picture);
    assert_eq!(verdict(&found[0], (300, 300), 32), FaceVerdict::Taken);
    assert_eq!(verdict(&found[0], (300, 300), 1024), FaceVerdict::TooSmall);
    let edge = found[0].centre[0] as u32;
    assert_eq!(verdict(&found[0], (edge, 300), 32), FaceVerdict::CutOff);
    let mut turned = found[0];
    turned.points[2] = turned.points[1];
    turned.points[2][0] += side(&turned) * 0.2;
    assert_eq!(verdict(&turned, (300, 300), 32), FaceVerdict::TurnedAway);
}

#[test]
fn nothing_is_found_where_there_is_no_face() {
    let detector = Detector::default();
    let stripes = RgbImage::from_fn(300, 200, |x, _| if x / 9 % 2 == 0 { Rgb([255; 3]) } else { Rgb([0; 3]) });
    let discs = RgbImage::from_fn(300, 200, |x, y| {
        if (x % 50).pow(2) + (y % 50).pow(2) < 300 { Rgb([20, 60, 200]) } else { Rgb([220; 3]) }
    });
    for picture in [background(640, 480), stripes, discs, RgbImage::new(1, 1), RgbImage::new(2000, 3)] {
        assert_eq!(detector.find(&picture), []);
    }
}

#[test]
fn a_face_near_the_camera_is_found_quickly() {
    let found = Detector::default().find_near(&portrait(3));
    assert_eq!(found.len(), 1);
    assert!(found[0].score > 0.5);
}
