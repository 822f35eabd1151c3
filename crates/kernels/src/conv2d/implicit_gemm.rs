//! Implicit GEMM for GPUs: matrix products, tile by tile in workgroup memory, whose factors are gathered from the images
//! without an im2col buffer (Chetlur et al. 2014, cuDNN, section 3, <https://arxiv.org/abs/1410.0759>).

use askama::Template;

use super::sizes::Sizes;
use crate::launch::{Launch, MAX_LOOP_ITERATIONS, Wgsl, Workgroups};
use crate::layer::Activation;
use crate::target::Precision;

/// Workgroups that keep a large GPU busy.
const MIN_WORKGROUPS: usize = 512;
/// Terms of a sum that a step gathers.
const TERMS: usize = 16;
/// Loop iterations of a step: itself, one for each term, and in the weight gradient one for every four gathered terms.
const LOOPS: usize = 1 + TERMS + TERMS / 4;
/// Steps of a dispatch at most. Longer sums, in networks wider than the tutorial's, take several dispatches.
const MAX_STEPS: usize = MAX_LOOP_ITERATIONS / LOOPS;

/// The tile of a matrix product that a workgroup computes, and how its threads share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Tile {
    /// Threads in each direction.
    threads_x: usize,
    threads_y: usize,
    /// Values of a thread in each direction; those of a row are vectors of four.
    rows: usize,
    columns: usize,
}

/// 64 × 64 values: 64 products for every 16 values that a thread reads from workgroup memory.
const SQUARE: Tile = Tile { threads_x: 8, threads_y: 8, rows: 8, columns: 8 };
/// For matrices of few rows, such as the three channels of an image.
const FLAT: Tile = Tile { threads_x: 32, threads_y: 2, rows: 2, columns: 4 };

impl Tile {
    fn for_rows(rows: usize) -> Self {
        if rows <= FLAT.height() { FLAT } else { SQUARE }
    }

    fn threads(&self) -> usize {
        self.threads_x * self.threads_y
    }

    fn height(&self) -> usize {
        self.threads_y * self.rows
    }

    fn width(&self) -> usize {
        self.threads_x * self.columns
    }

    /// Vectors of four values in a row of a thread.
    fn quads(&self) -> usize {
        self.columns / 4
    }

    /// Vectors of four values of the left factor that a thread gathers.
    fn loads(&self) -> usize {
        (4 * self.height()).div_ceil(self.threads())
    }

    /// Whether every thread gathers that many.
    fn loads_evenly(&self) -> bool {
        (4 * self.height()).is_multiple_of(self.threads())
    }

    /// Columns that a thread gathers.
    fn gathered(&self) -> usize {
        self.width() / self.threads()
    }

    /// Stride from one term of the left factor to the next in workgroup memory, with padding.
    fn pitch(&self) -> usize {
        self.height() + 4
    }

    /// Tiles of a matrix of this size.
    fn count(&self, rows: usize, columns: usize) -> usize {
        rows.div_ceil(self.height()) * columns.div_ceil(self.width())
    }
}

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
        (uniform[5] - uniform[4]) as usize * LOOPS
    }
}

impl Wgsl for ConvTranspose2d {
    fn loops(&self, uniform: &[u32]) -> usize {
        (uniform[5] - uniform[4]) as usize * LOOPS
    }
}

impl Wgsl for WeightGradient {
    fn loops(&self, uniform: &[u32]) -> usize {
        let pixels = (uniform[0] as usize) << (2 * uniform[3]);
        (pixels / TERMS).div_ceil(uniform[4] as usize) * LOOPS
    }
}

/// The dispatches, in their order.
pub fn conv2d(sizes: Sizes, activation: Activation, precision: Precision) -> Vec<Launch<impl Wgsl>> {
    let tile = Tile::for_rows(sizes.low_channels);
    let workgroups = Workgroups::Row(tile.count(sizes.low_channels, sizes.low_pixels()));
    dispatches(sizes, sizes.high_channels, activation, |activation, uniform| {
        Launch::new(Conv2d { tile, activation, precision }, workgroups, uniform)
    })
}

/// The dispatches, in their order.
pub fn conv_transpose2d(sizes: Sizes, activation: Activation, precision: Precision) -> Vec<Launch<impl Wgsl>> {
    let tile = Tile::for_rows(sizes.high_channels);
    let workgroups = Workgroups::Row(4 * tile.count(sizes.high_channels, sizes.low_pixels()));
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

/// Splits of the sum over the batch (split-K), so that every core of the GPU has work and no partial sum is too long.
pub fn splits(sizes: Sizes) -> usize {
    let steps = sizes.low_pixels() / TERMS;
    MIN_WORKGROUPS.div_ceil(weight_tiles(sizes)).max(steps.div_ceil(MAX_STEPS)).min(steps)
}

pub fn weight_gradient(sizes: Sizes, splits: usize, [high, low]: [Precision; 2]) -> Launch<impl Wgsl> {
    let tile = Tile::for_rows(sizes.low_channels);
    let workgroups = Workgroups::Row(weight_tiles(sizes) * splits);
    Launch::new(WeightGradient { tile, high, low }, workgroups, &[&uniform(sizes)[..], &[splits]].concat())
}

fn weight_tiles(sizes: Sizes) -> usize {
    Tile::for_rows(sizes.low_channels).count(sizes.low_channels, sizes.high_channels * TERMS)
}

fn uniform(Sizes { batch, high_channels, low_channels, low_side }: Sizes) -> [usize; 4] {
    [batch, high_channels, low_channels, low_side.ilog2() as usize]
}
