//! A person's age, skin tone and look, which the details are chosen to suit.

use super::dice::Dice;

/// Which styles of hair, dress and feature are likely; many are shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Feminine,
    Masculine,
}

#[derive(Clone, Copy, Debug)]
pub struct Character {
    pub look: Look,
    /// From 0 (about twenty years old) to 1 (about seventy-five).
    pub age: f32,
    /// Depth of the skin tone, from 0 (lightest) to 1 (deepest).
    pub depth: f32,
}

impl Character {
    pub fn roll(dice: &mut Dice) -> Self {
        let look = dice.pick(&[Look::Feminine, Look::Masculine]);
        Self { look, age: dice.range(0.0, 1.0).powf(1.6), depth: dice.range(0.0, 1.0).powf(1.3) }
    }

    /// `feminine` or `masculine`, whichever the look is.
    pub fn by_look<T>(&self, feminine: T, masculine: T) -> T {
        match self.look {
            Look::Feminine => feminine,
            Look::Masculine => masculine,
        }
    }
}
