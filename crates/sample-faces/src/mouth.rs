//! The mouth: lips, and teeth when it smiles openly.

use super::character::Character;
use super::colour::Rgb;
use super::curve::{self, P};
use super::dice::Dice;
use super::painter::{Canvas, flat, linear};
use super::palette::Skin;
use super::pose::Pose;

/// The shape of a mouth, in units of the face's frame.
#[derive(Clone, Copy, Debug)]
pub struct Mouth {
    /// Depth below the eyes of the line between the lips.
    pub level: f32,
    pub half_width: f32,
    upper: f32,
    lower: f32,
    /// How much the corners rise.
    smile: f32,
    /// How far apart the lips are.
    open: f32,
    lipstick: Option<(Rgb, f32)>,
}

impl Mouth {
    pub fn roll(dice: &mut Dice, character: &Character) -> Self {
        const LIPSTICKS: [u32; 6] = [0xa8323e, 0xc24a5c, 0x8a2a3a, 0xb35a50, 0xcf6a78, 0x7a3040];
        let made_up = character.by_look(dice.chance(0.5), false);
        let lipstick = (dice.pick(&LIPSTICKS.map(Rgb::hex)), dice.range(0.45, 0.9));
        let laughing = dice.chance(0.3);
        Self {
            level: dice.bell(50.0, 56.0),
            half_width: dice.bell(15.0, 22.0) + if laughing { 3.0 } else { 0.0 },
            upper: character.by_look(dice.bell(3.6, 6.6), dice.bell(2.6, 5.4)) + 0.8 * character.depth,
            lower: character.by_look(dice.bell(5.2, 8.6), dice.bell(4.4, 7.4)) + 0.8 * character.depth,
            smile: if laughing { dice.range(4.0, 7.0) } else { dice.bell(-2.0, 6.0) },
            open: if laughing { dice.range(3.5, 8.0) } else { 0.0 },
            lipstick: made_up.then_some(lipstick),
        }
    }

    pub fn paint(&self, canvas: &mut Canvas, pose: &Pose, skin: &Skin) {
        let at = |(x, y): P| pose.map((x, self.level + y), 3.0 - 0.008 * x * x);
        let colour = self.lipstick.map_or(skin.lip, |(stick, amount)| skin.lip.mix(stick, amount));
        let (x, y) = at((0.0, self.open + self.lower + 4.5));
        canvas.glow((x, y), 0.8 * self.half_width, 5.5, skin.shadow, 0.8);
        if self.open > 0.0 {
            self.paint_inside(canvas, &at);
        }
        self.paint_lips(canvas, colour, &at);
        let line = self.parting(0.0).map(at);
        let ink = skin.deep.times(Rgb(0.8, 0.6, 0.6));
        canvas.stroke(&curve::open(&line), if self.open > 0.0 { 1.0 } else { 1.7 }, flat(ink, 0.8));
        for corner in [at((-self.half_width - 0.5, -self.smile)), at((self.half_width + 0.5, -self.smile))] {
            canvas.glow(corner, 4.0, 3.5, skin.deep, 0.5);
        }
    }

    /// The edge of a lip along the gap, from left to right, lowered by `drop` in the middle.
    fn parting(&self, drop: f32) -> [P; 5] {
        let (w, rise) = (self.half_width, self.smile);
        let curved = |part: f32| (part * w, -rise * part * part + drop * (1.0 - part.powi(4)));
        let mut points = [-1.0, -0.5, 0.0, 0.5, 1.0].map(curved);
        points[2].1 += 0.8;
        points
    }

    fn paint_lips(&self, canvas: &mut Canvas, colour: Rgb, at: &impl Fn(P) -> P) {
        let (w, rise, up) = (self.half_width, self.smile, self.upper);
        let bow = [
            (w, -rise),
            (0.55 * w, -0.45 * rise - 0.72 * up),
            (0.2 * w, -up - 0.4),
            (0.0, -0.78 * up),
            (-0.2 * w, -up - 0.4),
            (-0.55 * w, -0.45 * rise - 0.72 * up),
            (-w, -rise),
        ];
        canvas.fill(&curve::joined(&[&self.parting(0.0).map(at), &bow.map(at)]), flat(colour.darker(0.14), 0.95));
        let mut rim = self.parting(self.open + self.lower);
        rim.reverse();
        let (top, bottom) = (at((0.0, self.open)), at((0.0, self.open + self.lower)));
        let full = [
            (0.0, colour.darker(0.06).alpha(0.95)),
            (0.45, colour.lighter(0.13).alpha(0.95)),
            (1.0, colour.alpha(0.95)),
        ];
        canvas.fill(&curve::joined(&[&self.parting(self.open).map(at), &rim.map(at)]), linear(top, bottom, &full));
        let (x, y) = at((0.0, self.open + 0.45 * self.lower));
        canvas.glow((x, y), 0.42 * w, 0.28 * self.lower, Rgb::WHITE, 0.4);
    }

    fn paint_inside(&self, canvas: &mut Canvas, at: &impl Fn(P) -> P) {
        let mut below = self.parting(self.open + 0.5);
        below.reverse();
        let gap = curve::joined(&[&self.parting(-0.5).map(at), &below.map(at)]);
        canvas.fill(&gap, flat(Rgb::hex(0x4a1a1c), 1.0));
        canvas.clipped(&gap, |canvas| {
            let mut edge = self.parting(self.open * 0.72);
            edge.reverse();
            let teeth = curve::joined(&[&self.parting(-1.0).map(at), &edge.map(at)]);
            let (left, right) = (at((-self.half_width, 0.0)), at((self.half_width, 0.0)));
            let (white, shade) = (Rgb::hex(0xf7f3ec).alpha(1.0), Rgb::hex(0xb9a79c).alpha(1.0));
            canvas.fill(&teeth, linear(left, right, &[(0.05, shade), (0.3, white), (0.7, white), (0.95, shade)]));
        });
    }
}
