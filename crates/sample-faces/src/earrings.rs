//! Earrings, where the ears show.

use super::character::Character;
use super::colour::Rgb;
use super::curve;
use super::dice::Dice;
use super::head::Head;
use super::painter::{Canvas, flat};
use super::pose::Pose;

#[derive(Clone, Copy, Debug)]
enum Shape {
    Stud,
    Hoop,
    Drop,
}

#[derive(Clone, Copy, Debug)]
pub struct Earrings {
    shape: Shape,
    colour: Rgb,
}

impl Earrings {
    pub fn roll(dice: &mut Dice, character: &Character) -> Option<Self> {
        let shape = dice.weighted(&[(Shape::Stud, 2.0), (Shape::Hoop, 1.4), (Shape::Drop, 1.0)]);
        let metal = dice.pick(&[0xe8c66a, 0xd9dce0, 0xe8c66a, 0x4f9aa0, 0xb8405a]);
        let earrings = Self { shape: character.by_look(shape, Shape::Stud), colour: Rgb::hex(metal) };
        dice.chance(character.by_look(0.5, 0.07)).then_some(earrings)
    }

    pub fn paint(&self, canvas: &mut Canvas, pose: &Pose, head: &Head) {
        for side in [-1.0, 1.0].into_iter().filter(|side| head.ear_shows(pose, *side) > 0.75) {
            let (x, y) = head.lobe(pose, side);
            match self.shape {
                Shape::Stud => canvas.fill(&curve::discs(&[((x, y), 2.8)]), flat(self.colour, 1.0)),
                Shape::Hoop => {
                    canvas.stroke(&curve::ellipse((x, y + 8.0), 6.5, 8.5), 2.2, flat(self.colour, 1.0));
                }
                Shape::Drop => {
                    canvas.stroke(&curve::open(&[(x, y), (x, y + 10.0)]), 1.4, flat(self.colour, 1.0));
                    canvas.fill(&curve::ellipse((x, y + 13.0), 3.4, 5.0), flat(self.colour, 1.0));
                    canvas.fill(&curve::discs(&[((x - 0.8, y + 11.5), 1.1)]), flat(Rgb::WHITE, 0.7));
                }
            }
        }
    }
}
