//! Marks on the skin: blush, freckles, moles and wrinkles.

use super::character::Character;
use super::curve::{self, P};
use super::dice::Dice;
use super::head::Head;
use super::painter::{Canvas, flat};
use super::palette::Skin;
use super::pose::Pose;

#[derive(Clone, Debug)]
pub struct SkinMarks {
    blush: f32,
    /// Each freckle or mole: place, radius, opacity.
    spots: Vec<(P, f32, f32)>,
    /// Depth of the wrinkles, between 0 and 1.
    wrinkles: f32,
}

impl SkinMarks {
    pub fn roll(dice: &mut Dice, character: &Character) -> Self {
        let freckled = dice.chance(0.22 * (1.0 - character.depth));
        let count = if freckled { dice.range(14.0, 34.0) as usize } else { 0 };
        let mut spots: Vec<_> = (0..count)
            .map(|_| ((dice.bell(-46.0, 46.0), dice.bell(6.0, 34.0)), dice.range(0.9, 1.6), dice.range(0.25, 0.5)))
            .collect();
        if dice.chance(0.12) {
            spots.push(((dice.side() * dice.range(16.0, 36.0), dice.range(24.0, 60.0)), 1.7, 0.85));
        }
        let blush = character.by_look(dice.range(0.1, 0.5), dice.range(0.0, 0.3));
        Self { blush, spots, wrinkles: ((character.age - 0.2) * 1.2).clamp(0.0, 1.0) }
    }

    pub fn paint(&self, canvas: &mut Canvas, pose: &Pose, skin: &Skin, head: &Head) {
        canvas.clipped(&curve::closed(&head.points(pose)), |canvas| {
            for side in [-1.0, 1.0] {
                canvas.glow(pose.map((side * 33.0, 27.0), 0.0), 19.0, 14.0, skin.blush, self.blush);
            }
            for (place, radius, opacity) in &self.spots {
                let freckle = curve::discs(&[(pose.map(*place, 0.0), *radius)]);
                canvas.fill(&freckle, flat(skin.deep, *opacity));
            }
            self.paint_wrinkles(canvas, pose, skin);
        });
    }

    fn paint_wrinkles(&self, canvas: &mut Canvas, pose: &Pose, skin: &Skin) {
        let mut crease = |points: &[P], width: f32, depth: f32| {
            canvas.stroke(&curve::open(&pose.wrap(points)), width, flat(skin.deep, depth));
        };
        let depth = self.wrinkles;
        for side in [-1.0, 1.0] {
            crease(&[(side * 13.0, 30.0), (side * 20.0, 38.0), (side * 23.0, 47.0)], 1.5, 0.03 + 0.32 * depth);
            if depth > 0.35 {
                crease(&[(side * 14.0, 12.0), (side * 23.0, 16.0), (side * 32.0, 12.5)], 1.5, 0.28 * depth);
                crease(&[(side * 41.0, -2.0), (side * 46.0, -5.0)], 1.2, 0.35 * depth);
                crease(&[(side * 41.5, 2.0), (side * 47.0, 3.0)], 1.2, 0.35 * depth);
            }
        }
        if depth > 0.25 {
            crease(&[(-24.0, -37.0), (0.0, -39.0), (24.0, -37.0)], 1.4, 0.3 * depth);
            crease(&[(-20.0, -45.0), (2.0, -46.5), (20.0, -45.0)], 1.4, 0.25 * depth);
        }
    }
}
