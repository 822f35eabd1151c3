//! A plain product of matrices, in the tiles that convolutions are computed in: what the GPU reaches where nothing has to be
//! gathered from images. Nothing trains with it; it is measured.

use askama::Template;
use burn::backend::TensorMetadata;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{Buffer, Launch, Wgsl, Workgroups, empty};
use facegan_core::tuning::{Product, TERMS, Tile};

/// What the rows of the matrices must be a multiple of, so that every tile is filled.
pub const MULTIPLE: usize = 128;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "matrix_product.wgsl", escape = "none")]
struct MatrixProduct {
    tile: Tile,
}

impl Wgsl for MatrixProduct {
    fn loops(&self, uniform: &[u32]) -> usize {
        uniform[5] as usize * self.tile.step_loops()
    }
}

/// C = A · B.
///
/// # Shapes
/// - `a`, `b` and the result: `[n, n]`, n a multiple of [`MULTIPLE`]
pub fn matrix_product(a: CubeTensor, b: CubeTensor, tile: Tile) -> CubeTensor {
    let [rows, columns] = a.shape().dims();
    let result = empty(&a, [rows, columns]);
    let workgroups = Workgroups::Row(tile.count(Product { rows, columns, copies: 1 }));
    // Those of a convolution: batch, channels of both images, bits of a side, steps, splits.
    let uniform = [1, columns, rows, 0, 0, columns / TERMS, 1];
    Launch::new(MatrixProduct { tile }, workgroups, &uniform).run(&[
        Buffer::Read(&a),
        Buffer::Read(&b),
        Buffer::Write(&result),
    ]);
    result
}
