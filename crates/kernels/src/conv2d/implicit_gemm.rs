//! For a real GPU: products of matrices, tile by tile in workgroup memory, whose factors are gathered from the images on
//! their way (“implicit GEMM”: Chetlur et al., cuDNN, section 3, <https://arxiv.org/abs/1410.0759>).

use askama::Template;

use super::Sizes;
use crate::launch::{Launch, MOST_LOOPS, Wgsl, Workgroups};
use crate::{Activation, Precision};

/// Workgroups that keep a large GPU busy.
const BUSY: usize = 512;
/// Terms of a sum that are gathered at a time.
const TERMS: usize = 16;
/// Loop iterations of a step: itself, one a term, and in the weights' gradient one for four terms that are gathered.
const LOOPS: usize = 1 + TERMS + TERMS / 4;
/// Steps of a dispatch at most. What takes more, in networks wider than the tutorial's, is added up over several.
const STEPS: usize = MOST_LOOPS / LOOPS;

/// How a product is laid out over a workgroup's threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Tile {
    /// Threads beside each other, and above each other.
    across: usize,
    down: usize,
    /// Values of a thread, beside each other in fours.
    rows: usize,
    columns: usize,
}

/// 64 × 64 values: eight products for every two numbers that come out of workgroup memory.
const SQUARE: Tile = Tile { across: 8, down: 8, rows: 8, columns: 8 };
/// For matrices of few rows, such as an image's colours.
const FLAT: Tile = Tile { across: 32, down: 2, rows: 2, columns: 4 };

impl Tile {
    fn for_rows(rows: usize) -> Self {
        if rows <= FLAT.height() { FLAT } else { SQUARE }
    }

    fn threads(&self) -> usize {
        self.across * self.down
    }

    fn height(&self) -> usize {
        self.down * self.rows
    }

    fn width(&self) -> usize {
        self.across * self.columns
    }

    /// Vectors of four values beside each other that a thread makes.
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

    /// Numbers from one term of the left factor to the next.
    fn pitch(&self) -> usize {
        self.height() + 4
    }

    /// Tiles of a matrix.
    fn count(&self, rows: usize, columns: usize) -> usize {
        rows.div_ceil(self.height()) * columns.div_ceil(self.width())
    }
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "tiled_convolution.wgsl", escape = "none")]
struct Convolution {
    tile: Tile,
    after: Activation,
    /// Of both images.
    precision: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "tiled_transposed.wgsl", escape = "none")]
struct Transposed {
    tile: Tile,
    after: Activation,
    /// Of both images.
    precision: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "tiled_weight_gradient.wgsl", escape = "none")]
struct WeightGradient {
    tile: Tile,
    fine: Precision,
    coarse: Precision,
}

impl Wgsl for Convolution {
    fn loops(&self, shape: &[u32]) -> usize {
        (shape[5] - shape[4]) as usize * LOOPS
    }
}

impl Wgsl for Transposed {
    fn loops(&self, shape: &[u32]) -> usize {
        (shape[5] - shape[4]) as usize * LOOPS
    }
}

impl Wgsl for WeightGradient {
    fn loops(&self, shape: &[u32]) -> usize {
        let pixels = (shape[0] as usize) << (2 * shape[3]);
        (pixels / TERMS).div_ceil(shape[4] as usize) * LOOPS
    }
}

/// One dispatch after the other.
pub fn convolution(sizes: Sizes, after: Activation, precision: Precision) -> Vec<Launch<impl Wgsl>> {
    let tile = Tile::for_rows(sizes.coarse);
    let workgroups = Workgroups::Row(tile.count(sizes.coarse, sizes.pixels()));
    in_parts(sizes, sizes.fine, after, |after, words| {
        Launch::new(Convolution { tile, after, precision }, workgroups, words)
    })
}

/// One dispatch after the other.
pub fn transposed(sizes: Sizes, after: Activation, precision: Precision) -> Vec<Launch<impl Wgsl>> {
    let tile = Tile::for_rows(sizes.fine);
    let workgroups = Workgroups::Row(4 * tile.count(sizes.fine, sizes.pixels()));
    in_parts(sizes, sizes.coarse.div_ceil(4), after, |after, words| {
        Launch::new(Transposed { tile, after, precision }, workgroups, words)
    })
}

/// Launches for so many steps, of which the last applies the activation.
fn in_parts<K>(
    sizes: Sizes,
    steps: usize,
    after: Activation,
    launch: impl Fn(Activation, &[usize]) -> Launch<K>,
) -> Vec<Launch<K>> {
    let part = |begin: usize| {
        let end = (begin + STEPS).min(steps);
        let after = if end == steps { after } else { Activation::Linear };
        launch(after, &[&words(sizes)[..], &[begin, end]].concat())
    };
    (0..steps).step_by(STEPS).map(part).collect()
}

/// Parts that the sum over the batch is made in, so that every core of the GPU has work and no part is too long.
pub fn shares(sizes: Sizes) -> usize {
    let steps = sizes.pixels() / TERMS;
    BUSY.div_ceil(tiles_of_weights(sizes)).max(steps.div_ceil(STEPS)).min(steps)
}

pub fn weight_gradient(sizes: Sizes, shares: usize, [fine, coarse]: [Precision; 2]) -> Launch<impl Wgsl> {
    let tile = Tile::for_rows(sizes.coarse);
    let workgroups = Workgroups::Row(tiles_of_weights(sizes) * shares);
    Launch::new(WeightGradient { tile, fine, coarse }, workgroups, &[&words(sizes)[..], &[shares]].concat())
}

fn tiles_of_weights(sizes: Sizes) -> usize {
    Tile::for_rows(sizes.coarse).count(sizes.coarse, sizes.fine * TERMS)
}

fn words(Sizes { batch, fine, coarse, side }: Sizes) -> [usize; 4] {
    [batch, fine, coarse, side.ilog2() as usize]
}
