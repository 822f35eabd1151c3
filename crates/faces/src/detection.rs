//! Faces among the network's predictions.

use super::network::{Predictions, STRIDE};
use facegan_core::faces::{Bounds, Face, Point};

/// Points of a face that the network finds.
pub const POINTS: usize = 6;
/// Their order in it: the eyes are the person's right and left, left and right in a photo.
const RIGHT_EYE: usize = 0;
const LEFT_EYE: usize = 1;
const NOSE: usize = 2;
/// The same points in a mirrored picture.
const MIRRORED: [usize; POINTS] = [1, 0, 2, 3, 5, 4];
/// From this overlap on two boxes are of one face, as MediaPipe has it.
const SAME_FACE: f64 = 0.3;

/// A face in the pixels of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// The centre of its box.
    pub centre: [f64; 2],
    /// The width and height of its box.
    pub size: [f64; 2],
    /// Eyes, nose, mouth and ears.
    pub points: [[f64; 2]; POINTS],
    /// From 0 to 1.
    pub score: f64,
}

impl Detection {
    /// The vector from the eye on the left to the one on the right.
    pub fn between_eyes(&self) -> [f64; 2] {
        let [left, right] = [self.points[RIGHT_EYE], self.points[LEFT_EYE]];
        [right[0] - left[0], right[1] - left[1]]
    }

    /// How far the face is turned to the side: the nose's distance from the middle of the eyes along their line, by the
    /// eyes' distance. Near 0 from the front, about 1 in profile.
    pub fn turn(&self) -> f64 {
        let [dx, dy] = self.between_eyes();
        let [left, nose] = [self.points[RIGHT_EYE], self.points[NOSE]];
        let along = (nose[0] - left[0]) * dx + (nose[1] - left[1]) * dy;
        (along / (dx * dx + dy * dy) - 0.5).abs()
    }

    /// The same face in a picture whose point `p` is `to(p)`, `scale` times as large there; `mirrored` if that picture is
    /// this one's mirror image.
    pub fn mapped(&self, to: impl Fn([f64; 2]) -> [f64; 2], scale: f64, mirrored: bool) -> Self {
        let place = |point: usize| if mirrored { MIRRORED[point] } else { point };
        Self {
            centre: to(self.centre),
            size: self.size.map(|side| side * scale),
            points: std::array::from_fn(|point| to(self.points[place(point)])),
            score: self.score,
        }
    }

    /// The mean of several detections of one face, weighted.
    pub fn mean(all: &[(f64, Self)]) -> Self {
        let total: f64 = all.iter().map(|(weight, _)| weight).sum();
        let mean =
            |value: &dyn Fn(&Self) -> f64| all.iter().map(|(weight, one)| weight * value(one)).sum::<f64>() / total;
        Self {
            centre: std::array::from_fn(|axis| mean(&|one| one.centre[axis])),
            size: std::array::from_fn(|axis| mean(&|one| one.size[axis])),
            points: std::array::from_fn(|point| std::array::from_fn(|axis| mean(&|one| one.points[point][axis]))),
            score: mean(&|one| one.score),
        }
    }

    /// The area that two boxes share, by the area that they cover together.
    pub fn overlap(&self, other: &Self) -> f64 {
        let shared = |axis: usize| {
            let [one, two] = [self, other].map(|face| (face.centre[axis], face.size[axis] / 2.0));
            ((one.0 + one.1).min(two.0 + two.1) - (one.0 - one.1).max(two.0 - two.1)).max(0.0)
        };
        let shared = shared(0) * shared(1);
        let area = |face: &Self| face.size[0] * face.size[1];
        shared / (area(self) + area(other) - shared)
    }

    /// What others need to know of it.
    pub fn face(&self) -> Face {
        let point = |[x, y]: [f64; 2]| Point { x: x as f32, y: y as f32 };
        let bounds = Bounds {
            left: (self.centre[0] - self.size[0] / 2.0) as f32,
            top: (self.centre[1] - self.size[1] / 2.0) as f32,
            width: self.size[0] as f32,
            height: self.size[1] as f32,
        };
        let eyes = [RIGHT_EYE, LEFT_EYE].map(|eye| point(self.points[eye]));
        Face { bounds, eyes, score: self.score as f32 }
    }
}

/// The faces with a score of at least `least`, in the input's pixels: one for every anchor that says so.
pub fn decode(predictions: &Predictions, least: f64) -> Vec<Detection> {
    let scores = &predictions.scores;
    let mut found = Vec::new();
    for y in 0..scores.height {
        for x in 0..scores.width {
            let score = sigmoid(scores.pixel(y, x)[0]);
            if score >= least {
                let anchor = [x, y].map(|at| (at as f64 + 0.5) * STRIDE as f64);
                let values = predictions.boxes.pixel(y, x);
                let point = |at: usize| std::array::from_fn(|axis| f64::from(values[at + axis]) + anchor[axis]);
                found.push(Detection {
                    centre: point(0),
                    size: [values[2], values[3]].map(f64::from),
                    points: std::array::from_fn(|index| point(4 + 2 * index)),
                    score,
                });
            }
        }
    }
    found
}

/// Takes several detections of one face together: those that overlap the best one are averaged, weighted with their scores
/// (MediaPipe's weighted non-maximum suppression). The best comes first.
pub fn suppress(mut found: Vec<Detection>) -> Vec<Detection> {
    found.sort_by(|one, two| two.score.total_cmp(&one.score));
    let mut faces = Vec::new();
    while let Some(best) = found.first().copied() {
        let (same, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|other| *other == best || best.overlap(other) > SAME_FACE);
        let weighted: Vec<_> = same.into_iter().map(|one| (one.score, one)).collect();
        faces.push(Detection { score: best.score, ..Detection::mean(&weighted) });
        found = others;
    }
    faces
}

/// `1 / (1 + e^-x)`, the same everywhere: the platform's own exponential function differs in the last bits.
fn sigmoid(x: f32) -> f64 {
    1.0 / (1.0 + libm::exp(-f64::from(x)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(x: f64, score: f64) -> Detection {
        let points = [[x - 5.0, 0.0], [x + 5.0, 0.0], [x, 5.0], [x, 10.0], [x - 10.0, 2.0], [x + 10.0, 2.0]];
        Detection { centre: [x, 5.0], size: [20.0, 20.0], points, score }
    }

    #[test]
    fn overlapping_detections_are_averaged_by_their_scores() {
        let faces = suppress(vec![face(104.0, 0.3), face(100.0, 0.9), face(200.0, 0.5)]);
        assert_eq!(faces.iter().map(|face| face.score).collect::<Vec<_>>(), [0.9, 0.5]);
        assert!((faces[0].centre[0] - 101.0).abs() < 1e-12 && (faces[0].points[0][0] - 96.0).abs() < 1e-12);
        assert_eq!(faces[1], face(200.0, 0.5));
    }

    #[test]
    fn overlap_is_the_intersection_by_the_union() {
        assert_eq!(face(0.0, 1.0).overlap(&face(0.0, 1.0)), 1.0);
        assert!((face(0.0, 1.0).overlap(&face(10.0, 1.0)) - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(face(0.0, 1.0).overlap(&face(30.0, 1.0)), 0.0);
    }

    #[test]
    fn a_mirrored_face_keeps_its_right_eye_on_the_left() {
        let mirrored = face(30.0, 1.0).mapped(|[x, y]| [100.0 - x, y], 1.0, true);
        assert_eq!(mirrored, face(70.0, 1.0));
    }

    #[test]
    fn a_nose_beside_the_eyes_is_turned_away() {
        let mut profile = face(0.0, 1.0);
        assert_eq!(profile.turn(), 0.0);
        profile.points[2] = [12.0, 5.0];
        assert!((profile.turn() - 1.2).abs() < 1e-12);
    }
}
