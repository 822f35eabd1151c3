//! Our own operations on Burn's tensors, on whatever backend those are.

use burn::backend::Dispatch;
use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::batch_norm::{BatchNormOptions, Running};
use crate::gan_loss::{Earlier, GanLoss, Labels};
use crate::layer::{Activation, Conv};
use crate::ops::LayerOps;
use crate::target::Target;
use facegan_core::tuning::Tile;

pub fn conv2d(high: Tensor<4>, weight: Tensor<4>, conv: Conv, activation: Activation, target: Target) -> Tensor<4> {
    let (high, weight) = (high.into_dispatch(), weight.into_dispatch());
    Tensor::from_dispatch(Dispatch::layer_conv2d(high, weight, conv, activation, target))
}

pub fn conv_transpose2d(
    low: Tensor<4>,
    weight: Tensor<4>,
    conv: Conv,
    activation: Activation,
    target: Target,
) -> Tensor<4> {
    let (low, weight) = (low.into_dispatch(), weight.into_dispatch());
    Tensor::from_dispatch(Dispatch::layer_conv_transpose2d(low, weight, conv, activation, target))
}

pub fn weight_gradient(high: Tensor<4>, low: Tensor<4>, conv: Conv, target: Target) -> Tensor<4> {
    let (high, low) = (high.into_dispatch(), low.into_dispatch());
    Tensor::from_dispatch(Dispatch::layer_weight_gradient(high, low, conv, target))
}

pub fn matrix_product(a: Tensor<2>, b: Tensor<2>, tile: Tile) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::layer_matrix_product(a.into_dispatch(), b.into_dispatch(), tile))
}

pub fn batch_norm(
    x: Tensor<4>,
    [weight, bias]: [Tensor<1>; 2],
    running: &Running,
    options: BatchNormOptions,
) -> Tensor<4> {
    let [mean, var] = [&running.mean, &running.var].map(|running| running.clone().into_dispatch());
    let (x, weight, bias) = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(Dispatch::layer_batch_norm(x, weight, bias, mean, var, options))
}

pub fn batch_norm_eval(
    x: Tensor<4>,
    [weight, bias]: [Tensor<1>; 2],
    Running { mean, var }: Running,
    activation: Activation,
    target: Target,
) -> Tensor<4> {
    let [weight, bias, mean, var] = [weight, bias, mean, var].map(Tensor::into_dispatch);
    Tensor::from_dispatch(Dispatch::layer_batch_norm_eval(
        x.into_dispatch(),
        weight,
        bias,
        mean,
        var,
        activation,
        target,
    ))
}

pub fn gan_loss(logits: Tensor<1>, labels: Labels, earlier: Option<Earlier>) -> GanLoss {
    // The kernel needs a buffer in this place, even where it reads none of it.
    let none = || Earlier { values: logits.clone().detach(), range: 0..0 };
    let Earlier { values, range } = earlier.unwrap_or_else(none);
    let (gradient, metrics) =
        Dispatch::layer_gan_loss(logits.clone().into_dispatch(), values.into_dispatch(), labels, range);
    let surrogate = surrogate(logits, Tensor::from_dispatch(gradient));
    GanLoss { surrogate, metrics: Tensor::from_dispatch(metrics) }
}

pub fn surrogate<const D: usize>(output: Tensor<D>, gradient: Tensor<D>) -> Tensor<1> {
    Tensor::from_dispatch(Dispatch::layer_surrogate(output.into_dispatch(), gradient.into_dispatch()))
}

/// Images from bytes, four of them a word: no image ends within a word, since a side is a multiple of 4.
pub fn pixels(rgb: &[u8], side: usize, device: &Device, target: Target) -> Tensor<4> {
    let word = |bytes: &[u8]| i32::from_le_bytes(std::array::from_fn(|i| bytes[i]));
    let words: Vec<i32> = rgb.chunks_exact(4).map(word).collect();
    let count = words.len();
    let words = Tensor::<1, Int>::from_data(TensorData::new(words, [count]), device);
    Tensor::from_dispatch(Dispatch::layer_pixels(words.into_dispatch(), side, target))
}

pub fn fill(table: Tensor<1>, length: usize, from: usize, target: Target) -> Tensor<1> {
    Tensor::from_dispatch(Dispatch::layer_fill(table.into_dispatch(), length, from, target))
}

pub fn to_f32(x: Tensor<4>) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::layer_to_f32(x.into_dispatch()))
}
