//! The nose, drawn by light and shadow rather than by lines.

use super::character::Character;
use super::curve::{self, P};
use super::dice::Dice;
use super::painter::{Canvas, flat, linear};
use super::palette::Skin;
use super::pose::Pose;

/// The shape of a nose, in units of the face's frame.
#[derive(Clone, Copy, Debug)]
pub struct Nose {
    /// Where it ends below the eyes.
    pub base: f32,
    /// Half the width at the nostrils and along the bridge.
    width: f32,
    bridge: f32,
    /// How far the tip stands out and how round it is.
    lift: f32,
    tip: f32,
    /// How much higher the tip is than the nostrils.
    upturn: f32,
}

impl Nose {
    pub fn roll(dice: &mut Dice, character: &Character) -> Self {
        let broad = 2.5 * character.depth;
        Self {
            base: dice.bell(29.0, 38.0),
            width: character.by_look(dice.bell(8.0, 13.5), dice.bell(9.5, 15.0)) + broad,
            bridge: character.by_look(dice.bell(3.6, 6.0), dice.bell(4.6, 7.4)),
            lift: dice.bell(7.0, 16.0),
            tip: dice.bell(5.0, 8.5),
            upturn: dice.bell(-2.5, 4.0),
        }
    }

    pub fn paint(&self, canvas: &mut Canvas, pose: &Pose, skin: &Skin, light: f32) {
        let dark_side = if light > 0.0 { -1.0 } else { 1.0 };
        let at = |(x, y): P| {
            let out = (y / self.base).clamp(0.0, 1.0) * self.lift * (1.0 - (x / 22.0).abs()).max(0.0);
            pose.map((x, y), out)
        };
        self.paint_bridge(canvas, skin, dark_side, &at);
        self.paint_base(canvas, skin, &at);
        let (x, y) = at((0.0, self.base - 5.0 - self.upturn));
        canvas.glow((x - dark_side * 1.5, y), self.tip, self.tip, skin.light, 0.75);
        let ridge = [(0.0, -4.0), (0.0, 8.0), (0.0, self.base - 10.0)].map(at);
        let ridge = ridge.map(|(x, y)| (x - dark_side * 1.5, y));
        canvas.stroke(&curve::open(&ridge), 3.2, flat(skin.light, 0.3));
    }

    /// The shadow down the side that is turned from the light.
    fn paint_bridge(&self, canvas: &mut Canvas, skin: &Skin, side: f32, at: &impl Fn(P) -> P) {
        let ridge = [
            (side * 1.5, -9.0),
            (side * 0.55 * self.bridge, 4.0),
            (side * 3.0, self.base - 9.0),
            (side * 2.0, self.base),
        ];
        let foot = [
            (side * self.width, self.base - 1.0),
            (side * self.width, self.base - 7.0),
            (side * (self.bridge + 4.0), 10.0),
            (side * (self.bridge + 4.0), -10.0),
        ];
        let (from, to) = (at((side * 1.0, 12.0)), at((side * (self.width + 2.0), 12.0)));
        let fade = [(0.0, skin.shadow.alpha(0.1)), (0.3, skin.shadow.alpha(0.6)), (1.0, skin.shadow.alpha(0.05))];
        canvas.fill(&curve::joined(&[&ridge.map(at), &foot.map(at)]), linear(from, to, &fade));
    }

    /// The shadow under the tip, the nostrils and the wings.
    fn paint_base(&self, canvas: &mut Canvas, skin: &Skin, at: &impl Fn(P) -> P) {
        let (w, base) = (self.width, self.base);
        let upper = [(-w, base - 2.5), (-0.5 * w, base - 3.0), (0.0, base - 0.5 - self.upturn * 0.3)];
        let upper = [upper[0], upper[1], upper[2], (0.5 * w, base - 3.0), (w, base - 2.5)];
        let lower = [
            (0.85 * w, base + 1.0),
            (0.3 * w, base + 2.5),
            (0.0, base + 4.0),
            (-0.3 * w, base + 2.5),
            (-0.85 * w, base + 1.0),
        ];
        canvas.fill(&curve::joined(&[&upper.map(at), &lower.map(at)]), flat(skin.shadow.mix(skin.deep, 0.25), 0.7));
        for side in [-1.0, 1.0] {
            let wing = [(side * 0.82 * w, base - 9.0), (side * w, base - 4.0), (side * 0.86 * w, base + 0.5)];
            canvas.stroke(&curve::open(&wing.map(at)), 1.4, flat(skin.deep, 0.45));
            let nostril = [(side * 0.7 * w, base - 0.8), (side * 0.45 * w, base - 1.6), (side * 0.22 * w, base + 0.6)];
            canvas.stroke(&curve::open(&nostril.map(at)), 2.4, flat(skin.deep, 0.75));
        }
    }
}
