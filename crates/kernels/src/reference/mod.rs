//! The reference: the same operations from Burn's own ("stock") layers, on any device.

mod gan_loss;
mod tanh;

use burn::tensor::Tensor;
use burn::tensor::activation::{leaky_relu, relu};
use burn::tensor::module;
use burn::tensor::ops::{ConvOptions, ConvTransposeOptions};

pub use gan_loss::gan_loss;

use crate::batch_norm::{EPSILON, MOMENTUM, Running};
use crate::layer::{Activation, Conv};

/// The most terms of a sum over a batch in a weight gradient. Burn's kernels let one thread loop over all of them, which
/// some drivers end early without an error (65,535 iterations in Mesa's software adapter).
const LONGEST_SUM: usize = 1 << 15;

fn activate(x: Tensor<4>, activation: Activation) -> Tensor<4> {
    match activation {
        Activation::Linear => x,
        Activation::Relu => relu(x),
        Activation::LeakyRelu => leaky_relu(x, activation.slope()),
        Activation::Tanh => tanh::tanh(x),
    }
}

/// See [`Kernels::conv2d`](crate::Kernels::conv2d).
pub fn conv2d(high: Tensor<4>, weight: Tensor<4>, conv: Conv, activation: Activation) -> Tensor<4> {
    let (stride, padding) = conv.stride_and_padding();
    let options = ConvOptions::new([stride; 2], [padding; 2], [1; 2], 1);
    let low_side = high.dims()[2] / 2;
    let layer = |high| module::conv2d(high, weight.clone(), None, options.clone());
    activate(in_parts(high, low_side, layer), activation)
}

/// See [`Kernels::conv_transpose2d`](crate::Kernels::conv_transpose2d).
pub fn conv_transpose2d(low: Tensor<4>, weight: Tensor<4>, conv: Conv, activation: Activation) -> Tensor<4> {
    let (stride, padding) = conv.stride_and_padding();
    let options = ConvTransposeOptions::new([stride; 2], [padding; 2], [0; 2], [1; 2], 1);
    let low_side = low.dims()[2];
    let layer = |low| module::conv_transpose2d(low, weight.clone(), None, options.clone());
    activate(in_parts(low, low_side, layer), activation)
}

/// Applies a layer to parts of a batch, so small that no sum over the `low_side × low_side` low-res pixels of one is too
/// long.
fn in_parts(batch: Tensor<4>, low_side: usize, layer: impl Fn(Tensor<4>) -> Tensor<4>) -> Tensor<4> {
    let samples = batch.dims()[0];
    let parts = (samples * low_side * low_side).div_ceil(LONGEST_SUM).min(samples);
    match parts {
        0 | 1 => layer(batch),
        _ => Tensor::cat(batch.chunk(parts, 0).into_iter().map(layer).collect(), 0),
    }
}

/// See [`Kernels::batch_norm`](crate::Kernels::batch_norm).
///
/// Burn's own `batch_norm_train` adds up a whole channel of the batch at once, one value activation the other on the CPU. In
/// float32 that loses digits: at the tutorial's batch, gradients were off by up to 1.9e-3.
pub fn batch_norm(
    x: Tensor<4>,
    [weight, bias]: [Tensor<1>; 2],
    running: &mut Running,
    groups: usize,
    activation: Activation,
) -> Tensor<4> {
    let [batch, channels, height, width] = x.dims();
    let count = (batch / groups * height * width) as f32;
    let [weight, bias] = [weight, bias].map(|parameter| parameter.reshape([1, channels, 1, 1]));
    let mut normalize = |x: Tensor<4>| {
        let mean = channel_means(x.clone());
        let centred = x - mean.clone();
        let variance = channel_means(centred.clone() * centred.clone());
        let unbiased = variance.clone().mul_scalar(count / (count - 1.0));
        running.mean = stepped(&running.mean, mean.reshape([channels]));
        running.var = stepped(&running.var, unbiased.reshape([channels]));
        centred / variance.add_scalar(EPSILON).sqrt() * weight.clone() + bias.clone()
    };
    let output = match groups {
        1 => normalize(x),
        _ => Tensor::cat(x.chunk(groups, 0).into_iter().map(normalize).collect(), 0),
    };
    activate(output, activation)
}

/// See [`Kernels::batch_norm_eval`](crate::Kernels::batch_norm_eval).
pub fn batch_norm_eval(
    x: Tensor<4>,
    [weight, bias]: [Tensor<1>; 2],
    Running { mean, var }: Running,
    activation: Activation,
) -> Tensor<4> {
    activate(module::batch_norm(x, weight, bias, mean, var, f64::from(EPSILON)), activation)
}

/// Means over all dimensions but the channels, one dimension at a time, so that no sum is long; the sums of their
/// gradients are not either.
fn channel_means(x: Tensor<4>) -> Tensor<4> {
    x.mean_dim(3).mean_dim(2).mean_dim(0)
}

/// (1 − momentum) · running + momentum · batch, with [`MOMENTUM`].
fn stepped(running: &Tensor<1>, batch: Tensor<1>) -> Tensor<1> {
    (running.clone().mul_scalar(1.0 - MOMENTUM) + batch.detach().mul_scalar(MOMENTUM)).detach()
}
