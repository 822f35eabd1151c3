//! Runs that are kept beyond their end.

use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::config::{KernelChoice, TrainConfig};

/// The name that a run is kept under, for good: sorted, they are in the order in which the runs were started.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RunKey(pub String);

/// What a list of runs tells of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptRun {
    pub key: RunKey,
    /// When it was started, in milliseconds since 1970 (UTC).
    pub started: f64,
    pub config: TrainConfig,
    pub kernels: KernelChoice,
    /// What the browser called the GPU.
    pub adapter: String,
    /// Photos that it was made with.
    pub images: usize,
    /// Iterations done.
    pub iterations: usize,
    /// How it ended, if it did while the page was open.
    pub outcome: Option<Outcome>,
    /// The space that it takes, in bytes.
    pub bytes: f64,
    /// Its latest sample grid as PNG.
    #[serde(with = "serde_bytes")]
    pub grid: Option<Vec<u8>>,
}

/// Everything that was kept of a run but its grids' pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecalledRun {
    pub run: KeptRun,
    /// The numbers of every iteration, as [`Stats::to_record`](super::Stats::to_record) writes them, one behind the
    /// other.
    #[serde(with = "serde_bytes")]
    pub history: Vec<u8>,
    /// The iterations of which there is a sample grid, in order.
    pub frames: Vec<usize>,
    /// Its real images as PNG.
    #[serde(with = "serde_bytes")]
    pub reals: Option<Vec<u8>>,
}
