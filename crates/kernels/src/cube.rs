//! The operations on the GPU: Burn's CubeCL backend.

use std::ops::Range;

use burn::tensor::DType;
use burn_cubecl::CubeBackend;
use burn_cubecl::kernel::{cast, into_contiguous};
use burn_cubecl::tensor::CubeTensor;

use crate::batch_norm::{self, BatchNormOptions};
use crate::gan_loss::Labels;
use crate::launch::reshaped;
use crate::layer::{Activation, Conv};
use crate::matrix_product::matrix_product;
use crate::ops::LayerOps;
use crate::target::Target;
use crate::{conv2d, fill, gan_loss, pixels};
use facegan_core::tuning::Tile;

impl LayerOps for CubeBackend {
    fn layer_conv2d(
        high: CubeTensor,
        weight: CubeTensor,
        conv: Conv,
        activation: Activation,
        target: Target,
    ) -> CubeTensor {
        conv2d::conv2d(high, weight, conv, activation, target)
    }

    fn layer_conv_transpose2d(
        low: CubeTensor,
        weight: CubeTensor,
        conv: Conv,
        activation: Activation,
        target: Target,
    ) -> CubeTensor {
        conv2d::conv_transpose2d(low, weight, conv, activation, target)
    }

    fn layer_weight_gradient(high: CubeTensor, low: CubeTensor, conv: Conv, target: Target) -> CubeTensor {
        conv2d::weight_gradient(high, low, conv, target)
    }

    fn layer_matrix_product(a: CubeTensor, b: CubeTensor, tile: Tile) -> CubeTensor {
        matrix_product(a, b, tile)
    }

    fn layer_batch_norm(
        x: CubeTensor,
        weight: CubeTensor,
        bias: CubeTensor,
        running_mean: CubeTensor,
        running_var: CubeTensor,
        options: BatchNormOptions,
    ) -> CubeTensor {
        let x = into_contiguous(x);
        let parameters = batch_norm::Parameters { weight, bias, running_mean, running_var };
        batch_norm::forward(&x, &parameters, options).y
    }

    fn layer_batch_norm_eval(
        x: CubeTensor,
        weight: CubeTensor,
        bias: CubeTensor,
        running_mean: CubeTensor,
        running_var: CubeTensor,
        activation: Activation,
        target: Target,
    ) -> CubeTensor {
        let parameters = batch_norm::Parameters { weight, bias, running_mean, running_var };
        batch_norm::eval::forward(&into_contiguous(x), &parameters, activation, target)
    }

    fn layer_surrogate(_: CubeTensor, gradient: CubeTensor) -> CubeTensor {
        // Its first value: no kernel is needed for that.
        reshaped(into_contiguous(gradient), [1])
    }

    fn layer_gan_loss(
        logits: CubeTensor,
        earlier: CubeTensor,
        labels: Labels,
        earlier_range: Range<usize>,
    ) -> (CubeTensor, CubeTensor) {
        let output = gan_loss::forward(logits, earlier, labels, earlier_range);
        (output.logit_gradient, output.metrics)
    }

    fn layer_pixels(words: CubeTensor, side: usize, target: Target) -> CubeTensor {
        pixels::normalize_bytes(words, side, target)
    }

    fn layer_fill(table: CubeTensor, length: usize, from: usize, target: Target) -> CubeTensor {
        fill::repeat(table, length, from, target)
    }

    fn layer_to_f32(x: CubeTensor) -> CubeTensor {
        cast(x, DType::F32)
    }
}
