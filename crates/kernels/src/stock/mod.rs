//! The same operations out of Burn's own.

mod bce_loss;
mod tanh;

use burn::tensor::Tensor;
use burn::tensor::activation::{leaky_relu, relu};
use burn::tensor::module::{conv_transpose2d, conv2d};
use burn::tensor::ops::{ConvOptions, ConvTransposeOptions};

pub use bce_loss::bce_loss;

use super::batch_norm::{EPSILON, MOMENTUM, Running};
use super::{Activation, Conv};

/// The most terms of a sum over a batch in a weights' gradient. Burn's kernels let one thread loop over all of them, which
/// some drivers end early without an error (65,535 iterations in Mesa's software GPU).
const LONGEST_SUM: usize = 1 << 15;

/// Stride and padding.
fn steps(geometry: Conv) -> (usize, usize) {
    match geometry {
        Conv::Stride2 => (2, 1),
        Conv::Valid => (1, 0),
    }
}

fn activate(x: Tensor<4>, after: Activation) -> Tensor<4> {
    match after {
        Activation::Linear => x,
        Activation::Relu => relu(x),
        Activation::LeakyRelu => leaky_relu(x, after.slope()),
        Activation::Tanh => tanh::tanh(x),
    }
}

pub fn convolution(fine: Tensor<4>, weight: Tensor<4>, geometry: Conv, after: Activation) -> Tensor<4> {
    let (stride, padding) = steps(geometry);
    let options = ConvOptions::new([stride; 2], [padding; 2], [1; 2], 1);
    let side = fine.dims()[2] / 2;
    activate(in_parts(fine, side, |fine| conv2d(fine, weight.clone(), None, options.clone())), after)
}

pub fn transposed(coarse: Tensor<4>, weight: Tensor<4>, geometry: Conv, after: Activation) -> Tensor<4> {
    let (stride, padding) = steps(geometry);
    let options = ConvTransposeOptions::new([stride; 2], [padding; 2], [0; 2], [1; 2], 1);
    let side = coarse.dims()[2];
    activate(in_parts(coarse, side, |coarse| conv_transpose2d(coarse, weight.clone(), None, options.clone())), after)
}

/// What a layer makes of a batch, in parts so small that no sum over the `side × side` coarse pixels of one is too long.
fn in_parts(batch: Tensor<4>, side: usize, layer: impl Fn(Tensor<4>) -> Tensor<4>) -> Tensor<4> {
    let samples = batch.dims()[0];
    let parts = (samples * side * side).div_ceil(LONGEST_SUM).min(samples);
    match parts {
        0 | 1 => layer(batch),
        _ => Tensor::cat(batch.chunk(parts, 0).into_iter().map(layer).collect(), 0),
    }
}

/// y = (x − E[x]) / √(Var[x] + ε) · weight + bias, over all but the channels
/// (PyTorch's `BatchNorm2d`; Ioffe and Szegedy, <https://arxiv.org/abs/1502.03167>).
///
/// Burn's own `batch_norm_train` adds up a whole channel of the batch at once, one value after the other on the CPU. In
/// float32 that loses digits: at the tutorial's batch, gradients were off by up to 1.9e-3.
pub fn batch_norm(
    x: Tensor<4>,
    [weight, bias]: [Tensor<1>; 2],
    running: &mut Running,
    groups: usize,
    after: Activation,
) -> Tensor<4> {
    let [batch, channels, height, width] = x.dims();
    let count = (batch / groups * height * width) as f32;
    let [weight, bias] = [weight, bias].map(|parameter| parameter.reshape([1, channels, 1, 1]));
    let mut normalize = |x: Tensor<4>| {
        let mean = channel_means(x.clone());
        let centred = x - mean.clone();
        let variance = channel_means(centred.clone() * centred.clone());
        let unbiased = variance.clone().mul_scalar(count / (count - 1.0));
        running.mean = moved(&running.mean, mean.reshape([channels]));
        running.var = moved(&running.var, unbiased.reshape([channels]));
        centred / variance.add_scalar(EPSILON).sqrt() * weight.clone() + bias.clone()
    };
    let output = match groups {
        1 => normalize(x),
        _ => Tensor::cat(x.chunk(groups, 0).into_iter().map(normalize).collect(), 0),
    };
    activate(output, after)
}

/// Means over all but the channels, a dimension at a time, so that no sum is long; their gradients are summed up
/// likewise.
fn channel_means(x: Tensor<4>) -> Tensor<4> {
    x.mean_dim(3).mean_dim(2).mean_dim(0)
}

/// A running statistic a step of [`MOMENTUM`] nearer to a batch's.
fn moved(running: &Tensor<1>, batch: Tensor<1>) -> Tensor<1> {
    (running.clone().mul_scalar(1.0 - MOMENTUM) + batch.detach().mul_scalar(MOMENTUM)).detach()
}
