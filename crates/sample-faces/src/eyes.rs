//! Eyes and eyebrows.

use super::character::Character;
use super::colour::Rgb;
use super::curve::{self, P};
use super::dice::Dice;
use super::painter::{Canvas, flat, linear, radial};
use super::palette::Skin;
use super::pose::Pose;

/// The shape of both eyes, in units of the face's frame.
#[derive(Clone, Copy, Debug)]
pub struct Eyes {
    /// Distance of each eye's middle from the middle of the face.
    pub spacing: f32,
    half_width: f32,
    /// Height of the upper lid and depth of the lower lid at their furthest.
    upper: f32,
    lower: f32,
    /// How much higher the outer corner is than the inner one.
    slant: f32,
    /// Distance from the upper lid to its crease; none on a smooth lid.
    crease: Option<f32>,
    iris: Rgb,
    gaze: P,
    /// Thickness of the upper lashes, and how far they wing out past the corner.
    lashes: f32,
    wing: f32,
    eyeshadow: Option<Rgb>,
}

impl Eyes {
    pub fn roll(dice: &mut Dice, character: &Character) -> Self {
        const DARK: Rgb = Rgb::hex(0x3a2215);
        const BROWN: Rgb = Rgb::hex(0x6a4023);
        const IRISES: &[(Rgb, f32)] = &[
            (BROWN, 2.0),
            (Rgb::hex(0x8b6a34), 1.4),
            (Rgb::hex(0x5f7d4a), 1.3),
            (Rgb::hex(0x4f7fa8), 2.0),
            (Rgb::hex(0x7a93a5), 1.2),
            (DARK, 1.2),
        ];
        let dark = dice.chance(0.15 + character.depth * 1.6);
        let iris = if dark { dice.pick(&[DARK, DARK, BROWN]) } else { dice.weighted(IRISES) };
        let makeup = character.by_look(dice.chance(0.35), false);
        let shade = dice.pick(&[0x8a4a5c, 0x6a4a7a, 0x7a5638, 0x40627a, 0x3c3438].map(Rgb::hex));
        Self {
            spacing: dice.bell(24.0, 28.5),
            half_width: dice.bell(12.0, 15.0),
            upper: character.by_look(dice.bell(6.2, 9.8), dice.bell(5.2, 8.4)) - 1.2 * character.age,
            lower: dice.bell(3.4, 5.8),
            slant: dice.bell(-2.5, 4.5) - 1.5 * character.age,
            crease: dice.chance(0.8).then(|| dice.range(2.6, 5.2)),
            iris,
            gaze: (dice.bell(-2.2, 2.2), dice.bell(-0.8, 0.8)),
            lashes: character.by_look(dice.range(2.4, 4.2), dice.range(1.6, 2.6)),
            wing: character.by_look(dice.range(0.0, 4.0), 0.0),
            eyeshadow: makeup.then_some(shade),
        }
    }

    pub fn paint(&self, canvas: &mut Canvas, pose: &Pose, skin: &Skin) {
        for side in [-1.0, 1.0] {
            let at = |(x, y): P| pose.map((side * (self.spacing + x), y), 1.0);
            self.paint_lid(canvas, skin, &at);
            let upper = self.upper_lid(0.0).map(at);
            let lower = self.lower_lid().map(at);
            self.paint_ball(canvas, &curve::joined(&[&upper, &lower]), &at, side);
            self.paint_lashes(canvas, skin, &at);
        }
    }

    /// The edge of the upper lid from the inner to the outer corner, raised by `rise` in its middle.
    fn upper_lid(&self, rise: f32) -> [P; 5] {
        let (w, top) = (self.half_width, self.upper + rise);
        [
            (-w, 1.2),
            (-0.55 * w, -0.72 * top + 0.3),
            (0.0, -top - 0.15 * self.slant),
            (0.6 * w, -0.76 * top - 0.5 * self.slant),
            (w, -self.slant),
        ]
    }

    fn lower_lid(&self) -> [P; 5] {
        let (w, depth) = (self.half_width, self.lower);
        [(w, -self.slant), (0.55 * w, 0.8 * depth - 0.4 * self.slant), (0.0, depth), (-0.6 * w, 0.7 * depth), (-w, 1.2)]
    }

    fn paint_lid(&self, canvas: &mut Canvas, skin: &Skin, at: &impl Fn(P) -> P) {
        let edge = self.upper_lid(0.0).map(at);
        let mut fold = self.upper_lid(self.crease.unwrap_or(3.0)).map(at);
        if let Some(shade) = self.eyeshadow {
            let mut rim = self.upper_lid(self.crease.unwrap_or(3.0) + 2.0).map(at);
            rim.reverse();
            canvas.fill(&curve::joined(&[&edge, &rim]), flat(shade, 0.38));
        }
        if self.crease.is_some() {
            canvas.stroke(&curve::open(&fold[1..]), 1.5, flat(skin.deep, 0.5));
            fold.reverse();
            canvas.fill(&curve::joined(&[&edge, &fold]), flat(skin.shadow, 0.45));
        }
    }

    fn paint_ball(&self, canvas: &mut Canvas, opening: &curve::Outline, at: &impl Fn(P) -> P, side: f32) {
        let white = Rgb::hex(0xf6f2ee);
        let (top, bottom) = (at((0.0, -self.upper)), at((0.0, self.lower)));
        let shaded = [(0.0, white.times(Rgb(0.74, 0.72, 0.74)).alpha(1.0)), (0.55, white.alpha(1.0))];
        canvas.fill(opening, linear(top, bottom, &shaded));
        let look = at((side * self.gaze.0, self.gaze.1 - 0.3 * (self.upper - self.lower)));
        canvas.clipped(opening, |canvas| {
            let ring = [
                (0.0, self.iris.lighter(0.22).alpha(1.0)),
                (0.62, self.iris.alpha(1.0)),
                (1.0, self.iris.darker(0.55).alpha(1.0)),
            ];
            let radius = 7.4;
            let glow = (look.0, look.1 + 2.0);
            canvas.fill(&curve::discs(&[(look, radius)]), radial(glow, radius + 1.5, &ring));
            canvas.fill(&curve::discs(&[(look, 3.4)]), flat(Rgb::hex(0x120c0c), 1.0));
            canvas.stroke(&curve::open(&self.upper_lid(-1.2).map(at)), 2.6, flat(Rgb::BLACK, 0.25));
        });
        canvas.fill(&curve::discs(&[((look.0 + 2.2, look.1 - 2.3), 1.7)]), flat(Rgb::WHITE, 0.92));
    }

    fn paint_lashes(&self, canvas: &mut Canvas, skin: &Skin, at: &impl Fn(P) -> P) {
        let ink = skin.deep.mix(Rgb::hex(0x1c1212), 0.85);
        let (w, thick) = (self.half_width, self.lashes);
        let mut edge = self.upper_lid(0.0);
        let mut top = self.upper_lid(thick);
        let tip = (w + self.wing, -self.slant - 0.7 * self.wing);
        (edge[4], top[4]) = (tip, tip);
        top[3].1 -= 0.2 * thick;
        top.reverse();
        canvas.fill(&curve::joined(&[&edge.map(at), &top.map(at)]), flat(ink, 0.95));
        canvas.stroke(&curve::open(&self.lower_lid().map(at)), 1.1, flat(skin.deep, 0.55));
    }
}

/// The shape of both eyebrows.
#[derive(Clone, Copy, Debug)]
pub struct Brows {
    height: f32,
    thickness: f32,
    arch: f32,
    /// How much the outer end is lower than the inner one.
    fall: f32,
    length: f32,
}

impl Brows {
    pub fn roll(dice: &mut Dice, character: &Character) -> Self {
        Self {
            height: character.by_look(dice.bell(16.5, 22.0), dice.bell(14.5, 19.5)),
            thickness: character.by_look(dice.bell(2.6, 5.6), dice.bell(4.2, 8.0)),
            arch: character.by_look(dice.bell(1.5, 6.5), dice.bell(0.0, 4.0)),
            fall: dice.bell(-3.5, 4.0),
            length: dice.bell(0.9, 1.12),
        }
    }

    pub fn paint(&self, canvas: &mut Canvas, pose: &Pose, eyes: &Eyes, hair: Rgb, skin: &Skin) {
        let colour = hair.mix(skin.deep.darker(0.35), if hair.brightness() > 0.45 { 0.6 } else { 0.25 });
        for side in [-1.0, 1.0] {
            let at = |(along, up): P| {
                let x = eyes.spacing + along * self.length * 16.0;
                let bend = self.arch * (1.0 - (along - 0.2).powi(2)) - self.fall * 0.5 * along;
                pose.map((side * x, -self.height - bend - up), 3.0)
            };
            let thick = self.thickness;
            let top = [(-0.95, 0.4 * thick), (-0.4, 0.58 * thick), (0.35, 0.5 * thick), (1.05, 0.0)].map(at);
            let bottom = [(1.05, 0.0), (0.35, -0.22 * thick), (-0.4, -0.42 * thick), (-0.98, -0.5 * thick)].map(at);
            canvas.fill(&curve::joined(&[&top, &bottom]), flat(colour, 0.88));
        }
    }
}
