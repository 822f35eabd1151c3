//! A run: what it will do, its numbers, its end.

use serde::{Deserialize, Serialize};

use super::{Problem, RunKey};

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

/// The numbers of one iteration, as the tutorial prints them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// Iterations before this one in the whole run.
    pub iteration: usize,
    /// Epoch, from 0.
    pub epoch: usize,
    /// Iteration within the epoch, from 0.
    pub batch: usize,
    /// Images in the batch: fewer than `batch_size` in an epoch's last.
    pub images: usize,
    pub loss_d: f32,
    pub loss_g: f32,
    /// Mean of D over the real batch.
    pub d_x: f32,
    /// Mean of D over the fake batch before D's update.
    pub d_g_z1: f32,
    /// Mean of D over the fake batch after D's update.
    pub d_g_z2: f32,
    /// Wall time that the iteration took, in seconds.
    pub seconds: f64,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Every iteration was run.
    Completed,
    /// [`Command::Stop`], or a new run.
    Stopped,
    /// Something went wrong; the page and the data set are as they were.
    Failed(Problem),
}
