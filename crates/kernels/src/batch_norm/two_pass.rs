//! The kernels of two passes: the first makes the sums over chunks of the samples, the second adds those up and applies them.

use askama::Template;
use burn_cubecl::tensor::CubeTensor;

use super::reduction::{Reducer, Sizes};
use super::{BatchNormOptions, EPSILON, Gradients, MOMENTUM, Normalized, Parameters};
use crate::launch::{Buffer, Loops, Wgsl};
use crate::layer::Activation;
use crate::target::{Precision, Target};

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "batch_norm_sums.wgsl", escape = "none")]
struct Sums {
    reducer: Reducer,
    precision: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "batch_norm.wgsl", escape = "none")]
struct BatchNorm {
    reducer: Reducer,
    /// Of the input.
    precision: Precision,
    /// Of the output.
    result: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "batch_norm_gradient_sums.wgsl", escape = "none")]
struct GradientSums {
    reducer: Reducer,
    precision: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "batch_norm_gradient.wgsl", escape = "none")]
struct Gradient {
    reducer: Reducer,
    precision: Precision,
}

impl Wgsl for Sums {
    fn loops(&self, uniform: &[u32]) -> usize {
        self.reducer.sum_loops(uniform)
    }
}

impl Wgsl for BatchNorm {
    fn loops(&self, uniform: &[u32]) -> usize {
        self.reducer.apply_loops(uniform)
    }
}

impl Wgsl for GradientSums {
    fn loops(&self, uniform: &[u32]) -> usize {
        self.reducer.sum_loops(uniform)
    }
}

impl Wgsl for Gradient {
    fn loops(&self, uniform: &[u32]) -> usize {
        self.reducer.apply_loops(uniform)
    }
}

pub fn forward(
    x: &CubeTensor,
    parameters: &Parameters,
    output: &Normalized,
    sizes: Sizes,
    BatchNormOptions { activation, target, .. }: BatchNormOptions,
) {
    let (reducer, precision) = (Reducer::of_chunks(target), Precision::of(x));
    let sums = reducer.sums(sizes, &output.statistics);
    reducer.over_chunks(Sums { reducer, precision }, sizes, activation).run(&[Buffer::Read(x), Buffer::Write(&sums)]);
    let buffers = [
        Buffer::Read(x),
        Buffer::Read(&sums),
        Buffer::Read(&parameters.weight),
        Buffer::Read(&parameters.bias),
        Buffer::Write(&parameters.running_mean),
        Buffer::Write(&parameters.running_var),
        Buffer::Write(&output.y),
        Buffer::Write(&output.statistics),
    ];
    let result = Precision::of(&output.y);
    reducer.over_chunks(BatchNorm { reducer, precision, result }, sizes, activation).run(&buffers);
}

pub fn backward(
    [x, gradient, statistics]: [&CubeTensor; 3],
    result: &Gradients,
    sizes: Sizes,
    BatchNormOptions { activation, target, .. }: BatchNormOptions,
) {
    let (reducer, precision) = (Reducer::of_chunks(target), Precision::of(x));
    let sums = reducer.sums(sizes, statistics);
    let buffers = [Buffer::Read(x), Buffer::Read(gradient), Buffer::Read(statistics), Buffer::Write(&sums)];
    reducer.over_chunks(GradientSums { reducer, precision }, sizes, activation).run(&buffers);
    let buffers = [
        Buffer::Read(x),
        Buffer::Read(gradient),
        Buffer::Read(statistics),
        Buffer::Read(&sums),
        Buffer::Write(&result.x),
        Buffer::Write(&result.weight),
        Buffer::Write(&result.bias),
    ];
    reducer.over_chunks(Gradient { reducer, precision }, sizes, activation).run(&buffers);
}

/// Loop iterations of a thread in every kernel.
pub fn loops(sizes: Sizes, target: Target) -> Vec<Loops> {
    let (reducer, precision, activation) = (Reducer::of_chunks(target), Precision::F32, Activation::Relu);
    let batch_norm = BatchNorm { reducer, precision, result: precision };
    let gradient_sums = GradientSums { reducer, precision };
    let gradient = Gradient { reducer, precision };
    vec![
        ("batch_norm's sums", reducer.over_chunks(Sums { reducer, precision }, sizes, activation).loops()),
        ("batch_norm", reducer.over_chunks(batch_norm, sizes, activation).loops()),
        ("batch_norm's gradient sums", reducer.over_chunks(gradient_sums, sizes, activation).loops()),
        ("batch_norm's gradient", reducer.over_chunks(gradient, sizes, activation).loops()),
    ]
}
