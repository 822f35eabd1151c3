//! Runs that are kept beyond their end.

use serde::{Deserialize, Serialize};

use crate::config::{KernelChoice, TrainConfig};
use crate::run::Outcome;
use crate::stats::Stats;

/// The name that a run is kept under, for good: sorted, they are in the order in which the runs were started.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RunKey(pub String);

impl RunKey {
    /// The key of a run that is started at `utc`, which is ISO 8601 (`2026-11-24T17:12:03.120Z`); `dice` tells it from
    /// another one of the same second.
    pub fn new(utc: &str, dice: u16) -> Self {
        let digits: String = utc.chars().filter(char::is_ascii_digit).take(14).collect();
        let (date, time) = digits.split_at(digits.len().min(8));
        Self(format!("{date}-{time}-{dice:04x}"))
    }
}

/// What a run was made of, and how it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunManifest {
    pub key: RunKey,
    /// When it was started, in milliseconds since 1970 (UTC).
    pub started: f64,
    pub config: TrainConfig,
    pub kernels: KernelChoice,
    /// What the browser called the GPU.
    pub adapter: String,
    /// Photos that it was made with.
    pub images: usize,
    /// The file of the private file system that they lie in.
    #[serde(default)]
    pub photos: Option<String>,
    /// How it ended, if it did while the page was open.
    pub outcome: Option<Outcome>,
}

/// A run of an engine that keeps nothing beyond its own end, for the page to keep until the next one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VolatileRun {
    pub manifest: RunManifest,
    /// Its latest state, as a checkpoint.
    #[serde(with = "serde_bytes")]
    pub state: Vec<u8>,
}

/// What a list of runs tells of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    pub manifest: RunManifest,
    /// Iterations done.
    pub iterations: usize,
    /// The numbers of the last of them.
    pub last: Option<Stats>,
    /// The space that it takes, in bytes.
    pub bytes: f64,
    /// Iterations after which its whole state was saved: it can go on from there.
    pub saved: Option<usize>,
    /// Whether another tab has it open.
    pub elsewhere: bool,
    /// Its latest sample grid as PNG; in a list of runs a small one.
    #[serde(with = "serde_bytes")]
    pub grid: Option<Vec<u8>>,
}

/// Everything that was kept of a run but its grids' pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunDetails {
    pub run: RunSummary,
    /// The numbers of every iteration, as [`Stats::to_record`] writes them, one behind the other.
    #[serde(with = "serde_bytes")]
    pub history: Vec<u8>,
    /// The iterations of which there is a sample grid, in order.
    pub frames: Vec<usize>,
    /// Its real images as PNG.
    #[serde(with = "serde_bytes")]
    pub reals: Option<Vec<u8>>,
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
