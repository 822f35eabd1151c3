//! For a real GPU: products of matrices, tile by tile in workgroup memory, whose factors are gathered from the images on
//! their way (“implicit GEMM”: Chetlur et al., cuDNN, section 3, <https://arxiv.org/abs/1410.0759>).

use askama::Template;

use super::Sizes;
use crate::kernels::launch::{Buffer, Workgroups, launch};
use crate::kernels::{Activation, Storage};

/// Workgroups that keep a large GPU busy.
const BUSY: usize = 512;
/// Terms of a sum that are gathered at a time.
const TERMS: usize = 16;

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
    storage: Storage,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "tiled_transposed.wgsl", escape = "none")]
struct Transposed {
    tile: Tile,
    after: Activation,
    /// Of both images.
    storage: Storage,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "tiled_weight_gradient.wgsl", escape = "none")]
struct WeightGradient {
    tile: Tile,
    fine: Storage,
    coarse: Storage,
}

pub fn convolution(buffers: &[Buffer<'_>], sizes: Sizes, after: Activation, storage: Storage) {
    let tile = Tile::for_rows(sizes.coarse);
    let workgroups = Workgroups::Row(tile.count(sizes.coarse, sizes.pixels()));
    launch(Convolution { tile, after, storage }, workgroups, buffers, &words(sizes, 1));
}

pub fn transposed(buffers: &[Buffer<'_>], sizes: Sizes, after: Activation, storage: Storage) {
    let tile = Tile::for_rows(sizes.fine);
    let workgroups = Workgroups::Row(4 * tile.count(sizes.fine, sizes.pixels()));
    launch(Transposed { tile, after, storage }, workgroups, buffers, &words(sizes, 1));
}

/// Parts that the sum over the batch is made in, so that every core of the GPU has work.
pub fn shares(sizes: Sizes) -> usize {
    BUSY.div_ceil(tiles_of_weights(sizes)).min(sizes.pixels() / TERMS)
}

pub fn weight_gradient(buffers: &[Buffer<'_>], sizes: Sizes, shares: usize, [fine, coarse]: [Storage; 2]) {
    let tile = Tile::for_rows(sizes.coarse);
    let workgroups = Workgroups::Row(tiles_of_weights(sizes) * shares);
    launch(WeightGradient { tile, fine, coarse }, workgroups, buffers, &words(sizes, shares));
}

fn tiles_of_weights(sizes: Sizes) -> usize {
    Tile::for_rows(sizes.coarse).count(sizes.coarse, sizes.fine * TERMS)
}

fn words(Sizes { batch, fine, coarse, side }: Sizes, shares: usize) -> [u32; 5] {
    [batch, fine, coarse, side.ilog2() as usize, shares].map(|size| size as u32)
}
