//! Hair that is gathered: buns, ponytails and braids.

use super::colour::Rgb;
use super::curve::{self, P};
use super::dice::Dice;
use super::head::Head;
use super::painter::{Canvas, flat, linear, radial};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gather {
    Loose,
    /// A knot on the crown: place across it and radius.
    Bun(f32, f32),
    /// A tail that swings out on this side (-1 or 1).
    Ponytail(f32),
    /// Two braids in front of the shoulders.
    Braids,
}

impl Gather {
    pub fn roll_bun(dice: &mut Dice) -> Self {
        Self::Bun(dice.bell(-22.0, 22.0), dice.range(14.0, 25.0))
    }

    /// What is left of it under a hat.
    pub fn under_hat(self) -> Self {
        match self {
            Self::Bun(..) => Self::Loose,
            other => other,
        }
    }

    pub fn paint_back(self, canvas: &mut Canvas, head: &Head, colour: Rgb) {
        match self {
            Self::Loose | Self::Braids => {}
            Self::Bun(x, radius) => {
                let (x, y) = (x, -head.crown - 0.55 * radius);
                let stops = [(0.0, colour.lighter(0.16).alpha(1.0)), (1.0, colour.darker(0.35).alpha(1.0))];
                let round = radial((x - 4.0, y - 5.0), 1.3 * radius, &stops);
                canvas.fill(&curve::ellipse((x, y), 1.08 * radius, radius), round);
                let twist = [(x - 0.8 * radius, y), (x, y - 0.45 * radius), (x + 0.75 * radius, y + 0.1 * radius)];
                canvas.stroke(&curve::open(&twist), 2.2, flat(colour.darker(0.5), 0.45));
            }
            Self::Ponytail(side) => {
                let w = head.width;
                let outer = [
                    (0.5 * w, -66.0),
                    (w, -62.0),
                    (w + 21.0, -30.0),
                    (w + 23.0, 20.0),
                    (w + 13.0, 62.0),
                    (w + 10.0, 86.0),
                ];
                let inner = [(w - 8.0, 62.0), (w - 14.0, 20.0), (0.6 * w, -20.0)];
                let flip = |(x, y): P| (side * x, y);
                let stops = [(0.0, colour.alpha(1.0)), (1.0, colour.darker(0.4).alpha(1.0))];
                canvas.fill(
                    &curve::joined(&[&outer.map(flip), &inner.map(flip)]),
                    linear((0.0, -70.0), (0.0, 80.0), &stops),
                );
                let strand = [(w - 1.0, -48.0), (w + 10.0, -12.0), (w + 9.0, 34.0), (w + 6.0, 76.0)];
                canvas.stroke(&curve::open(&strand.map(flip)), 2.4, flat(colour.lighter(0.25), 0.4));
            }
        }
    }

    pub fn paint_front(self, canvas: &mut Canvas, head: &Head, colour: Rgb) {
        if self != Self::Braids {
            return;
        }
        const LINKS: usize = 11;
        for side in [-1.0, 1.0] {
            for link in 0..LINKS {
                let (x, y) = (side * (head.width + 3.0 - 0.4 * link as f32), 34.0 + 10.0 * link as f32);
                let stops = [(0.0, colour.lighter(0.16).alpha(1.0)), (1.0, colour.darker(0.42).alpha(1.0))];
                let ink = linear((x, y - 8.0), (x, y + 10.0), &stops);
                let leaf = |way: f32| {
                    [(1.0, -4.0), (-5.0, -9.0), (-10.5, -5.0), (-9.0, 3.0), (0.5, 10.0)]
                        .map(|(dx, dy)| (x + way * dx, y + dy))
                };
                let way = if link % 2 == 0 { 1.0 } else { -1.0 };
                canvas.fill(&curve::closed(&leaf(way)), ink.clone());
                canvas.fill(&curve::closed(&leaf(-way)), ink);
            }
        }
    }
}
