//! How the head is held. Features are drawn in the face's own frame, seen from straight ahead, and wrapped round an
//! ellipsoid that is then turned: this alone gives them parallax and foreshortening.
//!
//! The face's frame has its origin between the eyes; x grows to the right and y downwards, in canvas units.

use tiny_skia::Transform;

use super::curve::P;
use super::dice::Dice;
use super::painter::UNITS;

/// Where the point between the eyes lies on the canvas when the head is held straight.
const CENTRE: P = (UNITS / 2.0, 120.0);
/// Size of the head on the canvas, which fills about 60 % of its height from the hairline to the chin.
const SCALE: f32 = 1.08;
/// Half axes of the ellipsoid that carries the features.
const WIDTH: f32 = 70.0;
const HEIGHT: f32 = 112.0;
const DEPTH: f32 = 56.0;

#[derive(Clone, Copy, Debug)]
pub struct Pose {
    /// Sine and cosine of the turn; a positive sine looks to the right of the picture.
    turn: P,
    /// Sine and cosine of the nod; a positive sine looks down.
    nod: P,
    /// Lean of the head towards a shoulder, in degrees.
    tilt: f32,
}

impl Pose {
    pub fn roll(dice: &mut Dice) -> Self {
        let turn = dice.bell(-0.42, 0.42);
        let nod = dice.bell(-0.16, 0.16);
        Self { turn: turn.sin_cos(), nod: nod.sin_cos(), tilt: dice.bell(-7.0, 7.0) }
    }

    /// How far the middle of the face moves sideways and downwards.
    pub fn shift(&self) -> P {
        (DEPTH * self.turn.0, DEPTH * self.nod.0)
    }

    /// Where a point of the face is seen; `lift` is how far it stands out from the face (the tip of a nose).
    pub fn map(&self, point: P, lift: f32) -> P {
        let (x, y) = point;
        let roundness = 1.0 - (x / WIDTH).powi(2) - (y / HEIGHT).powi(2);
        let z = DEPTH * roundness.max(0.0).sqrt() + lift;
        let (turned_x, turned_z) = (x * self.turn.1 + z * self.turn.0, z * self.turn.1 - x * self.turn.0);
        (turned_x, y * self.nod.1 + turned_z * self.nod.0)
    }

    /// [`map`](Self::map) for a list of points on the face itself.
    pub fn wrap(&self, points: &[P]) -> Vec<P> {
        points.iter().map(|point| self.map(*point, 0.0)).collect()
    }

    /// The head's frame on the canvas. It moves half against the turn, so that the eyes stay near the same place.
    pub fn frame(&self) -> Transform {
        let (x, y) = self.anchor();
        Transform::from_translate(x, y).pre_scale(SCALE, SCALE).pre_rotate_at(self.tilt, 0.0, 40.0)
    }

    /// Where the head's frame has its origin on the canvas.
    pub fn anchor(&self) -> P {
        let (dx, dy) = self.shift();
        (CENTRE.0 - 0.5 * SCALE * dx, CENTRE.1 - 0.5 * SCALE * dy)
    }
}
