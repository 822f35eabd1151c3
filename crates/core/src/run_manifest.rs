//! Stored runs: their manifest, and what a list shows of them.

use serde::{Deserialize, Serialize};

use crate::config::{KernelChoice, TrainConfig};
use crate::origin::Origin;
use crate::quality::Measurement;
use crate::run::Outcome;
pub use crate::run::RunKey;
use crate::stats::Stats;

/// How many states of a run can be pinned.
pub const MOST_PINS: usize = 5;

/// What a run was made of, and how it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunManifest {
    /// The run's key.
    pub key: RunKey,
    /// What the person calls it, if they gave it a name.
    #[serde(default)]
    pub name: Option<String>,
    /// When it was started, in milliseconds since 1970 (UTC).
    pub started: f64,
    /// Its settings, as they are now.
    pub config: TrainConfig,
    /// Whose kernels compute it.
    pub kernels: KernelChoice,
    /// What the browser called the GPU.
    pub adapter: String,
    /// Photos that it trains on.
    pub images: usize,
    /// Photos that it holds out of its training.
    #[serde(default)]
    pub held_out: usize,
    /// The file of the private file system that they lie in.
    #[serde(default)]
    pub photos: Option<String>,
    /// The places in that file of images that it was neither to train on nor to hold out, ascending.
    #[serde(default)]
    pub left_out: Vec<u32>,
    /// The state of another run that it began from, if it did.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// The names of the folders that it was restricted to; none where it takes the photos of all.
    #[serde(default)]
    pub folders: Vec<String>,
    /// How it ended, if it did while the page was open.
    pub outcome: Option<Outcome>,
}

/// A state of a run that the person pinned.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pin {
    /// Iterations that the run had done.
    pub iterations: usize,
    /// The space that it takes, in bytes.
    pub bytes: f64,
}

/// A run of an engine that cannot store it: the page holds it for the next engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VolatileRun {
    /// What it was made of.
    pub manifest: RunManifest,
    /// Its latest state, as a checkpoint.
    #[serde(with = "serde_bytes")]
    pub state: Vec<u8>,
}

/// What a list of runs shows of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// What it was made of, and how it ended.
    pub manifest: RunManifest,
    /// Iterations done.
    pub iterations: usize,
    /// The numbers of the last of them.
    pub last: Option<Stats>,
    /// The space that it takes, in bytes.
    pub bytes: f64,
    /// Iterations after which its whole state was saved: it can be continued from there.
    pub saved: Option<usize>,
    /// Iterations after which netG was best, where that state is kept.
    pub best: Option<usize>,
    /// The states that the person pinned, the earliest first.
    pub pins: Vec<Pin>,
    /// Whether another tab has it open.
    pub elsewhere: bool,
    /// Its latest sample grid as PNG; in a list of runs a small one.
    #[serde(with = "serde_bytes")]
    pub grid: Option<Vec<u8>>,
}

/// Everything that is stored of a run but its grids' pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunDetails {
    /// What a list shows of it.
    pub run: RunSummary,
    /// The numbers of every iteration, as [`Stats::to_record`] writes them, one behind the other.
    #[serde(with = "serde_bytes")]
    pub history: Vec<u8>,
    /// The iterations of which there is a sample grid, in order.
    pub frames: Vec<usize>,
    /// Its real images as PNG.
    #[serde(with = "serde_bytes")]
    pub reals: Option<Vec<u8>>,
    /// How good its netG was.
    pub measurements: Vec<Measurement>,
}
