//! What is computed, and from how much.

use facegan_core::quality::IMAGES_WHILE_TRAINING;

use crate::draws::Sampling;

/// The fewest images that all numbers can be had from.
pub const FEWEST: usize = 100;

/// What is computed, and from how much. The time grows with all but the seed
/// ([`Workload::operations`](super::Workload::operations)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// What all that is random is drawn from.
    pub seed: u32,
    /// Images of each set for the distance and for precision, recall, density and coverage, at most, but never below
    /// [`FEWEST`]. Copies are looked for among all.
    pub at_most: usize,
    /// Directions of the distance at each level, at least 1.
    pub directions: usize,
}

impl Options {
    /// What a run is measured with while it trains: a quarter of the published directions, so that it can be measured
    /// often. The distance of other directions would be as large on average, and its interval covers their choice.
    pub const WHILE_TRAINING: Self = Self { seed: 1, at_most: IMAGES_WHILE_TRAINING, directions: 128 };

    /// What is drawn for the distance.
    pub(super) fn sampling(self) -> Sampling {
        Sampling { directions: self.directions, ..Sampling::published(self.seed) }
    }
}

impl Default for Options {
    /// 1,000 images and the published directions.
    fn default() -> Self {
        Self { seed: 1, at_most: 1000, directions: Sampling::published(1).directions }
    }
}
