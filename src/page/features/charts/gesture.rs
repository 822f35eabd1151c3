//! What pointers do on a chart. Positions are fractions of the plot's width, from its left edge.

/// Narrower selections are ignored as accidental.
const LEAST_SELECTION: f64 = 0.01;

/// Whether a pointer that went down and was lifted at these places clicked, and did not drag.
pub fn is_click(pressed: f64, lifted: f64) -> bool {
    (pressed - lifted).abs() < LEAST_SELECTION
}

/// What a pressed mouse button does as the mouse moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drag {
    Pans,
    Selects,
}

/// The gesture under way.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Gesture {
    #[default]
    Idle,
    Panning {
        at: f64,
    },
    Selecting {
        from: f64,
        to: f64,
    },
    /// Fingers on the chart, by their pointer's id.
    Touching(Vec<(i32, f64)>),
}

/// The change of the view that a gesture makes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// To move by so many widths of the plot to the right.
    Pan(f64),
    /// To take the iterations under two fingers along.
    Pinch { from: [f64; 2], to: [f64; 2] },
    /// To show what was selected.
    Select { first: f64, last: f64 },
}

impl Gesture {
    /// The mouse's button, or a pen, goes down.
    pub fn press(&mut self, drag: Drag, at: f64) {
        *self = match drag {
            Drag::Pans => Self::Panning { at },
            Drag::Selects => Self::Selecting { from: at, to: at },
        };
    }

    /// A finger is put down.
    pub fn touch(&mut self, finger: i32, at: f64) {
        match self {
            Self::Touching(fingers) => fingers.push((finger, at)),
            _ => *self = Self::Touching(vec![(finger, at)]),
        }
    }

    /// A pointer moves.
    pub fn move_to(&mut self, pointer: i32, to: f64) -> Option<Change> {
        match self {
            Self::Idle => None,
            Self::Panning { at } => Some(Change::Pan(std::mem::replace(at, to) - to)),
            Self::Selecting { to: end, .. } => {
                *end = to.clamp(0.0, 1.0);
                None
            }
            Self::Touching(fingers) => {
                let before = two(fingers);
                fingers.iter_mut().filter(|(finger, _)| *finger == pointer).for_each(|(_, at)| *at = to);
                Some(Change::Pinch { from: before?, to: two(fingers)? })
            }
        }
    }

    /// A pointer is lifted.
    pub fn release(&mut self, pointer: i32) -> Option<Change> {
        match self {
            Self::Touching(fingers) => {
                fingers.retain(|(finger, _)| *finger != pointer);
                None
            }
            _ => match std::mem::take(self) {
                Self::Selecting { from, to } if !is_click(from, to) => {
                    Some(Change::Select { first: from.min(to), last: from.max(to) })
                }
                _ => None,
            },
        }
    }

    /// Whether two fingers are on the chart.
    pub fn is_pinching(&self) -> bool {
        matches!(self, Self::Touching(fingers) if fingers.len() >= 2)
    }

    /// What is being selected, from left to right.
    pub fn selection(&self) -> Option<(f64, f64)> {
        match self {
            Self::Selecting { from, to } => Some((from.min(*to), from.max(*to))),
            _ => None,
        }
    }
}

fn two(fingers: &[(i32, f64)]) -> Option<[f64; 2]> {
    match fingers {
        [(_, first), (_, second), ..] => Some([*first, *second]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUSE: i32 = 1;

    #[test]
    fn a_mouse_that_is_not_pressed_only_points() {
        let mut gesture = Gesture::default();
        assert_eq!(gesture.move_to(MOUSE, 0.5), None);
        assert_eq!(gesture.release(MOUSE), None);
    }

    #[test]
    fn panning_goes_the_other_way_than_the_mouse() {
        let mut gesture = Gesture::default();
        gesture.press(Drag::Pans, 0.5);
        assert_eq!(gesture.move_to(MOUSE, 0.25), Some(Change::Pan(0.25)));
        assert_eq!(gesture.move_to(MOUSE, 0.75), Some(Change::Pan(-0.5)));
        assert_eq!(gesture.release(MOUSE), None);
        assert_eq!(gesture, Gesture::Idle);
    }

    #[test]
    fn a_selection_goes_either_way_and_ends_at_the_edge() {
        let mut gesture = Gesture::default();
        gesture.press(Drag::Selects, 0.5);
        assert_eq!(gesture.move_to(MOUSE, -3.0), None);
        assert_eq!(gesture.selection(), Some((0.0, 0.5)));
        assert_eq!(gesture.release(MOUSE), Some(Change::Select { first: 0.0, last: 0.5 }));
        gesture.press(Drag::Selects, 0.5);
        gesture.move_to(MOUSE, 0.505);
        assert_eq!(gesture.release(MOUSE), None, "a click selects nothing");
        assert!(is_click(0.5, 0.505) && !is_click(0.5, 0.6) && !is_click(0.5, 0.3));
    }

    #[test]
    fn two_fingers_pinch_and_one_does_not() {
        let mut gesture = Gesture::default();
        gesture.touch(7, 0.2);
        assert_eq!(gesture.move_to(7, 0.3), None);
        gesture.touch(8, 0.6);
        assert!(gesture.is_pinching());
        assert_eq!(gesture.move_to(8, 0.9), Some(Change::Pinch { from: [0.3, 0.6], to: [0.3, 0.9] }));
        gesture.release(7);
        assert_eq!(gesture.move_to(8, 0.1), None);
        gesture.release(8);
        assert_eq!(gesture, Gesture::Touching(vec![]));
    }
}
