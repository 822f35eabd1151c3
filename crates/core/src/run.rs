//! A run: its number, what it will do, how it ended.

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::run_manifest::RunKey;

/// Names one run; the page counts them up from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct RunId(pub u32);

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
    /// The name that the run is kept under.
    pub key: RunKey,
    /// What the browser calls the GPU.
    pub adapter: String,
    pub images: usize,
    pub iterations_per_epoch: usize,
    pub iterations: usize,
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
