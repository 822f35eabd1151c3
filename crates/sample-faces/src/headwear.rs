//! Hats, headbands and headscarves.

use tiny_skia::Transform;

use super::character::Character;
use super::colour::Rgb;
use super::curve::{self, P};
use super::dice::Dice;
use super::hair_shape::{Hairline, Shell};
use super::head::Head;
use super::painter::{Canvas, Ink, flat, linear};
use super::palette::{self, Skin};
use super::pose::Pose;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Beanie,
    Cap,
    BrimmedHat,
    Headband,
    Headscarf,
}

#[derive(Clone, Copy, Debug)]
pub struct Headwear {
    kind: Kind,
    colour: Rgb,
    accent: Rgb,
}

impl Headwear {
    pub fn roll(dice: &mut Dice, character: &Character) -> Option<Self> {
        let feminine = [
            (Kind::Beanie, 1.0),
            (Kind::Cap, 0.4),
            (Kind::BrimmedHat, 1.0),
            (Kind::Headband, 1.4),
            (Kind::Headscarf, 1.6),
        ];
        let masculine = [
            (Kind::Beanie, 1.6),
            (Kind::Cap, 1.8),
            (Kind::BrimmedHat, 0.9),
            (Kind::Headband, 0.1),
            (Kind::Headscarf, 0.0),
        ];
        let kind = dice.weighted(&character.by_look(feminine, masculine));
        let headwear = Self { kind, colour: palette::cloth(dice), accent: palette::cloth(dice) };
        dice.chance(character.by_look(0.17, 0.13)).then_some(headwear)
    }

    /// Whether no hair shows at all.
    pub fn hides_hair(&self) -> bool {
        self.kind == Kind::Headscarf
    }

    /// Whether hair under it has to lie flat.
    pub fn presses_hair(&self) -> bool {
        self.kind != Kind::Headband
    }

    fn ink(&self, colour: Rgb, light: f32, head: &Head) -> Ink {
        let stops = [(0.0, colour.lighter(0.14).alpha(1.0)), (1.0, colour.darker(0.34).alpha(1.0))];
        linear((head.width * light, -head.crown - 10.0), (-head.width * light, 20.0), &stops)
    }

    /// The part of a headscarf that lies behind the chin and over the clothes.
    pub fn paint_back(&self, canvas: &mut Canvas, head: &Head, light: f32) {
        if self.kind != Kind::Headscarf {
            return;
        }
        let w = head.width;
        let half = [
            (0.0, -head.crown - 8.0),
            (w + 8.0, -30.0),
            (w + 9.0, 30.0),
            (w + 4.0, 84.0),
            (w + 34.0, 128.0),
            (0.0, 160.0),
        ];
        canvas.fill(&curve::closed(&curve::mirrored(&half)), self.ink(self.colour.darker(0.16), light, head));
        for fold in [-1.0, 0.3] {
            let line = [(-0.8 * w * fold, 62.0), (0.1 * w, 100.0 + 8.0 * fold), (0.9 * w, 122.0)];
            canvas.stroke(&curve::open(&line), 3.0, flat(self.colour.darker(0.5), 0.4));
        }
    }

    /// What lies over the hair and the forehead, with its shadow on the face.
    pub fn paint(&self, canvas: &mut Canvas, head: &Head, pose: &Pose, skin: &Skin, light: f32) {
        match self.kind {
            Kind::Headscarf => self.paint_headscarf(canvas, head, pose, skin, light),
            Kind::Headband => {
                let w = head.width;
                let band = [(-w - 2.0, -26.0), (-0.6 * w, -60.0), (0.0, -70.0), (0.6 * w, -60.0), (w + 2.0, -26.0)];
                let band: Vec<P> = band
                    .iter()
                    .map(|(x, y)| (x + 0.35 * pose.shift().0 * (1.0 - (x / (w + 2.0)).powi(2)), *y))
                    .collect();
                canvas.stroke(&curve::open(&band), 10.0, flat(self.colour.darker(0.2), 1.0));
                canvas.stroke(&curve::open(&band), 7.0, flat(self.colour, 1.0));
            }
            Kind::Beanie | Kind::Cap | Kind::BrimmedHat => {
                let shadow = self.rim(head, pose, -40.0).map(|(x, y)| (x - 2.0 * light, y + 6.0));
                canvas.clipped(&curve::closed(&head.points(pose)), |canvas| {
                    canvas.stroke(&curve::open(&shadow), 14.0, flat(skin.deep, 0.35));
                });
                if self.kind == Kind::BrimmedHat {
                    self.paint_brim(canvas, head, pose, light);
                }
                self.paint_crown(canvas, head, pose, light);
                self.paint_rim(canvas, head, pose, light);
            }
        }
    }

    /// A line round the forehead at height `level`, from the left to the right.
    fn rim(&self, head: &Head, pose: &Pose, level: f32) -> [P; 5] {
        let w = head.width + 5.0;
        let bow = 6.0 + pose.shift().1;
        [-1.0, -0.6, 0.0, 0.6, 1.0].map(|x: f32| {
            let nearness = 1.0 - x * x;
            (x * w + 0.3 * pose.shift().0 * nearness, level + bow * nearness)
        })
    }

    fn paint_crown(&self, canvas: &mut Canvas, head: &Head, pose: &Pose, light: f32) {
        let (rise, side) = match self.kind {
            Kind::Beanie => (15.0, 6.0),
            Kind::Cap => (9.0, 6.0),
            _ => (20.0, 1.0),
        };
        let shell =
            Shell { head, pose, rise, side, fall: 0.0, flare: 0.0, swoop: 0.0, ruffle: 0.0, wave: 0.0, phase: 0.0 };
        let dome: Vec<P> = shell.dome(12).into_iter().filter(|(_, y)| *y < -34.0).collect();
        let level = if self.kind == Kind::BrimmedHat { -46.0 } else { -40.0 };
        let mut rim = self.rim(head, pose, level);
        rim.reverse();
        canvas.fill(&curve::joined(&[&dome, &rim[1..4]]), self.ink(self.colour, light, head));
    }

    fn paint_rim(&self, canvas: &mut Canvas, head: &Head, pose: &Pose, light: f32) {
        let edge = self.rim(head, pose, -42.0);
        let (dx, dy) = pose.shift();
        match self.kind {
            Kind::Beanie => {
                let mut top = self.rim(head, pose, -61.0);
                (top[0].0, top[4].0) = (top[0].0 + 2.0, top[4].0 - 2.0);
                top.reverse();
                let fold = self.ink(self.colour.lighter(0.1), light, head);
                canvas.fill(&curve::joined(&[&self.rim(head, pose, -38.0), &top]), fold);
                for i in -7..=7 {
                    let x = i as f32 * head.width / 7.0;
                    let bow = (6.0 + dy) * (1.0 - (x / head.width).powi(2));
                    canvas.stroke(
                        &curve::open(&[(x, -58.0 + bow), (x, -40.0 + bow)]),
                        1.5,
                        flat(self.colour.darker(0.5), 0.35),
                    );
                }
            }
            Kind::Cap => {
                let w = 0.86 * head.width;
                let tip = [(w + 1.1 * dx, -38.0), (0.55 * w + 1.5 * dx, -23.0 + dy), (1.6 * dx, -19.0 + 1.3 * dy)];
                let tip = [tip[0], tip[1], tip[2], (-0.55 * w + 1.5 * dx, -23.0 + dy), (-w + 1.1 * dx, -38.0)];
                let join = [(-w + 0.5 * dx, -44.0), (0.4 * dx, -42.0 + dy), (w + 0.5 * dx, -44.0)];
                canvas.fill(&curve::joined(&[&tip, &join]), self.ink(self.colour.darker(0.22), light, head));
                canvas.stroke(&curve::open(&join), 2.0, flat(self.colour.darker(0.5), 0.6));
                canvas.fill(&curve::discs(&[((0.7 * dx, -66.0), 8.0)]), flat(self.accent, 0.9));
            }
            _ => {
                let band = edge.map(|(x, y)| (0.97 * x, y - 8.0));
                canvas.stroke(&curve::open(&band), 9.0, flat(self.accent, 1.0));
            }
        }
    }

    /// The brim of a hat as a wide ring that the crown then stands in.
    fn paint_brim(&self, canvas: &mut Canvas, head: &Head, pose: &Pose, light: f32) {
        let (dx, dy) = pose.shift();
        let (wide, high) = (head.width + 34.0, 11.0 + 0.5 * dy);
        let shadow = linear(
            (0.0, -52.0),
            (0.0, -30.0),
            &[(0.0, self.colour.alpha(1.0)), (1.0, self.colour.darker(0.4).alpha(1.0))],
        );
        canvas.fill(&curve::ellipse((0.3 * dx, -40.0 + 0.6 * dy), wide, high), shadow);
        let lip = [(-wide, -40.0), (-0.6 * wide, -33.0), (0.0, -29.0), (0.6 * wide, -33.0), (wide, -40.0)];
        let lip = lip.map(|(x, y)| (x + 0.3 * dx, y + 0.6 * dy + 0.5 * dy * (1.0 - (x / wide).powi(2))));
        canvas.stroke(&curve::open(&lip), 1.6, self.ink(self.colour.lighter(0.25), light, head));
    }

    fn paint_headscarf(&self, canvas: &mut Canvas, head: &Head, pose: &Pose, skin: &Skin, light: f32) {
        let shell = Shell {
            head,
            pose,
            rise: 9.0,
            side: 9.0,
            fall: 92.0,
            flare: -2.0,
            swoop: 0.0,
            ruffle: 0.0,
            wave: 0.0,
            phase: 0.0,
        };
        let front = shell.front(Hairline::Natural);
        canvas.clipped(&curve::closed(&head.points(pose)), |canvas| {
            let cast = Transform::from_translate(-3.0 * light, 4.0);
            canvas.framed(cast, |canvas| canvas.fill(&front, flat(skin.deep, 0.35)));
        });
        canvas.fill(&front, self.ink(self.colour, light, head));
        canvas.clipped(&front, |canvas| {
            let w = head.width;
            for side in [-1.0, 1.0] {
                let fold =
                    [(side * 0.2 * w, -head.crown), (side * 0.86 * w, -50.0), (side * 1.03 * w, 0.0), (side * w, 90.0)];
                canvas.stroke(&curve::open(&fold), 2.6, flat(self.colour.darker(0.5), 0.4));
                let crest = fold.map(|(x, y)| (1.07 * x, y - 2.0));
                canvas.stroke(&curve::open(&crest), 2.4, flat(self.colour.lighter(0.4), 0.35));
            }
        });
    }
}
