//! Implicit GEMM for GPUs: matrix products, tile by tile in workgroup memory, whose factors are gathered from the images
//! without an im2col buffer (Chetlur et al. 2014, cuDNN, section 3, <https://arxiv.org/abs/1410.0759>).
//!
//! Both factors lie in workgroup memory as vectors of four, and what four adjacent pixels see is read from the image at
//! once.

use std::ops::Range;

use askama::Template;

use super::sizes::Sizes;
use crate::launch::{Launch, MAX_LOOP_ITERATIONS, Wgsl, Workgroups};
use crate::layer::Activation;
use crate::target::Precision;
use facegan_core::tuning::{Pass, Product, TERMS, Tile, Tuning};

/// Workgroups that sums are split for, to keep a large GPU busy.
const MIN_WORKGROUPS: usize = 512;
/// Steps of a split of an image's sums at least: a thousand terms for every partial sum that is written and read again.
const MIN_STEPS: usize = 64;
/// Steps of a split of a weight gradient's sums at least: fewer are made sooner than a dispatch that adds up the parts.
const MIN_WEIGHT_STEPS: usize = 8;
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
    /// Of the image that is read.
    precision: Precision,
    /// Of what is written.
    result: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "conv_transpose2d_implicit_gemm.wgsl", escape = "none")]
struct ConvTranspose2d {
    tile: Tile,
    /// Of the image that is read.
    precision: Precision,
    /// Of what is written.
    result: Precision,
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
        loops(self.tile, uniform)
    }
}

impl Wgsl for ConvTranspose2d {
    fn loops(&self, uniform: &[u32]) -> usize {
        loops(self.tile, uniform)
    }
}

impl Wgsl for WeightGradient {
    fn loops(&self, uniform: &[u32]) -> usize {
        loops(self.tile, uniform)
    }
}

fn loops(tile: Tile, uniform: &[u32]) -> usize {
    let [begin, end, splits] = [uniform[4], uniform[5], uniform[6]].map(|word| word as usize);
    (end - begin).div_ceil(splits) * tile.step_loops()
}

/// The dispatches, in their order. Where the sum is split, they write partial sums in float32, without the activation.
pub fn conv2d(sizes: Sizes, activation: Activation, precision: Precision, tuning: Tuning) -> Vec<Launch<impl Wgsl>> {
    dispatches(Pass::Conv2d, sizes, tuning, (activation, precision), |tile, result| Conv2d { tile, precision, result })
}

/// The dispatches, as those of [`conv2d`].
pub fn conv_transpose2d(
    sizes: Sizes,
    activation: Activation,
    precision: Precision,
    tuning: Tuning,
) -> Vec<Launch<impl Wgsl>> {
    dispatches(Pass::ConvTranspose2d, sizes, tuning, (activation, precision), |tile, result| ConvTranspose2d {
        tile,
        precision,
        result,
    })
}

/// Launches of the kernel for this tile and precision of the output. A sum that is not split may be too long for one; the
/// last applies the activation.
fn dispatches<K: Wgsl>(
    pass: Pass,
    sizes: Sizes,
    tuning: Tuning,
    (activation, precision): (Activation, Precision),
    kernel: impl Fn(Tile, Precision) -> K,
) -> Vec<Launch<K>> {
    let (product, steps) = (product(pass, sizes), steps(pass, sizes));
    let tile = tuning.tile(pass, product);
    let workgroups = Workgroups::Row(tile.count(product));
    let splits = splits(pass, sizes);
    if splits > 1 {
        let uniform = [&uniform(sizes, 0..steps, splits)[..], &Activation::Linear.words()].concat();
        return vec![Launch::new(kernel(tile, Precision::F32), workgroups, &uniform)];
    }
    let part = |begin: usize| {
        let end = (begin + MAX_STEPS).min(steps);
        let activation = if end == steps { activation } else { Activation::Linear };
        let uniform = [&uniform(sizes, begin..end, 1)[..], &activation.words()].concat();
        Launch::new(kernel(tile, precision), workgroups, &uniform)
    };
    (0..steps).step_by(MAX_STEPS).map(part).collect()
}

/// Writes partial sums, if the sum is split.
pub fn weight_gradient(sizes: Sizes, [high, low]: [Precision; 2], tuning: Tuning) -> Launch<impl Wgsl> {
    let pass = Pass::WeightGradient;
    let product = product(pass, sizes);
    let tile = tuning.tile(pass, product);
    let uniform = uniform(sizes, 0..steps(pass, sizes), splits(pass, sizes));
    Launch::new(WeightGradient { tile, high, low }, Workgroups::Row(tile.count(product)), &uniform)
}

/// Splits of a sum (split-K), so that every core of the GPU has work and no partial sum is too long. They do not depend on
/// the tuning, so that the results do not either.
pub fn splits(pass: Pass, sizes: Sizes) -> usize {
    let (product, steps) = (unsplit(pass, sizes), steps(pass, sizes));
    let wanted = |tile: Tile| MIN_WORKGROUPS.div_ceil(tile.count(product));
    match pass {
        // It has long sums and few values.
        Pass::WeightGradient => {
            let tile = Tuning::default().tile(pass, product);
            wanted(tile).min(steps / MIN_WEIGHT_STEPS).max(steps.div_ceil(MAX_STEPS))
        }
        Pass::Conv2d | Pass::ConvTranspose2d => {
            let splits = wanted(Tile::Square64).min(steps / MIN_STEPS).max(1);
            if steps.div_ceil(splits) <= MAX_STEPS { splits } else { 1 }
        }
    }
}

/// What a pass computes, with its splits.
pub fn product(pass: Pass, sizes: Sizes) -> Product {
    let product = unsplit(pass, sizes);
    Product { copies: product.copies * splits(pass, sizes), ..product }
}

/// What a pass computes, as matrix products.
fn unsplit(pass: Pass, sizes: Sizes) -> Product {
    let Sizes { high_channels, low_channels, .. } = sizes;
    match pass {
        Pass::Conv2d => Product { rows: low_channels, columns: sizes.low_pixels(), copies: 1 },
        // One for each parity of a high-res pixel's row and column.
        Pass::ConvTranspose2d => Product { rows: high_channels, columns: sizes.low_pixels(), copies: 4 },
        Pass::WeightGradient => Product { rows: low_channels, columns: high_channels * TERMS, copies: 1 },
    }
}

/// Steps of a whole sum.
fn steps(pass: Pass, sizes: Sizes) -> usize {
    match pass {
        Pass::Conv2d => sizes.high_channels,
        Pass::ConvTranspose2d => sizes.low_channels.div_ceil(4),
        Pass::WeightGradient => sizes.low_pixels() / TERMS,
    }
}

fn uniform(sizes: Sizes, steps: Range<usize>, splits: usize) -> [usize; 7] {
    let Sizes { batch, high_channels, low_channels, low_side } = sizes;
    [batch, high_channels, low_channels, low_side.ilog2() as usize, steps.start, steps.end, splits]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splits_of(pass: Pass, [batch, high_channels, low_channels, low_side]: [usize; 4]) -> usize {
        splits(pass, Sizes { batch, high_channels, low_channels, low_side })
    }

    /// netD's layers of the tutorial, in its own turn and in netG's, and of a small network.
    #[test]
    fn sums_are_split_where_workgroups_are_few_and_terms_are_many() {
        assert_eq!(splits_of(Pass::Conv2d, [256, 64, 128, 16]), 1);
        assert_eq!(splits_of(Pass::Conv2d, [128, 256, 512, 4]), 2);
        assert_eq!(splits_of(Pass::ConvTranspose2d, [128, 256, 512, 4]), 1);
        assert_eq!(splits_of(Pass::Conv2d, [64, 64, 128, 8]), 1);
        assert_eq!(splits_of(Pass::Conv2d, [64, 128, 256, 4]), 2);
        assert_eq!(splits_of(Pass::WeightGradient, [256, 3, 64, 32]), 512);
        assert_eq!(splits_of(Pass::WeightGradient, [256, 256, 512, 4]), 2);
        assert_eq!(splits_of(Pass::WeightGradient, [1, 8, 8, 4]), 1);
        assert_eq!(splits_of(Pass::WeightGradient, [8, 32, 64, 4]), 1);
        assert_eq!(splits_of(Pass::WeightGradient, [8, 16, 32, 8]), 4);
    }

    #[test]
    fn long_sums_take_several_dispatches() {
        let sizes = Sizes { batch: 256, high_channels: 1000, low_channels: 512, low_side: 8 };
        let launches = conv2d(sizes, Activation::Relu, Precision::F32, Tuning::default());
        assert_eq!(splits(Pass::Conv2d, sizes), 1);
        let steps: Vec<_> = launches.iter().map(|launch| [launch.uniform[4], launch.uniform[5]]).collect();
        assert_eq!(steps, [[0, 372], [372, 744], [744, 1000]]);
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn every_tile_is_within_the_default_limits() {
        let limits = burn::tensor::wgpu::wgpu::Limits::default();
        for tile in Tile::ALL {
            let bytes = (tile.height() + tile.width()) * TERMS * size_of::<f32>();
            assert!(bytes <= limits.max_compute_workgroup_storage_size as usize, "{tile}: {bytes} bytes");
            assert!(tile.threads() <= limits.max_compute_invocations_per_workgroup as usize, "{tile}");
        }
    }
}
