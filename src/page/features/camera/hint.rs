//! What the person is told while the camera looks.

/// What the person can do for the next picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hint {
    /// The camera or the finder of faces is not ready yet.
    #[default]
    Wait,
    /// No face is found.
    NoFace,
    /// The face moves.
    HoldStill,
    /// The face is small.
    Closer,
    /// Picture after picture is nearly the same.
    TurnHead,
    /// Nothing: pictures are taken.
    Fine,
}

impl Hint {
    /// For people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Wait => "Getting ready…",
            Self::NoFace => "No face in view",
            Self::HoldStill => "Hold still",
            Self::Closer => "Move a little closer",
            Self::TurnHead => "Turn your head a little",
            Self::Fine => "Taking pictures",
        }
    }
}

/// Milliseconds that a hint has to hold before it replaces the one shown: nobody reads what changes with every frame.
const SETTLES: f64 = 500.0;

/// Shows a hint only once it has held for a moment. Times are in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct SteadyHint {
    shown: Hint,
    /// Another hint, and since when it has held.
    coming: Option<(Hint, f64)>,
}

impl SteadyHint {
    /// Takes the hint of a frame and returns the one to show.
    pub fn take(&mut self, hint: Hint, now: f64) -> Hint {
        self.coming = match self.coming {
            _ if hint == self.shown => None,
            Some((coming, since)) if coming == hint => Some((coming, since)),
            _ => Some((hint, now)),
        };
        if let Some((coming, since)) = self.coming
            && (now - since >= SETTLES || self.shown == Hint::Wait)
        {
            (self.shown, self.coming) = (coming, None);
        }
        self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hint_is_shown_at_once() {
        assert_eq!(SteadyHint::default().take(Hint::NoFace, 0.0), Hint::NoFace);
    }

    #[test]
    fn a_hint_of_a_moment_is_not_shown() {
        let mut hint = SteadyHint::default();
        hint.take(Hint::Fine, 0.0);
        for (now, seen) in [(100.0, Hint::HoldStill), (300.0, Hint::HoldStill), (500.0, Hint::Fine)] {
            assert_eq!(hint.take(seen, now), Hint::Fine, "at {now}");
        }
    }

    #[test]
    fn a_hint_that_holds_is_shown() {
        let mut hint = SteadyHint::default();
        hint.take(Hint::Fine, 0.0);
        assert_eq!(hint.take(Hint::NoFace, 100.0), Hint::Fine);
        assert_eq!(hint.take(Hint::NoFace, 100.0 + SETTLES), Hint::NoFace);
    }
}
