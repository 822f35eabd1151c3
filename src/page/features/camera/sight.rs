//! Where a face is in what the camera shows.

use facegan_core::faces::{Face, Point};

/// A face's place in a frame, as shares of the frame's longer side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sight {
    centre: Point,
    /// Width of the box.
    pub size: f32,
    eyes: [Point; 2],
}

impl Sight {
    /// The place of the largest of the faces found in a frame of this size.
    pub fn of(faces: &[Face], (width, height): (u32, u32)) -> Option<Self> {
        let face = faces.iter().max_by(|one, other| one.bounds.width.total_cmp(&other.bounds.width))?;
        let share = 1.0 / width.max(height).max(1) as f32;
        let shared = |point: Point| Point { x: point.x * share, y: point.y * share };
        let bounds = face.bounds;
        let centre = Point { x: bounds.left + bounds.width / 2.0, y: bounds.top + bounds.height / 2.0 };
        Some(Self { centre: shared(centre), size: bounds.width * share, eyes: face.eyes.map(shared) })
    }

    /// How far the face has moved or changed in size.
    pub fn movement(&self, other: &Self) -> f32 {
        distance(self.centre, other.centre).max((self.size - other.size).abs())
    }

    /// How much two pictures would differ: in the face's place, its size or where its eyes are.
    pub fn difference(&self, other: &Self) -> f32 {
        let [right, left] = [0, 1].map(|eye| distance(self.eyes[eye], other.eyes[eye]));
        self.movement(other).max(right).max(left)
    }
}

fn distance(one: Point, other: Point) -> f32 {
    (one.x - other.x).hypot(one.y - other.y)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use facegan_core::faces::Bounds;

    /// Size of the tests' frames.
    pub const FRAME: (u32, u32) = (320, 240);

    /// A face whose box of this width begins at this point, in pixels.
    pub fn face(left: f32, top: f32, width: f32) -> Face {
        let eye = |share: f32| Point { x: left + share * width, y: top + 0.4 * width };
        let bounds = Bounds { left, top, width, height: width };
        Face { bounds, eyes: [eye(0.3), eye(0.7)], score: 0.9 }
    }

    #[test]
    fn the_largest_face_counts() {
        let (small, large) = (face(10.0, 10.0, 30.0), face(100.0, 50.0, 90.0));
        assert_eq!(Sight::of(&[small, large], FRAME), Sight::of(&[large], FRAME));
        assert_eq!(Sight::of(&[], FRAME), None);
    }

    #[test]
    fn places_do_not_depend_on_the_frames_size() {
        let twice = Sight::of(&[face(200.0, 100.0, 180.0)], (FRAME.0 * 2, FRAME.1 * 2));
        assert_eq!(Sight::of(&[face(100.0, 50.0, 90.0)], FRAME), twice);
    }

    #[test]
    fn turning_the_head_is_a_difference_and_no_movement() {
        let ahead = face(100.0, 50.0, 90.0);
        let turned = Face { eyes: ahead.eyes.map(|eye| Point { x: eye.x + 16.0, ..eye }), ..ahead };
        let [ahead, turned] = [ahead, turned].map(|face| Sight::of(&[face], FRAME).unwrap());
        assert_eq!(ahead.movement(&turned), 0.0);
        assert!((ahead.difference(&turned) - 0.05).abs() < 1e-6);
    }
}
