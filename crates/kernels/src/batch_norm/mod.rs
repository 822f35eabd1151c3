//! Batch normalisation in train mode with its activation, and its gradients
//! (Ioffe and Szegedy 2015, <https://arxiv.org/abs/1502.03167>).
//!
//! Two kernels each way: the first makes the sums over chunks of the samples, the second adds those up and applies them.

mod reduction;

use askama::Template;
use burn::backend::TensorMetadata;
use burn::tensor::Tensor;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{Buffer, Loops, Wgsl, empty, empty_of};
use crate::layer::Activation;
use crate::target::{Precision, Target};
use reduction::{Reducer, Sizes};

/// ε, which is added to a variance (default `eps` of PyTorch's `BatchNorm2d`).
pub const EPSILON: f32 = 1e-5;
/// The weight of a batch's statistics in the running ones (default `momentum` of PyTorch's `BatchNorm2d`).
pub const MOMENTUM: f32 = 0.1;

/// Running statistics, each `[channels]`, without gradients.
#[derive(Debug)]
pub struct Running {
    /// Running mean.
    pub mean: Tensor<1>,
    /// Running variance, of unbiased variances.
    pub var: Tensor<1>,
}

/// What is normalised on its own, and what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchNormOptions {
    /// Batches of equal size, one after the other, each with statistics of its own.
    pub groups: usize,
    pub activation: Activation,
    pub target: Target,
}

/// Weight and bias, and the running statistics, each `[channels]`.
pub struct Parameters {
    pub weight: CubeTensor,
    pub bias: CubeTensor,
    pub running_mean: CubeTensor,
    pub running_var: CubeTensor,
}

/// The gradients by the input, the weight and the bias.
pub struct Gradients {
    pub x: CubeTensor,
    pub weight: CubeTensor,
    pub bias: CubeTensor,
}

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
    activation: Activation,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "batch_norm_gradient_sums.wgsl", escape = "none")]
struct GradientSums {
    reducer: Reducer,
    precision: Precision,
    activation: Activation,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "batch_norm_gradient.wgsl", escape = "none")]
struct Gradient {
    reducer: Reducer,
    precision: Precision,
    activation: Activation,
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

/// Normalises `x`, which is contiguous, as [`Kernels::batch_norm`](crate::Kernels::batch_norm) describes. The running
/// statistics are updated in place.
///
/// σ² is computed as E[(x − x₀)²] − E[x − x₀]² with the channel's first value x₀, in one pass over the input.
///
/// # Shapes
/// - result: that of `x`, and the statistics `[groups, channels, 4]` that [`backward`] needs: mean, 1 / √(σ² + ε), and
///   scale and shift of y = scale · x + shift
pub fn forward(x: CubeTensor, parameters: &Parameters, options: BatchNormOptions) -> (CubeTensor, CubeTensor) {
    let BatchNormOptions { groups, activation, target } = options;
    let sizes = Sizes::of(&x, groups);
    let result = empty_of(target.precision().dtype(), &x, x.shape().dims::<4>());
    let statistics = empty(&parameters.weight, [groups, sizes.channels, 4]);
    let (reducer, precision) = (Reducer::of(target), Precision::of(&x));
    let sums = reducer.sums(sizes, &statistics);
    reducer.launch(Sums { reducer, precision }, sizes).run(&[Buffer::Read(&x), Buffer::Write(&sums)]);
    let buffers = [
        Buffer::Read(&x),
        Buffer::Read(&sums),
        Buffer::Read(&parameters.weight),
        Buffer::Read(&parameters.bias),
        Buffer::Write(&parameters.running_mean),
        Buffer::Write(&parameters.running_var),
        Buffer::Write(&result),
        Buffer::Write(&statistics),
    ];
    reducer.launch(BatchNorm { reducer, precision, result: target.precision(), activation }, sizes).run(&buffers);
    (result, statistics)
}

/// The gradients of [`forward`], from the gradient by its output. With the gradient g before the activation, the normalised
/// value x̂ = (x − μ) / √(σ² + ε) and the N values of a group and channel (Ioffe and Szegedy, section 3):
///
/// ∂x = weight / √(σ² + ε) · (g − Σ g / N − x̂ · Σ g x̂ / N), ∂weight = Σ g x̂, ∂bias = Σ g
pub fn backward(x: CubeTensor, gradient: CubeTensor, statistics: CubeTensor, options: BatchNormOptions) -> Gradients {
    let BatchNormOptions { groups, activation, target } = options;
    let gradient = into_contiguous(gradient);
    let channels = statistics.shape().dims::<3>()[1];
    let sizes = Sizes::of(&x, groups);
    let result = Gradients {
        x: empty(&gradient, x.shape().dims::<4>()),
        weight: empty(&gradient, [channels]),
        bias: empty(&gradient, [channels]),
    };
    let (reducer, precision) = (Reducer::of(target), Precision::of(&x));
    let sums = reducer.sums(sizes, &statistics);
    let buffers = [Buffer::Read(&x), Buffer::Read(&gradient), Buffer::Read(&statistics), Buffer::Write(&sums)];
    reducer.launch(GradientSums { reducer, precision, activation }, sizes).run(&buffers);
    let buffers = [
        Buffer::Read(&x),
        Buffer::Read(&gradient),
        Buffer::Read(&statistics),
        Buffer::Read(&sums),
        Buffer::Write(&result.x),
        Buffer::Write(&result.weight),
        Buffer::Write(&result.bias),
    ];
    reducer.launch(Gradient { reducer, precision, activation }, sizes).run(&buffers);
    result
}

/// Loop iterations of a thread in every kernel, for groups of `samples` images of these sizes.
pub fn loops(samples: usize, channels: usize, side: usize, groups: usize, target: Target) -> Vec<Loops> {
    let sizes = Sizes { samples, channels, groups, area_bits: (side * side / 4).ilog2() as usize };
    let (reducer, precision, activation) = (Reducer::of(target), Precision::F32, Activation::Relu);
    let batch_norm = BatchNorm { reducer, precision, result: precision, activation };
    vec![
        ("batch_norm's sums", reducer.launch(Sums { reducer, precision }, sizes).loops()),
        ("batch_norm", reducer.launch(batch_norm, sizes).loops()),
        ("batch_norm's gradient sums", reducer.launch(GradientSums { reducer, precision, activation }, sizes).loops()),
        ("batch_norm's gradient", reducer.launch(Gradient { reducer, precision, activation }, sizes).loops()),
    ]
}
