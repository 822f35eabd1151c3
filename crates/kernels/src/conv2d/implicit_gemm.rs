//! Implicit GEMM for GPUs: matrix products, tile by tile in workgroup memory, whose factors are gathered from the images
//! without an im2col buffer (Chetlur et al. 2014, cuDNN, section 3, <https://arxiv.org/abs/1410.0759>).
//!
//! Both factors lie in workgroup memory as vectors of four, and what four adjacent pixels see is read from the image at
//! once.

use askama::Template;

use super::sizes::Sizes;
use crate::launch::{Launch, MAX_LOOP_ITERATIONS, Wgsl, Workgroups};
use crate::layer::Activation;
use crate::target::Precision;
use crate::tuning::{Pass, Product, TERMS, Tile, Tuning};

/// Workgroups that the weight gradient's sum is split for, to keep a large GPU busy.
const MIN_WORKGROUPS: usize = 512;
/// Loop iterations of a step with any tile.
const MAX_STEP_LOOPS: usize = {
    let (mut most, mut at) = (0, 0);
    while at < Tile::ALL.len() {
        let loops = Tile::ALL[at].step_loops();
        most = if loops > most { loops } else { most };
        at += 1;
    }
    most
};
/// Steps of a dispatch at most, with any tile. Longer sums, in networks wider than the tutorial's, take several dispatches.
const MAX_STEPS: usize = MAX_LOOP_ITERATIONS / MAX_STEP_LOOPS;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "conv2d_implicit_gemm.wgsl", escape = "none")]
struct Conv2d {
    tile: Tile,
    activation: Activation,
    /// Of both images.
    precision: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "conv_transpose2d_implicit_gemm.wgsl", escape = "none")]
struct ConvTranspose2d {
    tile: Tile,
    activation: Activation,
    /// Of both images.
    precision: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "conv2d_implicit_gemm_weight_gradient.wgsl", escape = "none")]
struct WeightGradient {
    tile: Tile,
    high: Precision,
    low: Precision,
}

impl Wgsl for Conv2d {
    fn loops(&self, uniform: &[u32]) -> usize {
        (uniform[5] - uniform[4]) as usize * self.tile.step_loops()
    }
}

impl Wgsl for ConvTranspose2d {
    fn loops(&self, uniform: &[u32]) -> usize {
        (uniform[5] - uniform[4]) as usize * self.tile.step_loops()
    }
}

impl Wgsl for WeightGradient {
    fn loops(&self, uniform: &[u32]) -> usize {
        let pixels = (uniform[0] as usize) << (2 * uniform[3]);
        (pixels / TERMS).div_ceil(uniform[4] as usize) * self.tile.step_loops()
    }
}

/// What a pass computes, as matrix products; of the weight gradient, with its splits.
pub fn product(pass: Pass, sizes: Sizes) -> Product {
    let Sizes { high_channels, low_channels, .. } = sizes;
    match pass {
        Pass::Conv2d => Product { rows: low_channels, columns: sizes.low_pixels(), copies: 1 },
        // One for each parity of a high-res pixel's row and column.
        Pass::ConvTranspose2d => Product { rows: high_channels, columns: sizes.low_pixels(), copies: 4 },
        Pass::WeightGradient => Product { copies: splits(sizes), ..one_weight_product(sizes) },
    }
}

/// The dispatches, in their order.
pub fn conv2d(sizes: Sizes, activation: Activation, precision: Precision, tuning: Tuning) -> Vec<Launch<impl Wgsl>> {
    let product = product(Pass::Conv2d, sizes);
    let tile = tuning.tile(Pass::Conv2d, product);
    let workgroups = Workgroups::Row(tile.count(product));
    dispatches(sizes, sizes.high_channels, activation, |activation, uniform| {
        Launch::new(Conv2d { tile, activation, precision }, workgroups, uniform)
    })
}

/// The dispatches, in their order.
pub fn conv_transpose2d(
    sizes: Sizes,
    activation: Activation,
    precision: Precision,
    tuning: Tuning,
) -> Vec<Launch<impl Wgsl>> {
    let product = product(Pass::ConvTranspose2d, sizes);
    let tile = tuning.tile(Pass::ConvTranspose2d, product);
    let workgroups = Workgroups::Row(tile.count(product));
    dispatches(sizes, sizes.low_channels.div_ceil(4), activation, |activation, uniform| {
        Launch::new(ConvTranspose2d { tile, activation, precision }, workgroups, uniform)
    })
}

/// Launches for this many steps. The last one applies the activation.
fn dispatches<K>(
    sizes: Sizes,
    steps: usize,
    activation: Activation,
    launch: impl Fn(Activation, &[usize]) -> Launch<K>,
) -> Vec<Launch<K>> {
    let part = |begin: usize| {
        let end = (begin + MAX_STEPS).min(steps);
        let activation = if end == steps { activation } else { Activation::Linear };
        launch(activation, &[&uniform(sizes)[..], &[begin, end]].concat())
    };
    (0..steps).step_by(MAX_STEPS).map(part).collect()
}

/// Splits of the sum over the batch (split-K), so that every core of the GPU has work and no partial sum is too long. They
/// do not depend on the tuning, so that the results do not either.
pub fn splits(sizes: Sizes) -> usize {
    let steps = sizes.low_pixels() / TERMS;
    let product = one_weight_product(sizes);
    let tiles = Tuning::default().tile(Pass::WeightGradient, product).count(product);
    MIN_WORKGROUPS.div_ceil(tiles).max(steps.div_ceil(MAX_STEPS)).min(steps)
}

pub fn weight_gradient(sizes: Sizes, [high, low]: [Precision; 2], tuning: Tuning) -> Launch<impl Wgsl> {
    let product = product(Pass::WeightGradient, sizes);
    let tile = tuning.tile(Pass::WeightGradient, product);
    let workgroups = Workgroups::Row(tile.count(product));
    Launch::new(WeightGradient { tile, high, low }, workgroups, &[&uniform(sizes)[..], &[product.copies]].concat())
}

/// The weight gradient's, without splits.
fn one_weight_product(sizes: Sizes) -> Product {
    Product { rows: sizes.low_channels, columns: sizes.high_channels * TERMS, copies: 1 }
}

fn uniform(Sizes { batch, high_channels, low_channels, low_side }: Sizes) -> [usize; 4] {
    [batch, high_channels, low_channels, low_side.ilog2() as usize]
}
