//! One person: every trait, chosen once, and the order in which the parts are painted.

use super::backdrop::Backdrop;
use super::beard::{Beard, Grounds};
use super::body::Body;
use super::character::Character;
use super::colour::Rgb;
use super::dice::Dice;
use super::earrings::Earrings;
use super::eyes::{Brows, Eyes};
use super::glasses::Glasses;
use super::hair::Hair;
use super::head::Head;
use super::headwear::Headwear;
use super::mouth::Mouth;
use super::nose::Nose;
use super::painter::Canvas;
use super::palette::{self, Skin};
use super::pose::Pose;
use super::skin_marks::SkinMarks;

/// Every trait of a face. Painting draws no further random numbers.
pub struct Face {
    backdrop: Backdrop,
    /// Where the light comes from: -1 to 1 for the left to the right.
    light: f32,
    skin: Skin,
    pose: Pose,
    head: Head,
    eyes: Eyes,
    brows: Brows,
    nose: Nose,
    mouth: Mouth,
    marks: SkinMarks,
    beard: Beard,
    /// Of the brows and the beard, which are never dyed.
    natural_hair: Rgb,
    hair: Option<Hair>,
    headwear: Option<Headwear>,
    glasses: Option<Glasses>,
    earrings: Option<Earrings>,
    ears_show: bool,
    body: Body,
}

impl Face {
    pub fn roll(dice: &mut Dice) -> Self {
        let character = Character::roll(dice);
        let natural_hair = palette::natural_hair(dice, &character);
        let worn_colour = palette::worn_hair(dice, &character, natural_hair);
        let headwear = Headwear::roll(dice, &character);
        let pressed = headwear.is_some_and(|worn| worn.presses_hair());
        let hidden = headwear.is_some_and(|worn| worn.hides_hair());
        let hair = Hair::roll(dice, &character, worn_colour, pressed).filter(|_| !hidden);
        let ears_show = !hidden && !hair.is_some_and(|hair| hair.hides_ears());
        Self {
            backdrop: Backdrop::roll(dice),
            light: dice.side() * dice.range(0.35, 1.0),
            skin: Skin::roll(dice, character.depth),
            pose: Pose::roll(dice),
            head: Head::roll(dice, &character),
            eyes: Eyes::roll(dice, &character),
            brows: Brows::roll(dice, &character),
            nose: Nose::roll(dice, &character),
            mouth: Mouth::roll(dice, &character),
            marks: SkinMarks::roll(dice, &character),
            beard: Beard::roll(dice, &character),
            natural_hair,
            hair,
            headwear,
            glasses: Glasses::roll(dice, &character),
            earrings: Earrings::roll(dice, &character).filter(|_| ears_show),
            ears_show,
            body: Body::roll(dice, &character),
        }
    }

    pub fn paint(&self, canvas: &mut Canvas) {
        let head_frame = self.pose.frame();
        self.backdrop.paint(canvas);
        canvas.framed(head_frame, |canvas| {
            if let Some(hair) = &self.hair {
                hair.paint_back(canvas, &self.head, &self.pose);
            }
        });
        self.body.paint(canvas, &self.pose, &self.skin, self.light);
        canvas.framed(head_frame, |canvas| {
            self.paint_head(canvas);
            self.paint_features(canvas);
            self.paint_worn(canvas);
        });
    }

    fn paint_head(&self, canvas: &mut Canvas) {
        if let Some(headwear) = &self.headwear {
            headwear.paint_back(canvas, &self.head, self.light);
        }
        if self.ears_show {
            self.head.paint_ears(canvas, &self.pose, &self.skin);
        }
        self.head.paint(canvas, &self.pose, &self.skin, self.light);
        self.marks.paint(canvas, &self.pose, &self.skin, &self.head);
    }

    fn paint_features(&self, canvas: &mut Canvas) {
        let Self { pose, skin, head, nose, mouth, .. } = self;
        let grounds = Grounds { head, nose, mouth, pose };
        self.beard.paint(canvas, grounds, self.natural_hair);
        mouth.paint(canvas, pose, skin);
        self.beard.paint_moustache(canvas, grounds, self.natural_hair);
        self.eyes.paint(canvas, pose, skin);
        nose.paint(canvas, pose, skin, self.light);
        self.brows.paint(canvas, pose, &self.eyes, self.natural_hair, skin);
    }

    /// What lies over the features, from the glasses outwards.
    fn paint_worn(&self, canvas: &mut Canvas) {
        let Self { pose, skin, head, light, .. } = self;
        if let Some(glasses) = &self.glasses {
            glasses.paint(canvas, pose, &self.eyes, head);
        }
        if let Some(hair) = &self.hair {
            hair.paint_front(canvas, head, pose, skin, *light);
        }
        if let Some(headwear) = &self.headwear {
            headwear.paint(canvas, head, pose, skin, *light);
        }
        if let Some(earrings) = &self.earrings {
            earrings.paint(canvas, pose, head);
        }
    }
}
