//! Hair: which style a person wears, and how it is painted behind and in front of the head.

use tiny_skia::Transform;

use super::character::{Character, Look};
use super::colour::Rgb;
use super::curve::{self, P};
use super::dice::Dice;
use super::hair_shape::{Hairline, Shell};
use super::head::Head;
use super::painter::{Canvas, Ink, flat, linear};
use super::palette::Skin;
use super::pose::Pose;
use super::updo::Gather;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Texture {
    /// Clipped so short that the skin shows through.
    Clipped,
    Straight,
    Wavy,
    Curly,
}

/// One head of hair.
#[derive(Clone, Copy, Debug)]
pub struct Hair {
    pub colour: Rgb,
    texture: Texture,
    hairline: Hairline,
    gather: Gather,
    rise: f32,
    side: f32,
    fall: f32,
    flare: f32,
    swoop: f32,
    ruffle: f32,
    phase: f32,
}

/// The styles by name; [`Hair::styled`] says what each one is.
#[derive(Clone, Copy, Debug)]
enum Style {
    Buzz,
    Receding,
    Crop,
    SidePart,
    Quiff,
    Bowl,
    ShortCurls,
    Afro,
    Pixie,
    Bob,
    FringedBob,
    CurlyBob,
    Long,
    LongFringe,
    LongWaves,
    LongCurls,
    Bun,
    Ponytail,
    Braids,
}

impl Hair {
    /// `None` is a bald head. `tucked` hair is flat enough to wear a hat over.
    pub fn roll(dice: &mut Dice, character: &Character, colour: Rgb, tucked: bool) -> Option<Self> {
        if dice.chance(character.by_look(0.01, 0.05 + 0.08 * character.age)) {
            return None;
        }
        let style = Self::roll_style(dice, character);
        let mut hair = Self::styled(style, dice, colour);
        if tucked {
            (hair.rise, hair.side) = (hair.rise.min(4.0), hair.side.min(6.0));
            hair.gather = hair.gather.under_hat();
        }
        Some(hair)
    }

    fn roll_style(dice: &mut Dice, character: &Character) -> Style {
        use Style::*;
        let curls = 0.5 + 2.5 * (character.depth - 0.4).max(0.0);
        let old = character.age;
        match character.look {
            Look::Feminine => dice.weighted(&[
                (Pixie, 0.8 + old),
                (Bob, 1.4 + old),
                (FringedBob, 1.1),
                (CurlyBob, 0.6 + curls),
                (Long, 2.0),
                (LongFringe, 1.2),
                (LongWaves, 2.4),
                (LongCurls, 0.4 + curls),
                (Afro, 0.6 * curls - 0.25),
                (Bun, 1.3),
                (Ponytail, 1.1),
                (Braids, 0.7),
                (ShortCurls, 0.3 * curls),
                (Buzz, 0.1),
            ]),
            Look::Masculine => dice.weighted(&[
                (Buzz, 1.2 + curls),
                (Receding, 0.3 + 2.4 * old),
                (Crop, 2.2),
                (SidePart, 2.6),
                (Quiff, 1.8),
                (Bowl, 0.9),
                (ShortCurls, 0.6 + curls),
                (Afro, 0.7 * curls - 0.25),
                (LongWaves, 0.5),
                (Long, 0.3),
                (Bun, 0.4),
                (CurlyBob, 0.2 * curls),
            ]),
        }
    }

    fn styled(style: Style, dice: &mut Dice, colour: Rgb) -> Self {
        use Hairline::*;
        use Texture::*;
        let parted = dice.pick(&[Curtain, Swept(-1.0), Swept(1.0)]);
        let swept = Swept(dice.side());
        let (texture, hairline, rise, side, fall, flare) = match style {
            Style::Buzz => (Clipped, dice.pick(&[Natural, Natural, Receding]), 1.0, 0.5, 0.0, 0.0),
            Style::Receding => (Straight, Receding, 4.0, 2.5, 2.0, 0.0),
            Style::Crop => (Straight, dice.pick(&[Natural, Tufted, Tufted, Fringe]), 6.0, 2.5, 4.0, 0.0),
            Style::SidePart => (Straight, swept, 9.0, 3.0, 5.0, 0.0),
            Style::Quiff => (dice.pick(&[Straight, Wavy]), Natural, 15.0, 2.5, 3.0, 0.0),
            Style::Bowl => (Straight, Fringe, 8.0, 6.0, 9.0, 0.0),
            Style::ShortCurls => (Curly, Natural, 8.0, 4.0, 2.0, 0.0),
            Style::Afro => (Curly, Natural, dice.range(12.0, 22.0), dice.range(10.0, 22.0), 16.0, -4.0),
            Style::Pixie => (Straight, swept, 9.0, 5.0, 11.0, 0.0),
            Style::Bob => (Straight, parted, 7.0, 8.0, dice.range(58.0, 84.0), dice.range(-4.0, 8.0)),
            Style::FringedBob => (Straight, Fringe, 7.0, 9.0, dice.range(56.0, 84.0), dice.range(-5.0, 6.0)),
            Style::CurlyBob => (Curly, parted, 11.0, 12.0, dice.range(46.0, 78.0), 4.0),
            Style::Long => (Straight, parted, 6.0, 6.0, dice.range(132.0, 150.0), dice.range(0.0, 9.0)),
            Style::LongFringe => (Straight, Fringe, 7.0, 7.0, dice.range(132.0, 150.0), dice.range(0.0, 9.0)),
            Style::LongWaves => (Wavy, parted, 9.0, 10.0, dice.range(88.0, 150.0), dice.range(4.0, 14.0)),
            Style::LongCurls => (Curly, parted, 12.0, 14.0, dice.range(92.0, 130.0), dice.range(4.0, 16.0)),
            Style::Bun | Style::Ponytail => (Straight, dice.pick(&[Natural, swept, Fringe]), 4.0, 2.0, 4.0, 0.0),
            Style::Braids => (Straight, dice.pick(&[Curtain, Fringe]), 5.0, 5.0, 40.0, -3.0),
        };
        let gather = match style {
            Style::Bun => Gather::roll_bun(dice),
            Style::Ponytail => Gather::Ponytail(dice.side()),
            Style::Braids => Gather::Braids,
            _ => Gather::Loose,
        };
        let (swoop, ruffle) = match style {
            Style::SidePart | Style::Pixie | Style::Quiff => (-hairline.part().signum() * dice.range(0.3, 0.9), 0.6),
            Style::Crop => (dice.range(-0.4, 0.4), dice.range(0.0, 2.2)),
            _ => (0.0, 0.3),
        };
        let (rise, side) = (rise * dice.range(0.8, 1.25), side * dice.range(0.85, 1.25));
        let phase = dice.range(0.0, 6.0);
        Self { colour, texture, hairline, gather, rise, side, fall, flare, swoop, ruffle, phase }
    }

    /// Whether the hair hangs over the ears.
    pub fn hides_ears(&self) -> bool {
        self.fall > 12.0
    }

    fn shell<'a>(&self, head: &'a Head, pose: &'a Pose) -> Shell<'a> {
        let wave = if self.texture == Texture::Wavy { 5.0 } else { 0.8 };
        let Self { rise, side, fall, flare, swoop, ruffle, phase, .. } = *self;
        Shell { head, pose, rise, side, fall, flare, swoop, ruffle, wave, phase }
    }

    /// What is seen behind the head, the neck and the shoulders.
    pub fn paint_back(&self, canvas: &mut Canvas, head: &Head, pose: &Pose) {
        let shade = self.colour.darker(0.38);
        self.gather.paint_back(canvas, head, self.colour);
        if self.hides_ears() {
            let shell = self.shell(head, pose);
            let stops = [(0.0, self.colour.darker(0.2).alpha(1.0)), (1.0, shade.alpha(1.0))];
            let ink = linear((0.0, -20.0), (0.0, 90.0), &stops);
            canvas.fill(&shell.back(), ink.clone());
            if self.texture == Texture::Curly {
                canvas.fill(&curve::discs(&self.fringe_of_curls(&shell)), ink);
            }
        }
    }

    /// What is seen over the forehead and beside the face, with the shadow it casts on the skin.
    pub fn paint_front(&self, canvas: &mut Canvas, head: &Head, pose: &Pose, skin: &Skin, light: f32) {
        let shell = self.shell(head, pose);
        let front = shell.front(self.hairline);
        if self.texture == Texture::Clipped {
            canvas.fill(&front, flat(self.colour.mix(skin.shadow, 0.25), 0.82));
            return;
        }
        let curls = if self.texture == Texture::Curly { self.curls(&shell) } else { Vec::new() };
        let masses = [front, curve::discs(&curls)];
        let cast = Transform::from_translate(-3.0 * light, 5.0);
        canvas.clipped(&curve::closed(&head.points(pose)), |canvas| {
            canvas.framed(cast, |canvas| {
                canvas.fill(&masses[0], flat(skin.deep, 0.32));
            });
        });
        for mass in &masses {
            canvas.fill(mass, self.ink(&shell, light));
        }
        if curls.is_empty() {
            canvas.clipped(&masses[0], |canvas| self.paint_strands(canvas, &shell, light));
        } else {
            self.paint_curls(canvas, &shell, &curls, light);
        }
        self.gather.paint_front(canvas, head, self.colour);
    }

    fn ink(&self, shell: &Shell, light: f32) -> Ink {
        let reach = shell.head.width * light;
        let stops = [(0.0, self.colour.lighter(0.12).alpha(1.0)), (1.0, self.colour.darker(0.3).alpha(1.0))];
        linear((reach, -shell.head.crown - 10.0), (-reach, 70.0), &stops)
    }

    /// Strands from the parting down both sides, and the sheen across them.
    fn paint_strands(&self, canvas: &mut Canvas, shell: &Shell, light: f32) {
        let (w, top) = (shell.head.width + shell.side, -shell.head.crown - shell.rise);
        let part = shell.head.width * self.hairline.part() + 0.4 * shell.pose.shift().0;
        let swing = if self.texture == Texture::Wavy { 6.0 } else { 1.0 };
        self.paint_sheen(canvas, shell, light);
        const STRANDS: i32 = 7;
        let strand = |i: i32| {
            let across = i as f32 / STRANDS as f32;
            let jitter = 4.0 * (self.phase + 2.4 * i as f32).sin();
            let wave = |turn: f32| swing * (self.phase + turn + 0.4 * i as f32).sin();
            [
                (part + 0.15 * across * w, top + 6.0),
                (0.35 * part + 0.72 * across * w, 0.78 * top + jitter),
                (0.97 * across * w + wave(0.0), -14.0),
                ((w + 0.5 * shell.flare) * across + wave(1.8), 0.5 * shell.fall),
                ((w + shell.flare) * across + wave(3.6), shell.fall + 8.0),
            ]
        };
        for (first, tone) in [(-STRANDS, self.colour.darker(0.5)), (1 - STRANDS, self.colour.lighter(0.28))] {
            let strands = (first..=STRANDS).step_by(2).map(strand);
            canvas.stroke(&curve::lines(strands), 1.8, flat(tone, 0.3));
        }
    }

    fn paint_sheen(&self, canvas: &mut Canvas, shell: &Shell, light: f32) {
        let dome = Shell { rise: shell.rise - 15.0, side: shell.side - 9.0, ..*shell }.dome(10);
        let lit: Vec<P> = if light > 0.0 { dome[5..=9].to_vec() } else { dome[1..=5].to_vec() };
        let gloss = self.colour.mix(Rgb::hex(0xfff4e4), 0.45);
        canvas.stroke(&curve::open(&lit), 9.0, flat(gloss, 0.22));
        canvas.stroke(&curve::open(&lit[1..4]), 4.5, flat(gloss, 0.32));
    }

    /// Curls over the dome, along the hairline and down the falls.
    fn curls(&self, shell: &Shell) -> Vec<(P, f32)> {
        let mut curls = self.fringe_of_curls(shell);
        let line = shell.hairline(self.hairline);
        for (i, pair) in line.windows(2).enumerate() {
            let radius = 6.0 + 1.6 * (self.phase + 2.1 * i as f32).sin();
            let (x, y) = curve::between(pair[0], pair[1], 0.5);
            curls.push(((x, y - 3.0), radius));
            curls.push(((pair[0].0, pair[0].1 - 2.0), radius + 0.8));
        }
        curls
    }

    fn fringe_of_curls(&self, shell: &Shell) -> Vec<(P, f32)> {
        let mut rim = shell.dome(13);
        rim.extend(shell.edge(-1.0));
        rim.extend(shell.edge(1.0));
        let radius = |i: usize| 8.5 + 2.2 * (self.phase + 1.7 * i as f32).sin();
        rim.into_iter().enumerate().map(|(i, (x, y))| ((0.96 * x, y), radius(i))).collect()
    }

    /// The lit and shaded turns of the curls, and more rings of them further in.
    fn paint_curls(&self, canvas: &mut Canvas, shell: &Shell, curls: &[(P, f32)], light: f32) {
        let crown = shell.dome(9);
        let ring = |part: f32| {
            let inward = move |(x, y): P| (part * x + 3.0 * (y + 9.0 * part).sin(), -52.0 + part * (y + 52.0));
            crown[2..=7].iter().map(move |at| (inward(*at), 9.0))
        };
        let turns: Vec<(P, f32)> = curls.iter().copied().chain(ring(0.75)).chain(ring(0.5)).collect();
        let lit = turns.iter().map(|((x, y), radius)| {
            let r = 0.62 * radius;
            [(x - r, y + 0.3 * r), (x - 0.5 * r + r * 0.3 * light, y - 0.8 * r), (x + r, y - 0.2 * r)]
        });
        canvas.stroke(&curve::lines(lit), 2.2, flat(self.colour.lighter(0.32), 0.28));
        let shaded = turns.iter().map(|((x, y), radius)| {
            let r = 0.7 * radius;
            [(x - r * light, y + 0.5 * r), (x - 0.2 * r * light, y + 1.1 * r), (x + r * light, y + 0.8 * r)]
        });
        canvas.stroke(&curve::lines(shaded), 2.4, flat(self.colour.darker(0.6), 0.34));
    }
}
