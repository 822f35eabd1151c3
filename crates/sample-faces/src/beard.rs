//! Beards, moustaches and stubble.

use super::character::{Character, Look};
use super::colour::Rgb;
use super::curve::{self, P};
use super::dice::Dice;
use super::head::Head;
use super::mouth::Mouth;
use super::nose::Nose;
use super::painter::{Canvas, flat, linear};
use super::pose::Pose;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Beard {
    None,
    /// A shadow of hair, of this opacity.
    Stubble(f32),
    /// Hair from ear to ear that stands out this far from the chin.
    Full(f32),
    /// Chin and moustache only, this far out from the chin.
    Goatee(f32),
    Moustache,
}

impl Beard {
    pub fn roll(dice: &mut Dice, character: &Character) -> Self {
        if character.look == Look::Feminine {
            return Self::None;
        }
        let (stubble, full, goatee) = (dice.range(0.14, 0.36), dice.range(2.0, 15.0), dice.range(1.0, 8.0));
        dice.weighted(&[
            (Self::None, 5.0),
            (Self::Stubble(stubble), 2.2),
            (Self::Full(full), 2.6),
            (Self::Goatee(goatee), 0.9),
            (Self::Moustache, 0.8),
        ])
    }

    /// What grows under the mouth; the mouth is painted over it.
    pub fn paint(self, canvas: &mut Canvas, face: Grounds, hair: Rgb) {
        match self {
            Self::None | Self::Moustache => {}
            Self::Stubble(opacity) => canvas.fill(&face.full(0.0), flat(hair, opacity)),
            Self::Full(grow) => {
                let (top, bottom) = ((0.0, 20.0), (0.0, face.head.chin + grow));
                let stops = [
                    (0.0, hair.alpha(0.7)),
                    (0.35, hair.lighter(0.05).alpha(0.97)),
                    (1.0, hair.darker(0.35).alpha(1.0)),
                ];
                canvas.fill(&face.full(grow), linear(top, bottom, &stops));
            }
            Self::Goatee(grow) => canvas.fill(&face.chin(grow), flat(hair, 0.88)),
        }
    }

    /// What grows over the mouth.
    pub fn paint_moustache(self, canvas: &mut Canvas, face: Grounds, hair: Rgb) {
        if let Self::Full(_) | Self::Goatee(_) | Self::Moustache = self {
            canvas.fill(&face.moustache(), flat(hair.lighter(0.04), 0.94));
        }
    }
}

/// The parts of a face that a beard grows around.
#[derive(Clone, Copy)]
pub struct Grounds<'a> {
    pub head: &'a Head,
    pub nose: &'a Nose,
    pub mouth: &'a Mouth,
    pub pose: &'a Pose,
}

impl Grounds<'_> {
    fn full(&self, grow: f32) -> curve::Outline {
        let (w, lip) = (self.head.width, self.mouth.level);
        let half = [
            (0.0, self.nose.base + 4.0),
            (self.mouth.half_width * 0.6, self.nose.base + 5.5),
            (self.mouth.half_width + 6.0, lip - 5.0),
            (0.66 * w, lip - 12.0),
            (0.86 * w, 24.0),
            (0.95 * w, 2.0),
        ];
        let cheeks: Vec<P> = curve::mirrored(&half);
        let (right, left) = cheeks.split_at(half.len());
        let inner: Vec<P> = left.iter().chain(right).copied().collect();
        let inner = self.pose.wrap(&inner);
        let outer = self.head.jawline(self.pose, grow);
        curve::joined(&[&inner, &outer])
    }

    fn chin(&self, grow: f32) -> curve::Outline {
        let (w, lip, chin) = (self.mouth.half_width, self.mouth.level, self.head.chin);
        let half = [
            (0.0, self.nose.base + 5.0),
            (w + 2.0, lip - 6.0),
            (w + 4.0, lip + 4.0),
            (w, lip + 16.0),
            (0.6 * w, chin - 2.0 + grow),
            (0.0, chin + grow),
        ];
        curve::closed(&self.pose.wrap(&curve::mirrored(&half)))
    }

    fn moustache(&self) -> curve::Outline {
        let (w, top, lip) = (self.mouth.half_width + 3.0, self.nose.base + 4.5, self.mouth.level);
        let half = [(0.0, top + 1.0), (0.35 * w, top), (0.8 * w, lip - 5.5), (w, lip + 0.5)];
        let under = [(w, lip + 0.5), (0.6 * w, lip - 2.2), (0.15 * w, lip - 2.8), (0.0, lip - 3.6)];
        let points: Vec<P> = half.into_iter().chain(under).collect();
        curve::closed(&self.pose.wrap(&curve::mirrored(&points)).into_iter().collect::<Vec<_>>())
    }
}
