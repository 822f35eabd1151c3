//! Iterations that a thread's loops make in every kernel of an operation, with the kernel's name.

use super::{Conv, Target, batch_norm, bce_loss, conv2d, valid4x4};

pub use super::launch::MOST_LOOPS;

/// A kernel, and the iterations.
pub type Loops = (&'static str, usize);

/// Of a convolution, its transpose and their gradients; `side` is the coarse image's.
pub fn convolution(geometry: Conv, batch: usize, channels: [usize; 2], side: usize, target: Target) -> Vec<Loops> {
    match geometry {
        Conv::Stride2 => conv2d::loops(batch, channels, side, target),
        Conv::Valid => valid4x4::loops(batch, channels, target),
    }
}

/// Of a batch normalisation of groups of `samples` images, and its gradients.
pub fn batch_norm(samples: usize, channels: usize, side: usize, groups: usize, target: Target) -> Vec<Loops> {
    batch_norm::loops(samples, channels, side, groups, target)
}

/// Of the loss.
pub fn loss(batch: usize) -> Vec<Loops> {
    bce_loss::loops(batch)
}
