//! Direct convolution for software adapters: a thread keeps a window of the image in registers, without barriers.

use askama::Template;

use super::sizes::Sizes;
use crate::launch::{LONGEST_SUM, Launch, Wgsl, Workgroups};
use crate::layer::Activation;

/// Threads in a workgroup.
const WORKGROUP: usize = 16;
/// Threads that keep the cores of a CPU busy.
const MIN_THREADS: usize = 32;
/// Side of the tile of low-res pixels that a thread works on.
const TILE: usize = 4;
/// Channels that a thread works on.
const CHANNELS: usize = 4;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "conv2d_direct.wgsl", escape = "none")]
struct Conv2d {
    workgroup: usize,
    channels: usize,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "conv_transpose2d_direct.wgsl", escape = "none")]
struct ConvTranspose2d {
    workgroup: usize,
    channels: usize,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "conv2d_direct_weight_gradient.wgsl", escape = "none")]
struct WeightGradient {
    workgroup: usize,
    channels: usize,
}

impl Wgsl for Conv2d {
    fn loops(&self, uniform: &[u32]) -> usize {
        uniform[1] as usize
    }
}

impl Wgsl for ConvTranspose2d {
    fn loops(&self, uniform: &[u32]) -> usize {
        let [low_channels, is_tanh] = [uniform[2], uniform[5]].map(|word| word as usize);
        // Each channel's rows go through tanh.
        low_channels + is_tanh * self.channels * (1 + 2 * TILE)
    }
}

impl Wgsl for WeightGradient {
    fn loops(&self, uniform: &[u32]) -> usize {
        let [batch, low_side, splits] = [uniform[0], uniform[3], uniform[4]].map(|size| size as usize);
        (batch * low_side * low_side / (TILE * TILE)).div_ceil(splits)
    }
}

/// # Panics
/// When the activation is tanh, which no conv2d of the networks has.
pub fn conv2d(sizes: Sizes, activation: Activation) -> Launch<impl Wgsl> {
    assert_ne!(activation, Activation::Tanh, "the direct conv2d applies no tanh");
    let kernel = Conv2d { workgroup: WORKGROUP, channels: CHANNELS };
    let count = tiles(sizes) * sizes.low_channels.div_ceil(kernel.channels);
    let uniform = [&uniform(sizes)[..], &[activation.slope_word()]].concat();
    Launch::new(kernel, Workgroups::Threads { count, workgroup: WORKGROUP }, &uniform)
}

pub fn conv_transpose2d(sizes: Sizes, activation: Activation) -> Launch<impl Wgsl> {
    // An image has three channels, which two do not divide.
    let channels = if sizes.high_channels == 3 { 3 } else { 2 };
    let count = tiles(sizes) * sizes.high_channels.div_ceil(channels);
    let kernel = ConvTranspose2d { workgroup: WORKGROUP, channels };
    let uniform = [&uniform(sizes)[..], &activation.words()].concat();
    Launch::new(kernel, Workgroups::Threads { count, workgroup: WORKGROUP }, &uniform)
}

/// Splits of the sum over the batch (split-K), so that every core has work and no partial sum is too long.
pub fn splits(sizes: Sizes) -> usize {
    let tiles = tiles(sizes);
    MIN_THREADS.div_ceil(weight_threads(sizes)).max(tiles.div_ceil(LONGEST_SUM)).min(tiles)
}

pub fn weight_gradient(sizes: Sizes, splits: usize) -> Launch<impl Wgsl> {
    let kernel = WeightGradient { workgroup: WORKGROUP, channels: CHANNELS };
    let workgroups = Workgroups::Threads { count: weight_threads(sizes) * splits, workgroup: WORKGROUP };
    Launch::new(kernel, workgroups, &[&uniform(sizes)[..], &[splits]].concat())
}

/// Tiles of the whole batch's low-res images.
fn tiles(sizes: Sizes) -> usize {
    sizes.low_pixels() / (TILE * TILE)
}

fn weight_threads(sizes: Sizes) -> usize {
    sizes.high_channels * sizes.low_channels.div_ceil(CHANNELS)
}

fn uniform(Sizes { batch, high_channels, low_channels, low_side }: Sizes) -> [usize; 4] {
    [batch, high_channels, low_channels, low_side]
}
