//! Neck, shoulders and clothing, drawn upright in canvas units whatever the pose of the head.

use tiny_skia::Transform;

use super::character::Character;
use super::colour::Rgb;
use super::curve::{self, P};
use super::dice::Dice;
use super::painter::{Canvas, UNITS, flat, linear};
use super::palette::{self, Skin};
use super::pose::Pose;

#[derive(Clone, Copy, Debug)]
enum Garment {
    CrewNeck,
    VNeck,
    ScoopNeck,
    RollNeck,
    Shirt,
    Suit,
    Hoodie,
    Striped,
    Scarf,
}

#[derive(Clone, Copy, Debug)]
pub struct Body {
    garment: Garment,
    colour: Rgb,
    accent: Rgb,
    /// Half the width of the neck.
    neck: f32,
    /// Height on the canvas of the ends of the shoulders: lower is slighter.
    slope: f32,
    necklace: bool,
}

impl Body {
    pub fn roll(dice: &mut Dice, character: &Character) -> Self {
        use Garment::*;
        let common = [(CrewNeck, 2.0), (RollNeck, 0.8), (Hoodie, 1.0), (Striped, 0.9), (Scarf, 0.5)];
        let own = character.by_look(
            [(VNeck, 1.4), (ScoopNeck, 2.2), (Shirt, 0.8), (Suit, 0.4)],
            [(VNeck, 0.7), (ScoopNeck, 0.1), (Shirt, 1.6), (Suit, 1.3)],
        );
        let garment = dice.weighted(&[common.as_slice(), own.as_slice()].concat());
        Self {
            garment,
            colour: palette::cloth(dice),
            accent: palette::cloth(dice),
            neck: character.by_look(dice.bell(25.0, 32.0), dice.bell(30.0, 42.0)),
            slope: character.by_look(dice.bell(236.0, 250.0), dice.bell(230.0, 246.0)),
            necklace: dice.chance(character.by_look(0.3, 0.04)) && matches!(garment, VNeck | ScoopNeck | CrewNeck),
        }
    }

    /// The neck, then the clothes around it. `light` is -1 to 1 for light from the left to the right.
    pub fn paint(&self, canvas: &mut Canvas, pose: &Pose, skin: &Skin, light: f32) {
        let (x, y) = pose.anchor();
        let middle = 0.6 * x + 0.4 * UNITS / 2.0;
        canvas.framed(Transform::from_translate(middle, 0.0), |canvas| {
            self.paint_neck(canvas, skin, light, y + 92.0);
            self.paint_garment(canvas, skin, light);
        });
    }

    fn paint_neck(&self, canvas: &mut Canvas, skin: &Skin, light: f32, chin: f32) {
        let n = self.neck;
        let half =
            [(0.0, 150.0), (n, 150.0), (n - 1.0, 200.0), (n + 4.0, 216.0), (58.0, 232.0), (92.0, 262.0), (0.0, 275.0)];
        let shape = curve::closed(&curve::mirrored(&half));
        let across = [(0.0, skin.base.alpha(1.0)), (1.0, skin.base.mix(skin.shadow, 0.9).alpha(1.0))];
        canvas.fill(&shape, linear((n * light, 200.0), (-n * light, 214.0), &across));
        let cast = [(0.0, skin.deep.alpha(0.68)), (1.0, skin.deep.alpha(0.0))];
        canvas.fill(&shape, linear((0.0, chin - 8.0), (-8.0 * light, chin + 32.0), &cast));
        if matches!(self.garment, Garment::ScoopNeck | Garment::VNeck) {
            for side in [-1.0, 1.0] {
                let collarbone = [(side * 8.0, 238.0), (side * 26.0, 233.0), (side * 52.0, 230.0)];
                canvas.stroke(&curve::open(&collarbone), 2.0, flat(skin.deep, 0.22));
            }
        }
    }

    /// The garment's outline around a neckline given from the middle outwards, right half only.
    fn outline(&self, neckline: &[P]) -> curve::Outline {
        let right = [(self.neck + 5.0, 214.0), (62.0, 226.0), (104.0, self.slope), (128.0, 272.0)];
        let left: Vec<P> = right.iter().rev().map(|(x, y)| (-x, *y)).collect();
        let falling: Vec<P> = neckline.iter().rev().map(|(x, y)| (-x, *y)).collect();
        curve::joined(&[&right, &left, &falling, neckline])
    }

    fn paint_garment(&self, canvas: &mut Canvas, skin: &Skin, light: f32) {
        let n = self.neck;
        let top = (n + 5.0, 214.0);
        match self.garment {
            Garment::CrewNeck => self.paint_rimmed(canvas, light, &[(0.0, 232.0), (0.6 * n, 227.0), top]),
            Garment::ScoopNeck => {
                self.paint_rimmed(canvas, light, &[(0.0, 262.0), (0.8 * n, 254.0), (n + 16.0, 222.0)])
            }
            Garment::VNeck => self.paint_rimmed(canvas, light, &[(0.0, 254.0), top]),
            Garment::Striped => {
                let neckline = [(0.0, 230.0), (0.6 * n, 225.0), top];
                self.paint_rimmed(canvas, light, &neckline);
                self.paint_stripes(canvas, &neckline);
            }
            Garment::RollNeck => {
                self.paint_cloth(canvas, self.colour, light, &[(0.0, 228.0), top]);
                self.paint_roll(canvas, self.colour, 8.0);
            }
            Garment::Scarf => {
                self.paint_cloth(canvas, self.colour, light, &[(0.0, 228.0), top]);
                self.paint_roll(canvas, self.accent, 16.0);
            }
            Garment::Hoodie => self.paint_hoodie(canvas, light),
            Garment::Shirt => {
                self.paint_cloth(canvas, self.colour, light, &[(0.0, 250.0), top]);
                self.paint_collar(canvas, self.colour.lighter(0.14));
            }
            Garment::Suit => self.paint_suit(canvas, light),
        }
        if self.necklace {
            let chain = [(-n, 215.0), (-0.6 * n, 230.0), (0.0, 238.0), (0.6 * n, 230.0), (n, 215.0)];
            canvas.stroke(&curve::open(&chain), 1.5, flat(Rgb::hex(0xe2c070).mix(skin.light, 0.2), 0.95));
        }
    }

    fn paint_cloth(&self, canvas: &mut Canvas, colour: Rgb, light: f32, neckline: &[P]) {
        let stops = [(0.0, colour.lighter(0.08).alpha(1.0)), (1.0, colour.darker(0.3).alpha(1.0))];
        canvas.fill(&self.outline(neckline), linear((90.0 * light, 205.0), (-90.0 * light, 262.0), &stops));
    }

    fn paint_rimmed(&self, canvas: &mut Canvas, light: f32, neckline: &[P]) {
        self.paint_cloth(canvas, self.colour, light, neckline);
        for side in [-1.0, 1.0] {
            let rim: Vec<P> = neckline.iter().map(|(x, y)| (side * x, y + 1.5)).collect();
            canvas.stroke(&curve::open(&rim), 4.0, flat(self.colour.darker(0.22), 0.8));
        }
    }

    fn paint_stripes(&self, canvas: &mut Canvas, neckline: &[P]) {
        canvas.clipped(&self.outline(neckline), |canvas| {
            for row in [238.0, 252.0] {
                let stripe =
                    [(-120.0, row + 14.0), (-50.0, row + 2.0), (0.0, row), (50.0, row + 2.0), (120.0, row + 14.0)];
                canvas.stroke(&curve::open(&stripe), 5.5, flat(self.accent, 0.85));
            }
        });
    }

    /// A soft roll of cloth around the neck, `bulge` wider than it.
    fn paint_roll(&self, canvas: &mut Canvas, colour: Rgb, bulge: f32) {
        let w = self.neck + bulge;
        let half = [
            (0.0, 213.0),
            (0.8 * self.neck, 206.0),
            (w - 3.0, 203.0),
            (w + 1.0, 214.0),
            (w - 2.0, 230.0),
            (0.6 * w, 238.0),
            (0.0, 240.0),
        ];
        let stops = [(0.0, colour.lighter(0.06).alpha(1.0)), (1.0, colour.darker(0.32).alpha(1.0))];
        canvas.fill(&curve::closed(&curve::mirrored(&half)), linear((0.0, 205.0), (0.0, 240.0), &stops));
        let fold = [(-w, 216.0), (-0.4 * w, 226.0), (0.3 * w, 227.0), (w, 214.0)];
        canvas.stroke(&curve::open(&fold), 2.0, flat(colour.darker(0.45), 0.6));
    }

    fn paint_hoodie(&self, canvas: &mut Canvas, light: f32) {
        let n = self.neck;
        self.paint_cloth(canvas, self.colour, light, &[(0.0, 240.0), (n + 5.0, 214.0)]);
        for side in [-1.0, 1.0] {
            let hood = [
                (side * (n - 2.0), 198.0),
                (side * (n + 17.0), 206.0),
                (side * (n + 12.0), 226.0),
                (side * 8.0, 252.0),
            ];
            let inner = [(side * 2.0, 242.0), (side * 0.7 * n, 226.0), (side * (n - 1.0), 206.0)];
            canvas.fill(&curve::joined(&[&hood, &inner]), flat(self.colour.darker(0.2), 1.0));
            let cord = [(side * 11.0, 240.0), (side * 13.0, 262.0)];
            canvas.stroke(&curve::open(&cord), 2.4, flat(self.colour.lighter(0.6), 0.9));
        }
    }

    fn paint_collar(&self, canvas: &mut Canvas, colour: Rgb) {
        let n = self.neck;
        for side in [-1.0, 1.0] {
            let flap = [(side * (n - 3.0), 205.0), (side * (n + 8.0), 211.0)];
            let point = [(side * (n + 5.0), 232.0), (side * 17.0, 247.0), (side * 2.0, 234.0)];
            canvas.fill(&curve::joined(&[&flap, &point]), flat(colour, 1.0));
            let edge =
                [(side * (n + 7.0), 214.0), (side * (n + 4.0), 232.0), (side * 17.0, 247.0), (side * 2.0, 234.0)];
            canvas.stroke(&curve::open(&edge), 1.4, flat(colour.darker(0.5), 0.55));
        }
        canvas.stroke(&curve::open(&[(0.0, 236.0), (0.0, 262.0)]), 1.4, flat(colour.darker(0.5), 0.5));
    }

    fn paint_suit(&self, canvas: &mut Canvas, light: f32) {
        let n = self.neck;
        let shirt = Rgb::hex(0xf2f0ec).mix(self.accent, 0.12);
        let jacket = self.colour.mix(Rgb::hex(0x23262e), 0.6);
        self.paint_cloth(canvas, shirt, light, &[(0.0, 244.0), (n + 5.0, 214.0)]);
        self.paint_collar(canvas, shirt);
        let tie = [(-6.0, 234.0), (6.0, 234.0), (4.5, 243.0), (9.0, 264.0), (-9.0, 264.0), (-4.5, 243.0)];
        canvas.fill(&curve::closed(&tie), flat(self.accent.darker(0.2), 1.0));
        self.paint_cloth(canvas, jacket, light, &[(0.0, 290.0), (n + 8.0, 213.0)]);
        for side in [-1.0, 1.0] {
            let lapel = [(side * (n + 6.0), 212.0), (side * (n + 22.0), 232.0)];
            let front = [(side * (n + 12.0), 240.0), (side * 18.0, 270.0)];
            canvas.fill(&curve::joined(&[&lapel, &front]), flat(jacket.lighter(0.1), 1.0));
        }
    }
}
