//! The numbers of an iteration.

mod csv;
mod record;

use serde::{Deserialize, Serialize};

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
    /// netD's loss, of the real and of the fake batch, added: BCE or the hinge loss.
    pub loss_d: f32,
    /// netG's loss, of the fake batch labelled as real: BCE, or the hinge loss, which can be negative.
    pub loss_g: f32,
    /// Mean of D, netD's sigmoid, over the real batch.
    pub d_x: f32,
    /// Mean of D over the fake batch before D's update.
    pub d_g_z1: f32,
    /// Mean of D over the fake batch after D's update.
    pub d_g_z2: f32,
    /// Wall time that the iteration took, in seconds.
    pub seconds: f64,
}
