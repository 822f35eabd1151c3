//! How long a run may take.

use super::outcome::{FACES, SOFT_FACES};

/// Seconds within which a run without an end should come to faces.
const PATIENCE: f64 = 3600.0;

/// How long the person wants a run to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimeWanted {
    /// A first look.
    TwoMinutes,
    /// Long enough for faces on most GPUs.
    #[default]
    FifteenMinutes,
    /// Until the person stops it.
    UntilStopped,
}

impl TimeWanted {
    /// Every choice, the shortest first.
    pub const ALL: [Self; 3] = [Self::TwoMinutes, Self::FifteenMinutes, Self::UntilStopped];

    /// What a person chooses it by.
    pub fn label(self) -> &'static str {
        match self {
            Self::TwoMinutes => "2 minutes",
            Self::FifteenMinutes => "15 minutes",
            Self::UntilStopped => "Until I stop",
        }
    }

    /// Whether a run ends by itself.
    pub fn ends(self) -> bool {
        self != Self::UntilStopped
    }

    /// Seconds that a run takes or, where it does not end by itself, within which it should come to faces.
    pub(super) fn seconds(self) -> f64 {
        match self {
            Self::TwoMinutes => 120.0,
            Self::FifteenMinutes => 900.0,
            Self::UntilStopped => PATIENCE,
        }
    }

    /// Iterations from which on larger networks are worth more than further iterations. Lower for a first look, which is
    /// to show how large faces begin. More time never gives less: what reaches soft faces in 2 minutes reaches faces in 15.
    pub(super) fn enough(self) -> u64 {
        match self {
            Self::TwoMinutes => SOFT_FACES,
            Self::FifteenMinutes | Self::UntilStopped => FACES,
        }
    }
}
