//! Settings that go well together.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::TrainConfig;

/// Settings that go well together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preset {
    /// The tutorial's own: for a real GPU.
    Tutorial,
    /// A quarter of the work of each layer: for a laptop's GPU.
    Quick,
    /// The smallest network that still learns: for a look around, and for tests.
    Tiny,
}

impl Preset {
    /// Every preset, largest first.
    pub const ALL: [Self; 3] = [Self::Tutorial, Self::Quick, Self::Tiny];

    /// The name shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Tutorial => "Tutorial",
            Self::Quick => "Quick",
            Self::Tiny => "Tiny",
        }
    }

    /// The preset's settings; what it does not name has the tutorial's value.
    pub fn config(self) -> TrainConfig {
        let (features, batch_size) = match self {
            Self::Tutorial => (64, 128),
            Self::Quick => (32, 64),
            Self::Tiny => (8, 4),
        };
        TrainConfig { ngf: features, ndf: features, batch_size, ..TrainConfig::default() }
    }
}

impl FromStr for Preset {
    type Err = ();

    /// Reads a preset's name in any case.
    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|preset| preset.label().eq_ignore_ascii_case(name)).ok_or(())
    }
}
