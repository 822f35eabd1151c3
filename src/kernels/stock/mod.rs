//! The same operations out of Burn's own.

mod judge;
mod tanh;

use burn::tensor::Tensor;
use burn::tensor::activation::{leaky_relu, relu};
use burn::tensor::module::{batch_norm_train, conv_transpose2d, conv2d};
use burn::tensor::ops::{ConvOptions, ConvTransposeOptions};

pub use judge::judge;

use super::norm::{EPSILON, MOMENTUM, Running};
use super::{Activation, Geometry};

/// Stride and padding.
fn steps(geometry: Geometry) -> (usize, usize) {
    match geometry {
        Geometry::Halving => (2, 1),
        Geometry::Closing => (1, 0),
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

pub fn convolution(fine: Tensor<4>, weight: Tensor<4>, geometry: Geometry, after: Activation) -> Tensor<4> {
    let (stride, padding) = steps(geometry);
    let options = ConvOptions::new([stride; 2], [padding; 2], [1; 2], 1);
    activate(conv2d(fine, weight, None, options), after)
}

pub fn transposed(coarse: Tensor<4>, weight: Tensor<4>, geometry: Geometry, after: Activation) -> Tensor<4> {
    let (stride, padding) = steps(geometry);
    let options = ConvTransposeOptions::new([stride; 2], [padding; 2], [0; 2], [1; 2], 1);
    activate(conv_transpose2d(coarse, weight, None, options), after)
}

pub fn batch_norm(
    x: Tensor<4>,
    [weight, bias]: [Tensor<1>; 2],
    running: &mut Running,
    groups: usize,
    after: Activation,
) -> Tensor<4> {
    let [batch, _, height, width] = x.dims();
    let count = (batch / groups * height * width) as f64;
    let mut normalize = |x| {
        let result = batch_norm_train(x, weight.clone(), bias.clone(), f64::from(EPSILON));
        let unbiased = result.variance.mul_scalar(count / (count - 1.0));
        running.mean = moved(&running.mean, result.mean);
        running.var = moved(&running.var, unbiased);
        result.output
    };
    let output = match groups {
        1 => normalize(x),
        _ => Tensor::cat(x.chunk(groups, 0).into_iter().map(normalize).collect(), 0),
    };
    activate(output, after)
}

/// A running statistic a step of [`MOMENTUM`] nearer to a batch's.
fn moved(running: &Tensor<1>, batch: Tensor<1>) -> Tensor<1> {
    (running.clone().mul_scalar(1.0 - MOMENTUM) + batch.detach().mul_scalar(MOMENTUM)).detach()
}
