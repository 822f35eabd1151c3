//! The layers' operations that a Burn backend implements.

use std::ops::Range;

use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Backend, backend_extension};

use crate::batch_norm::BatchNormOptions;
use crate::gan_loss::Labels;
use crate::layer::{Activation, Conv};
use crate::target::Target;
use facegan_core::tuning::Tile;

/// What [`Kernels`](crate::Kernels) describes, on one backend.
#[backend_extension(Autodiff, Cube)]
pub trait LayerOps: Backend {
    fn layer_conv2d(
        high: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        conv: Conv,
        activation: Activation,
        target: Target,
    ) -> FloatTensor<Self>;

    fn layer_conv_transpose2d(
        low: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        conv: Conv,
        activation: Activation,
        target: Target,
    ) -> FloatTensor<Self>;

    /// The gradient of either by its weights. It has no gradient of its own.
    fn layer_weight_gradient(
        high: FloatTensor<Self>,
        low: FloatTensor<Self>,
        conv: Conv,
        target: Target,
    ) -> FloatTensor<Self>;

    /// C = A · B. It has no gradient.
    fn layer_matrix_product(a: FloatTensor<Self>, b: FloatTensor<Self>, tile: Tile) -> FloatTensor<Self>;

    fn layer_batch_norm(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        running_mean: FloatTensor<Self>,
        running_var: FloatTensor<Self>,
        options: BatchNormOptions,
    ) -> FloatTensor<Self>;

    /// The gradient by `x` alone.
    fn layer_batch_norm_eval(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        running_mean: FloatTensor<Self>,
        running_var: FloatTensor<Self>,
        activation: Activation,
        target: Target,
    ) -> FloatTensor<Self>;

    /// See [`Kernels::surrogate`](crate::Kernels::surrogate).
    fn layer_surrogate(output: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self>;

    /// The loss's gradient by the logits, and the values of `earlier` in the range with the loss and both mean sigmoids
    /// behind them. They have no gradients of their own.
    fn layer_gan_loss(
        logits: FloatTensor<Self>,
        earlier: FloatTensor<Self>,
        labels: Labels,
        earlier_range: Range<usize>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// Images from words of four bytes.
    fn layer_pixels(words: IntTensor<Self>, side: usize, target: Target) -> FloatTensor<Self>;

    /// `[length]`, see [`fill`](crate::fill()).
    fn layer_fill(table: FloatTensor<Self>, length: usize, from: usize, target: Target) -> FloatTensor<Self>;

    /// The same numbers as float32. The gradient passes through unchanged and stays float32.
    fn layer_to_f32(x: FloatTensor<Self>) -> FloatTensor<Self>;
}
