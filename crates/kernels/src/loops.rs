//! Iterations that a thread's loops make in every kernel of an operation, with the kernel's name.

use super::{Geometry, Layout, closing, halving, judge, norm};

pub use super::launch::MOST_LOOPS;

/// A kernel, and the iterations.
pub type Loops = (&'static str, usize);

/// Of a convolution, its transpose and their gradients; `side` is the coarse image's.
pub fn convolution(geometry: Geometry, batch: usize, channels: [usize; 2], side: usize, layout: Layout) -> Vec<Loops> {
    match geometry {
        Geometry::Halving => halving::loops(batch, channels, side, layout),
        Geometry::Closing => closing::loops(batch, channels, layout),
    }
}

/// Of a batch normalisation of groups of `samples` images, and its gradients.
pub fn batch_norm(samples: usize, channels: usize, side: usize, groups: usize, layout: Layout) -> Vec<Loops> {
    norm::loops(samples, channels, side, groups, layout)
}

/// Of the loss.
pub fn loss(batch: usize) -> Vec<Loops> {
    judge::loops(batch)
}
