//! Batch normalisation with its activation, and its gradients
//! (Ioffe and Szegedy 2015, <https://arxiv.org/abs/1502.03167>).
//!
//! In train mode, `one_pass` has one kernel each way, for channels of few values; `two_pass` has two. `reduction` says
//! which it is. `eval` has those of eval mode.

pub mod eval;
mod one_pass;
mod reduction;
mod two_pass;

use burn::backend::TensorMetadata;
use burn::tensor::Tensor;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{Loops, empty, empty_of};
use crate::layer::Activation;
use crate::target::Target;
use reduction::{Passes, Sizes};

pub use reduction::MOST_IN_ONE_PASS;

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

/// What a normalisation makes.
pub struct Normalized {
    /// The result, with the activation.
    pub y: CubeTensor,
    /// `[groups, channels, 4]`, which [`backward`] needs: mean, 1 / √(σ² + ε), and scale and shift of y = scale · x + shift.
    pub statistics: CubeTensor,
}

/// Normalises `x`, which is contiguous, as [`Kernels::batch_norm`](crate::Kernels::batch_norm) describes. The running
/// statistics are updated in place.
///
/// σ² is computed as E[(x − x₀)²] − E[x − x₀]² with the channel's first value x₀, in one pass over the input.
///
/// # Shapes
/// - result: that of `x`, and the statistics
pub fn forward(x: &CubeTensor, parameters: &Parameters, options: BatchNormOptions) -> Normalized {
    let BatchNormOptions { groups, target, .. } = options;
    let sizes = Sizes::of(x, groups);
    let output = Normalized {
        y: empty_of(target.precision().dtype(), x, x.shape().dims::<4>()),
        statistics: empty(&parameters.weight, [groups, sizes.channels, 4]),
    };
    match Passes::of(sizes, target) {
        Passes::One => one_pass::forward(x, parameters, &output, sizes, options),
        Passes::Two => two_pass::forward(x, parameters, &output, sizes, options),
    }
    output
}

/// The gradients of [`forward`], from the gradient by its output. With the gradient g before the activation, the normalised
/// value x̂ = (x − μ) / √(σ² + ε) and the N values of a group and channel (Ioffe and Szegedy, section 3):
///
/// ∂x = weight / √(σ² + ε) · (g − Σ g / N − x̂ · Σ g x̂ / N), ∂weight = Σ g x̂, ∂bias = Σ g
pub fn backward(x: CubeTensor, gradient: CubeTensor, statistics: CubeTensor, options: BatchNormOptions) -> Gradients {
    let BatchNormOptions { groups, target, .. } = options;
    let gradient = into_contiguous(gradient);
    let sizes = Sizes::of(&x, groups);
    let result = Gradients {
        x: empty(&gradient, x.shape().dims::<4>()),
        weight: empty(&gradient, [sizes.channels]),
        bias: empty(&gradient, [sizes.channels]),
    };
    let inputs = [&x, &gradient, &statistics];
    match Passes::of(sizes, target) {
        Passes::One => one_pass::backward(inputs, &result, sizes, options),
        Passes::Two => two_pass::backward(inputs, &result, sizes, options),
    }
    result
}

/// Loop iterations of a thread in every kernel, for groups of `samples` images of these sizes.
pub fn loops(samples: usize, channels: usize, side: usize, groups: usize, target: Target) -> Vec<Loops> {
    let sizes = Sizes { samples, channels, groups, area_bits: (side * side / 4).ilog2() as usize };
    match Passes::of(sizes, target) {
        Passes::One => one_pass::loops(sizes, target),
        Passes::Two => two_pass::loops(sizes, target),
    }
}
