//! A run: its number, what it will do, how it ended.

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// Names one run; the page counts them up from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct RunId(pub u32);

/// The name that a run is stored under, which never changes. Sorted, they are in the order in which the runs started.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RunKey(pub String);

impl RunKey {
    /// The key of a run that is started at `utc`, which is ISO 8601 (`2026-11-24T17:12:03.120Z`); the random `dice`
    /// distinguishes runs of the same second.
    pub fn new(utc: &str, dice: u16) -> Self {
        let digits: String = utc.chars().filter(char::is_ascii_digit).take(14).collect();
        let (date, time) = digits.split_at(digits.len().min(8));
        Self(format!("{date}-{time}-{dice:04x}"))
    }
}

/// What a run does before its first iteration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Asking the browser for its GPU.
    Gpu,
    /// Compiling shaders, by running the first iteration.
    Shaders,
}

/// What a run will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The name that the run is stored under.
    pub key: RunKey,
    /// What the browser calls the GPU.
    pub adapter: String,
    /// Photos that it trains on.
    pub images: usize,
    /// Photos that it holds out of its training.
    pub held_out: usize,
    /// Batches in an epoch.
    pub iterations_per_epoch: usize,
    /// Iterations of the whole run.
    pub iterations: usize,
    /// Whether its sample grids are drawn from the fixed noise of its own seed.
    pub seeded_noise: bool,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Every iteration was run.
    Completed,
    /// The person stopped it, or started a new one.
    Stopped,
    /// Something went wrong; the page and the data set are as they were.
    Failed(Problem),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_by_time_and_unlike_within_a_second() {
        assert_eq!(RunKey::new("2026-11-24T17:12:03.120Z", 0x4f2a).0, "20261124-171203-4f2a");
        let keys = ["2026-01-31T23:59:59.999Z", "2026-02-01T00:00:00.000Z"].map(|utc| RunKey::new(utc, 7));
        assert!(keys[0] < keys[1]);
        assert_ne!(RunKey::new("2026-02-01T00:00:00.000Z", 8), keys[1]);
    }
}
