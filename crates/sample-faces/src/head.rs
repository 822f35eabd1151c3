//! The head: its outline, the ears and the shading of the skin.

use super::character::Character;
use super::curve::{self, P};
use super::dice::Dice;
use super::painter::{Canvas, flat, linear, radial};
use super::palette::Skin;
use super::pose::Pose;

/// The shape of a head, in units of the face's frame.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Half the width at the temples.
    pub width: f32,
    /// Height of the crown above the eyes.
    pub crown: f32,
    /// Depth of the chin below the eyes.
    pub chin: f32,
    /// Half widths at the cheeks and the jaw, as parts of `width`.
    cheek: f32,
    jaw: f32,
    /// Half the width of the flat of the chin.
    chin_width: f32,
    ear: f32,
}

impl Head {
    pub fn roll(dice: &mut Dice, character: &Character) -> Self {
        let jaw = character.by_look(dice.bell(0.66, 0.84), dice.bell(0.74, 0.94));
        Self {
            width: dice.bell(54.0, 64.0),
            crown: dice.bell(76.0, 84.0),
            chin: character.by_look(dice.bell(74.0, 86.0), dice.bell(78.0, 92.0)),
            cheek: dice.bell(0.93, 1.02),
            jaw,
            chin_width: character.by_look(dice.bell(9.0, 19.0), dice.bell(13.0, 25.0)),
            ear: dice.bell(0.85, 1.15),
        }
    }

    /// The outline as seen in the pose: the chin follows the turn of the face, the skull does not.
    pub fn points(&self, pose: &Pose) -> Vec<P> {
        let w = self.width;
        let half = [
            (0.0, -self.crown),
            (0.5 * w, -0.866 * self.crown),
            (0.866 * w, -0.5 * self.crown),
            (w, -6.0),
            (self.cheek * w, 22.0),
            (self.jaw * w, 52.0),
            (self.chin_width + 8.0, self.chin - 9.0),
            (0.5 * self.chin_width, self.chin - 0.5),
        ];
        curve::mirrored(&half).into_iter().map(|point| self.lean(point, pose)).collect()
    }

    /// The lower edge of the head from the right ear to the left one, pushed outwards by `grow` at the
    /// chin and less towards the ears.
    pub fn jawline(&self, pose: &Pose, grow: f32) -> Vec<P> {
        let push = |(x, y): P| {
            let reach = x.hypot(y - 10.0).max(1.0);
            let grow = grow * ((y - 10.0) / 50.0).clamp(0.0, 1.0);
            (x + grow * x / reach, y + grow * (y - 10.0) / reach)
        };
        self.points(pose)[4..=11].iter().copied().map(push).collect()
    }

    /// The tip of an ear lobe; `side` is -1 for the ear on the left of the picture.
    pub fn lobe(&self, pose: &Pose, side: f32) -> P {
        let (x, y) = self.ear_centre(pose, side);
        (x - side * 1.5, y + 15.0 * self.ear)
    }

    /// How much of an ear shows, around 1: the ear on the far side of a turned head hides.
    pub fn ear_shows(&self, pose: &Pose, side: f32) -> f32 {
        1.0 - side * pose.shift().0 * 0.022
    }

    fn lean(&self, (x, y): P, pose: &Pose) -> P {
        let (dx, dy) = pose.shift();
        let low = (y / self.chin).clamp(0.0, 1.0);
        (x + 0.72 * dx * low, y + 0.4 * dy * low)
    }

    fn ear_centre(&self, pose: &Pose, side: f32) -> P {
        let shows = self.ear_shows(pose, side);
        (side * (self.width - 1.0 + 2.5 * shows), 10.0 - 0.15 * pose.shift().1)
    }

    pub fn paint_ears(&self, canvas: &mut Canvas, pose: &Pose, skin: &Skin) {
        for side in [-1.0, 1.0] {
            let (x, y) = self.ear_centre(pose, side);
            let wide = self.ear_shows(pose, side) * self.ear;
            let at = |(dx, dy): P| (x + side * dx * wide, y + dy * self.ear);
            let shape = [(-6.0, -14.0), (2.0, -18.0), (8.0, -12.0), (7.0, 0.0), (3.5, 9.0), (0.0, 16.0), (-5.0, 15.0)];
            canvas.fill(&curve::closed(&shape.map(at)), flat(skin.base.mix(skin.shadow, 0.35), 1.0));
            let fold = [(0.0, -12.0), (4.5, -9.0), (4.0, 0.0), (0.0, 8.0)];
            canvas.stroke(&curve::open(&fold.map(at)), 2.2, flat(skin.deep, 0.4));
        }
    }

    /// Skin from the lit side to the other; `light` is -1 to 1 for light from the left to the right.
    pub fn paint(&self, canvas: &mut Canvas, pose: &Pose, skin: &Skin, light: f32) {
        let outline = curve::closed(&self.points(pose));
        let reach = self.width * light;
        let stops =
            [(0.0, skin.base.mix(skin.light, 0.6).alpha(1.0)), (1.0, skin.base.mix(skin.shadow, 0.7).alpha(1.0))];
        canvas.fill(&outline, linear((reach, -60.0), (-reach, 80.0), &stops));
        let centre = pose.map((18.0 * light, -4.0), 0.0);
        let rim = [(0.0, skin.shadow.alpha(0.0)), (0.62, skin.shadow.alpha(0.0)), (1.0, skin.shadow.alpha(0.75))];
        canvas.fill(&outline, radial(centre, 98.0, &rim));
        canvas.clipped(&outline, |canvas| {
            canvas.glow(pose.map((8.0 * light, -38.0), 0.0), 40.0, 24.0, skin.light, 0.45);
            canvas.glow(pose.map((0.0, self.chin - 13.0), 0.0), 15.0, 10.0, skin.light, 0.35);
            for side in [-1.0, 1.0] {
                let lit = if side * light > 0.0 { 0.4 } else { 0.18 };
                canvas.glow(pose.map((side * 31.0, 20.0), 0.0), 19.0, 13.0, skin.light, lit);
                canvas.glow(pose.map((side * 26.0, -3.0), 0.0), 23.0, 16.0, skin.shadow, 0.4);
            }
        });
    }
}
