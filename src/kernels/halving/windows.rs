//! For a GPU that a CPU plays: a thread works on a window of the image in registers, and waits for nobody.

use askama::Template;

use super::Sizes;
use crate::kernels::Activation;
use crate::kernels::launch::{Buffer, Workgroups, launch};

/// Threads in a workgroup.
const WORKGROUP: usize = 16;
/// Threads that keep a few cores busy.
const BUSY: usize = 32;
/// Side of the tile of coarse pixels that a thread works on.
const TILE: usize = 4;
/// Channels that a thread works on.
const CHANNELS: usize = 4;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "convolution.wgsl", escape = "none")]
struct Convolution {
    workgroup: usize,
    channels: usize,
    after: Activation,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "transposed.wgsl", escape = "none")]
struct Transposed {
    workgroup: usize,
    channels: usize,
    after: Activation,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "weight_gradient.wgsl", escape = "none")]
struct WeightGradient {
    workgroup: usize,
    channels: usize,
}

pub fn convolution(buffers: &[Buffer<'_>], sizes: Sizes, after: Activation) {
    let kernel = Convolution { workgroup: WORKGROUP, channels: CHANNELS, after };
    let count = tiles(sizes) * sizes.coarse.div_ceil(kernel.channels);
    let workgroups = Workgroups::Threads { count, workgroup: kernel.workgroup };
    launch(kernel, workgroups, buffers, &words(sizes));
}

pub fn transposed(buffers: &[Buffer<'_>], sizes: Sizes, after: Activation) {
    // The colours of an image make no pairs.
    let channels = if sizes.fine == 3 { 3 } else { 2 };
    let kernel = Transposed { workgroup: WORKGROUP, channels, after };
    let count = tiles(sizes) * sizes.fine.div_ceil(channels);
    let workgroups = Workgroups::Threads { count, workgroup: kernel.workgroup };
    launch(kernel, workgroups, buffers, &words(sizes));
}

/// Parts that the sum over the batch is made in, so that every thread has work.
pub fn shares(sizes: Sizes) -> usize {
    BUSY.div_ceil(threads_of_weights(sizes)).min(tiles(sizes))
}

pub fn weight_gradient(buffers: &[Buffer<'_>], sizes: Sizes, shares: usize) {
    let kernel = WeightGradient { workgroup: WORKGROUP, channels: CHANNELS };
    let workgroups = Workgroups::Threads { count: threads_of_weights(sizes) * shares, workgroup: kernel.workgroup };
    let [batch, fine, coarse, side] = words(sizes);
    launch(kernel, workgroups, buffers, &[batch, fine, coarse, side, shares as u32]);
}

/// Tiles of the whole batch.
fn tiles(sizes: Sizes) -> usize {
    sizes.pixels() / (TILE * TILE)
}

fn threads_of_weights(sizes: Sizes) -> usize {
    sizes.fine * sizes.coarse.div_ceil(CHANNELS)
}

fn words(Sizes { batch, fine, coarse, side }: Sizes) -> [u32; 4] {
    [batch, fine, coarse, side].map(|size| size as u32)
}
