//! Glasses and sunglasses.

use super::character::Character;
use super::colour::Rgb;
use super::curve::{self, P};
use super::dice::Dice;
use super::eyes::Eyes;
use super::head::Head;
use super::painter::{Canvas, Ink, flat, linear};
use super::pose::Pose;

#[derive(Clone, Copy, Debug)]
enum Frame {
    Round,
    Rectangle,
    Aviator,
    CatEye,
}

#[derive(Clone, Copy, Debug)]
pub struct Glasses {
    frame: Frame,
    colour: Rgb,
    thickness: f32,
    size: f32,
    /// Whether the lenses hide the eyes.
    dark: bool,
}

impl Glasses {
    pub fn roll(dice: &mut Dice, character: &Character) -> Option<Self> {
        const COLOURS: [u32; 7] = [0x1d1a1c, 0x1d1a1c, 0x4a2e20, 0xb08d4a, 0x8a8d92, 0x7a2430, 0x27445e];
        let masculine = [(Frame::Round, 1.0), (Frame::Rectangle, 2.0), (Frame::Aviator, 0.8), (Frame::CatEye, 0.0)];
        let feminine = [(Frame::Round, 1.6), (Frame::Rectangle, 1.0), (Frame::Aviator, 0.5), (Frame::CatEye, 1.2)];
        let glasses = Self {
            frame: dice.weighted(&character.by_look(feminine, masculine)),
            colour: Rgb::hex(dice.pick(&COLOURS)),
            thickness: dice.range(1.8, 4.0),
            size: dice.bell(0.92, 1.12),
            dark: dice.chance(0.15),
        };
        dice.chance(0.2 + 0.15 * character.age).then_some(glasses)
    }

    /// A lens as seen from ahead, around the middle of the eye; x grows outwards.
    fn lens(&self) -> [P; 8] {
        let shape = match self.frame {
            Frame::Round => [
                (0.0, -17.5),
                (12.5, -13.0),
                (18.0, 0.0),
                (12.5, 14.0),
                (0.0, 19.0),
                (-12.5, 14.0),
                (-18.0, 0.0),
                (-12.5, -13.0),
            ],
            Frame::Rectangle => [
                (0.0, -13.0),
                (17.5, -12.5),
                (19.5, 0.0),
                (17.0, 12.5),
                (0.0, 14.0),
                (-15.5, 12.5),
                (-18.5, 0.0),
                (-17.0, -12.5),
            ],
            Frame::Aviator => [
                (0.0, -13.5),
                (16.0, -13.0),
                (19.5, -3.0),
                (15.5, 14.0),
                (3.0, 20.0),
                (-12.0, 14.0),
                (-17.5, -2.0),
                (-15.0, -13.0),
            ],
            Frame::CatEye => [
                (0.0, -13.5),
                (14.0, -16.0),
                (22.0, -16.5),
                (17.0, 7.0),
                (3.0, 15.0),
                (-12.0, 11.0),
                (-18.0, -3.0),
                (-14.0, -12.0),
            ],
        };
        shape.map(|(x, y)| (x * self.size, y * self.size))
    }

    pub fn paint(&self, canvas: &mut Canvas, pose: &Pose, eyes: &Eyes, head: &Head) {
        let rim = flat(self.colour, 0.96);
        for side in [-1.0, 1.0] {
            let at = |(x, y): P| pose.map((side * (eyes.spacing + 1.5 + x), y + 1.5), 9.0 - 0.1 * x.max(0.0));
            let hinge = at((19.0 * self.size, -6.0));
            let ear = (side * (head.width + 1.0), -1.0 - 0.1 * pose.shift().1);
            canvas.stroke(&curve::open(&[hinge, ear]), self.thickness, rim.clone());
            let lens = curve::closed(&self.lens().map(at));
            let (top, bottom) = (at((-8.0, -16.0)), at((8.0, 16.0)));
            canvas.fill(&lens, self.glass(top, bottom));
            canvas.stroke(&lens, self.thickness, rim.clone());
        }
        let inner = eyes.spacing + 1.5 - 18.0 * self.size;
        let bridge = [(-inner, -4.0), (0.0, -7.0), (inner, -4.0)].map(|point| pose.map(point, 10.0));
        canvas.stroke(&curve::open(&bridge), self.thickness, rim);
    }

    fn glass(&self, top: P, bottom: P) -> Ink {
        if self.dark {
            let tint = self.colour.darker(0.55);
            return linear(top, bottom, &[(0.0, tint.alpha(0.97)), (1.0, tint.lighter(0.25).alpha(0.86))]);
        }
        let sheen = [(0.0, Rgb::WHITE.alpha(0.30)), (0.4, Rgb::WHITE.alpha(0.10)), (0.45, Rgb::WHITE.alpha(0.02))];
        linear(top, bottom, &sheen)
    }
}
