//! For a GPU that a CPU plays: a thread works on a window of the image in registers, and waits for nobody.

use askama::Template;

use super::Sizes;
use crate::Activation;
use crate::launch::{LONGEST_SUM, Launch, Wgsl, Workgroups};

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

impl Wgsl for Convolution {
    fn loops(&self, shape: &[u32]) -> usize {
        shape[1] as usize
    }
}

impl Wgsl for Transposed {
    fn loops(&self, shape: &[u32]) -> usize {
        shape[2] as usize
    }
}

impl Wgsl for WeightGradient {
    fn loops(&self, shape: &[u32]) -> usize {
        let [batch, side, shares] = [shape[0], shape[3], shape[4]].map(|size| size as usize);
        (batch * side * side / (TILE * TILE)).div_ceil(shares)
    }
}

pub fn convolution(sizes: Sizes, after: Activation) -> Launch<impl Wgsl> {
    let kernel = Convolution { workgroup: WORKGROUP, channels: CHANNELS, after };
    let count = tiles(sizes) * sizes.coarse.div_ceil(kernel.channels);
    Launch::new(kernel, Workgroups::Threads { count, workgroup: WORKGROUP }, &words(sizes))
}

pub fn transposed(sizes: Sizes, after: Activation) -> Launch<impl Wgsl> {
    // The colours of an image make no pairs.
    let channels = if sizes.fine == 3 { 3 } else { 2 };
    let count = tiles(sizes) * sizes.fine.div_ceil(channels);
    let kernel = Transposed { workgroup: WORKGROUP, channels, after };
    Launch::new(kernel, Workgroups::Threads { count, workgroup: WORKGROUP }, &words(sizes))
}

/// Parts that the sum over the batch is made in, so that every thread has work and no part is too long.
pub fn shares(sizes: Sizes) -> usize {
    let tiles = tiles(sizes);
    BUSY.div_ceil(threads_of_weights(sizes)).max(tiles.div_ceil(LONGEST_SUM)).min(tiles)
}

pub fn weight_gradient(sizes: Sizes, shares: usize) -> Launch<impl Wgsl> {
    let kernel = WeightGradient { workgroup: WORKGROUP, channels: CHANNELS };
    let workgroups = Workgroups::Threads { count: threads_of_weights(sizes) * shares, workgroup: WORKGROUP };
    Launch::new(kernel, workgroups, &[&words(sizes)[..], &[shares]].concat())
}

/// Tiles of the whole batch.
fn tiles(sizes: Sizes) -> usize {
    sizes.pixels() / (TILE * TILE)
}

fn threads_of_weights(sizes: Sizes) -> usize {
    sizes.fine * sizes.coarse.div_ceil(CHANNELS)
}

fn words(Sizes { batch, fine, coarse, side }: Sizes) -> [usize; 4] {
    [batch, fine, coarse, side]
}
