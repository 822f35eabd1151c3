//! Batch normalisation with the activation behind it.

mod units;

use burn::backend::TensorMetadata;
use burn::tensor::Tensor;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::launch::{empty, empty_of};
use super::{Activation, Target};

/// What is added to a variance (PyTorch's default).
pub const EPSILON: f32 = 1e-5;
/// How far the running statistics move towards a batch's (PyTorch's default).
pub const MOMENTUM: f32 = 0.1;

/// Running statistics, each `[channels]`, without gradients.
#[derive(Debug)]
pub struct Running {
    pub mean: Tensor<1>,
    pub var: Tensor<1>,
}

/// The gradients by the input, the weight and the bias.
pub struct Gradients {
    pub x: CubeTensor,
    pub weight: CubeTensor,
    pub bias: CubeTensor,
}

/// What is normalised apart, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Normalization {
    /// Batches of equal size, one after the other, each with statistics of its own.
    pub groups: usize,
    pub after: Activation,
    pub target: Target,
}

/// Sizes of what is normalised.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    /// In a group.
    samples: usize,
    channels: usize,
    groups: usize,
    /// Pixels of a channel, in fours, as a power of two.
    area_bits: usize,
}

impl Sizes {
    fn new(x: &CubeTensor, groups: usize) -> Self {
        let [batch, channels, height, width] = x.shape().dims();
        Self { samples: batch / groups, channels, groups, area_bits: (height * width / 4).ilog2() as usize }
    }
}

/// Weight and bias, and the running statistics.
pub struct State {
    pub weight: CubeTensor,
    pub bias: CubeTensor,
    pub running_mean: CubeTensor,
    pub running_var: CubeTensor,
}

/// Normalises; the running statistics change where they lie.
///
/// Returns the result and, by group and channel, what the gradient needs of the statistics.
pub fn forward(x: CubeTensor, state: &State, how: Normalization) -> (CubeTensor, CubeTensor) {
    let sizes = Sizes::new(&x, how.groups);
    let result = empty_of(how.target.precision().dtype(), &x, x.shape().dims::<4>());
    let statistics = empty(&state.weight, [how.groups, sizes.channels, 4]);
    units::forward(&x, state, [&result, &statistics], sizes, how);
    (result, statistics)
}

/// The gradients of [`forward`].
pub fn backward(x: CubeTensor, gradient: CubeTensor, statistics: CubeTensor, how: Normalization) -> Gradients {
    let gradient = into_contiguous(gradient);
    let channels = statistics.shape().dims::<3>()[1];
    let sizes = Sizes::new(&x, how.groups);
    let result = Gradients {
        x: empty(&gradient, x.shape().dims::<4>()),
        weight: empty(&gradient, [channels]),
        bias: empty(&gradient, [channels]),
    };
    units::backward(&x, &gradient, &statistics, &result, sizes, how);
    result
}

/// Iterations that a thread's loops make in every kernel, for groups of `samples` images of these sizes.
pub fn loops(
    samples: usize,
    channels: usize,
    side: usize,
    groups: usize,
    target: Target,
) -> Vec<(&'static str, usize)> {
    units::loops(Sizes { samples, channels, groups, area_bits: (side * side / 4).ilog2() as usize }, target)
}
