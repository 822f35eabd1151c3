//! Timing a pass of a layer, and a product of matrices.

use burn::backend::ExecutionError;
use burn::tensor::Tensor;

use super::timing::seconds;
use crate::compute::{Compute, Kernels};
use crate::conv2d::{Sizes, product};
use crate::layer::{Activation, Conv};
use crate::matrix_product::MULTIPLE;
use crate::own;
use crate::target::Target;
use crate::upload::fill;
use facegan_core::tuning::{Pass, Tile};

/// Different values of a tensor.
const WAVE: usize = 1000;

/// Seconds that our own kernels for this target take for a pass of a layer without activation; see [`ConvSizes`].
///
/// [`ConvSizes`]: crate::ConvSizes
///
/// # Errors
/// When the device fails.
pub async fn pass_seconds(pass: Pass, sizes: Sizes, target: Target, compute: &Compute) -> Result<f64, ExecutionError> {
    let Layer { high, low, weight } = Layer::new(sizes, target, compute);
    seconds(|| {
        let (high, low, weight) = (high.clone(), low.clone(), weight.clone());
        match pass {
            Pass::Conv2d => own::conv2d(high, weight, Conv::Stride2, Activation::Linear, target),
            Pass::ConvTranspose2d => own::conv_transpose2d(low, weight, Conv::Stride2, Activation::Linear, target),
            Pass::WeightGradient => own::weight_gradient(high, low, Conv::Stride2, target),
        }
    })
    .await
}

/// Seconds that the product of two square matrices takes in float32 in a tile, for `rows`, a multiple of 128.
///
/// # Errors
/// When the device fails.
///
/// # Panics
/// When `rows` is no multiple of 128.
pub async fn product_seconds(tile: Tile, rows: usize, compute: &Compute) -> Result<f64, ExecutionError> {
    assert!(rows.is_multiple_of(MULTIPLE), "{rows} rows do not fill every tile");
    let [a, b] = [0, 1].map(|from| wave(from, [rows, rows], compute));
    seconds(|| own::matrix_product(a.clone(), b.clone(), tile)).await
}

/// The tile that a target computes a pass of a layer in; none on a software adapter.
pub fn layer_tile(pass: Pass, sizes: Sizes, target: Target) -> Option<Tile> {
    match target {
        Target::Gpu { tuning, .. } => Some(tuning.tile(pass, product(pass, sizes))),
        Target::SoftwareAdapter => None,
    }
}

/// A layer's high-res and low-res image and its weights.
struct Layer {
    high: Tensor<4>,
    low: Tensor<4>,
    weight: Tensor<4>,
}

impl Layer {
    fn new(sizes: Sizes, target: Target, compute: &Compute) -> Self {
        let Sizes { batch, high_channels, low_channels, low_side } = sizes;
        let high_side = 2 * low_side;
        let kernels = Kernels::Own(target);
        Self {
            high: kernels.to_precision(wave(0, [batch, high_channels, high_side, high_side], compute)),
            low: kernels.to_precision(wave(1, [batch, low_channels, low_side, low_side], compute)),
            weight: wave(2, [low_channels, high_channels, 4, 4], compute),
        }
    }
}

/// A tensor of a wave: GPUs may be faster on zeros.
fn wave<const D: usize>(from: usize, shape: [usize; D], compute: &Compute) -> Tensor<D> {
    let wave: Vec<f32> = (0..WAVE).map(|i| (i as f32).sin()).collect();
    fill(&wave, from, shape, compute)
}
