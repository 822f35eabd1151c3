//! Which tiles a person wants.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Tuning, UnknownTuning};

/// The name of [`TileChoice::Measured`].
const MEASURED: &str = "measured";
/// The name of [`Tuning::default`].
const DEFAULT: &str = "default";

/// Which tiles convolutions are computed in on a GPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum TileChoice {
    /// Those that are fastest on the GPU at hand, as measured once.
    #[default]
    Measured,
    /// These, without measuring.
    Given(Tuning),
}

impl fmt::Display for TileChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Measured => f.write_str(MEASURED),
            Self::Given(tuning) if *tuning == Tuning::default() => f.write_str(DEFAULT),
            Self::Given(tuning) => tuning.fmt(f),
        }
    }
}

impl FromStr for TileChoice {
    type Err = UnknownTuning;

    fn from_str(text: &str) -> Result<Self, UnknownTuning> {
        match text {
            MEASURED => Ok(Self::Measured),
            DEFAULT => Ok(Self::Given(Tuning::default())),
            tuning => tuning.parse().map(Self::Given),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tuning::Tile;

    #[test]
    fn a_choice_is_read_as_it_was_written() {
        let given = [Tuning::default(), Tuning::Only(Tile::Square64)].map(TileChoice::Given);
        for (choice, text) in
            [TileChoice::Measured, given[0], given[1]].into_iter().zip(["measured", "default", "64x64"])
        {
            assert_eq!((choice.to_string().as_str(), text.parse()), (text, Ok(choice)));
        }
        assert_eq!("fast".parse::<TileChoice>(), Err("fast".parse::<Tuning>().unwrap_err()));
    }
}
