//! Loop iterations of a thread in every kernel, with the kernel's name.

use crate::layer::Conv;
use crate::target::Target;
use crate::{batch_norm, conv2d, gan_loss};

pub use crate::launch::{Loops, MAX_LOOP_ITERATIONS};

/// Those of conv2d, its transpose and their gradients. `channels` are those of the high-res and of the low-res image.
pub fn conv2d(conv: Conv, batch: usize, channels: [usize; 2], low_side: usize, target: Target) -> Vec<Loops> {
    conv2d::loops(conv, batch, channels, low_side, target)
}

/// Those of batch normalisation of groups of `samples` images, and its gradients.
pub fn batch_norm(samples: usize, channels: usize, side: usize, groups: usize, target: Target) -> Vec<Loops> {
    batch_norm::loops(samples, channels, side, groups, target)
}

/// Those of the loss.
pub fn gan_loss(batch: usize) -> Vec<Loops> {
    gan_loss::loops(batch)
}
