//! The backdrop behind the person.

use super::colour::Rgb;
use super::curve;
use super::dice::Dice;
use super::painter::{Canvas, UNITS, flat, linear, radial};

#[derive(Clone, Copy, Debug)]
enum Pattern {
    Plain,
    Fade,
    /// Brighter around the head than in the corners.
    Vignette,
    /// Two large soft spots, as of things out of focus.
    Blurred,
}

#[derive(Clone, Copy, Debug)]
pub struct Backdrop {
    pattern: Pattern,
    colour: Rgb,
    second: Rgb,
    /// Where the fade points and the soft spots lie, -1 to 1.
    lean: f32,
}

impl Backdrop {
    pub fn roll(dice: &mut Dice) -> Self {
        let hue = dice.range(0.0, 360.0);
        let (saturation, lightness) = (dice.bell(0.0, 0.58), dice.range(0.4, 0.9));
        let near = hue + dice.range(-50.0, 50.0);
        let change = dice.range(-0.22, 0.12);
        let pattern =
            dice.pick(&[Pattern::Plain, Pattern::Fade, Pattern::Vignette, Pattern::Vignette, Pattern::Blurred]);
        Self {
            pattern,
            colour: Rgb::hsl(hue, saturation, lightness),
            second: Rgb::hsl(near, saturation, (lightness + change).clamp(0.12, 0.92)),
            lean: dice.range(-1.0, 1.0),
        }
    }

    pub fn paint(&self, canvas: &mut Canvas) {
        let whole = curve::joined(&[&[(0.0, 0.0), (UNITS, 0.0)], &[(UNITS, UNITS), (0.0, UNITS)]]);
        let middle = UNITS / 2.0;
        let (inner, outer) = (self.colour.alpha(1.0), self.second.alpha(1.0));
        match self.pattern {
            Pattern::Plain => canvas.fill(&whole, flat(self.colour, 1.0)),
            Pattern::Fade => {
                let (from, to) = ((middle - 90.0 * self.lean, 0.0), (middle + 90.0 * self.lean, UNITS));
                canvas.fill(&whole, linear(from, to, &[(0.0, inner), (1.0, outer)]));
            }
            Pattern::Vignette => {
                let stops = [(0.0, self.colour.lighter(0.2).alpha(1.0)), (1.0, self.colour.darker(0.34).alpha(1.0))];
                canvas.fill(&whole, radial((middle, 110.0), 190.0, &stops));
            }
            Pattern::Blurred => {
                canvas.fill(&whole, flat(self.colour, 1.0));
                canvas.glow((middle - 95.0, 70.0 + 60.0 * self.lean), 110.0, 110.0, self.second, 1.0);
                canvas.glow((middle + 100.0, 90.0 - 70.0 * self.lean), 120.0, 100.0, self.colour.lighter(0.3), 1.0);
            }
        }
    }
}
