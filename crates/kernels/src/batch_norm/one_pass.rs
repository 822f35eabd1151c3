//! The kernels of one pass: a reducer sums up and applies, for all values of a channel.

use askama::Template;
use burn_cubecl::tensor::CubeTensor;

use super::reduction::{Reducer, Sizes};
use super::{BatchNormOptions, EPSILON, Gradients, MOMENTUM, Normalized, Parameters};
use crate::launch::{Buffer, Loops, Wgsl};
use crate::layer::Activation;
use crate::target::{Precision, Target};

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "batch_norm_at_once.wgsl", escape = "none")]
struct BatchNorm {
    reducer: Reducer,
    /// Of the input.
    precision: Precision,
    /// Of the output.
    result: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "batch_norm_gradient_at_once.wgsl", escape = "none")]
struct Gradient {
    reducer: Reducer,
    precision: Precision,
}

impl Wgsl for BatchNorm {
    fn loops(&self, uniform: &[u32]) -> usize {
        self.reducer.channel_loops(uniform)
    }
}

impl Wgsl for Gradient {
    fn loops(&self, uniform: &[u32]) -> usize {
        self.reducer.channel_loops(uniform)
    }
}

pub fn forward(
    x: &CubeTensor,
    parameters: &Parameters,
    output: &Normalized,
    sizes: Sizes,
    BatchNormOptions { activation, target, .. }: BatchNormOptions,
) {
    let reducer = Reducer::of_channels(target);
    let buffers = [
        Buffer::Read(x),
        Buffer::Read(&parameters.weight),
        Buffer::Read(&parameters.bias),
        Buffer::Write(&parameters.running_mean),
        Buffer::Write(&parameters.running_var),
        Buffer::Write(&output.y),
        Buffer::Write(&output.statistics),
    ];
    let (precision, result) = (Precision::of(x), Precision::of(&output.y));
    reducer.over_channels(BatchNorm { reducer, precision, result }, sizes, activation).run(&buffers);
}

pub fn backward(
    [x, gradient, statistics]: [&CubeTensor; 3],
    result: &Gradients,
    sizes: Sizes,
    BatchNormOptions { activation, target, .. }: BatchNormOptions,
) {
    let reducer = Reducer::of_channels(target);
    let buffers = [
        Buffer::Read(x),
        Buffer::Read(gradient),
        Buffer::Read(statistics),
        Buffer::Write(&result.x),
        Buffer::Write(&result.weight),
        Buffer::Write(&result.bias),
    ];
    reducer.over_channels(Gradient { reducer, precision: Precision::of(x) }, sizes, activation).run(&buffers);
}

/// Loop iterations of a thread in both kernels.
pub fn loops(sizes: Sizes, target: Target) -> Vec<Loops> {
    let (reducer, precision, activation) = (Reducer::of_channels(target), Precision::F32, Activation::Relu);
    let batch_norm = BatchNorm { reducer, precision, result: precision };
    let gradient = Gradient { reducer, precision };
    vec![
        ("batch_norm in one pass", reducer.over_channels(batch_norm, sizes, activation).loops()),
        ("batch_norm's gradient in one pass", reducer.over_channels(gradient, sizes, activation).loops()),
    ]
}
