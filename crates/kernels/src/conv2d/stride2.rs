//! conv2d and conv_transpose2d of stride 2 and padding 1, and their weight gradient.

use burn::backend::TensorMetadata;
use burn::tensor::DType;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::partials::{self, Output};
use super::sizes::Sizes;
use super::{direct, implicit_gemm};
use crate::launch::{Buffer, Launch, Loops, Wgsl, empty, empty_of};
use crate::layer::Activation;
use crate::target::{Precision, Target};
use facegan_core::tuning::Pass;

/// # Shapes
/// - `high`: `[batch, high channels, 2 side, 2 side]`
/// - `weight`: `[low channels, high channels, 4, 4]`
/// - result: `[batch, low channels, side, side]`
pub fn conv2d(high: CubeTensor, weight: CubeTensor, activation: Activation, target: Target) -> CubeTensor {
    let (high, weight) = (into_contiguous(high), into_contiguous(weight));
    let ([batch, high_channels, high_side, _], [low_channels, ..]): ([usize; 4], [usize; 4]) =
        (high.shape().dims(), weight.shape().dims());
    let sizes = Sizes { batch, high_channels, low_channels, low_side: high_side / 2 };
    let shape = [batch, low_channels, sizes.low_side, sizes.low_side];
    match target {
        Target::Gpu { tuning, .. } => {
            let launches = implicit_gemm::conv2d(sizes, activation, Precision::of(&high), tuning);
            let splits = implicit_gemm::splits(Pass::Conv2d, sizes);
            on_gpu(launches, [&high, &weight], shape, splits, activation, target)
        }
        Target::SoftwareAdapter => at_once(direct::conv2d(sizes, activation), [&high, &weight], shape),
    }
}

/// # Shapes
/// - `low`: `[batch, low channels, side, side]`
/// - `weight`: `[low channels, high channels, 4, 4]`
/// - result: `[batch, high channels, 2 side, 2 side]`
pub fn conv_transpose2d(low: CubeTensor, weight: CubeTensor, activation: Activation, target: Target) -> CubeTensor {
    let (low, weight) = (into_contiguous(low), into_contiguous(weight));
    let ([batch, low_channels, low_side, _], [_, high_channels, ..]): ([usize; 4], [usize; 4]) =
        (low.shape().dims(), weight.shape().dims());
    let sizes = Sizes { batch, high_channels, low_channels, low_side };
    let shape = [batch, high_channels, 2 * low_side, 2 * low_side];
    match target {
        Target::Gpu { tuning, .. } => {
            let launches = implicit_gemm::conv_transpose2d(sizes, activation, Precision::of(&low), tuning);
            let splits = implicit_gemm::splits(Pass::ConvTranspose2d, sizes);
            on_gpu(launches, [&low, &weight], shape, splits, activation, target)
        }
        Target::SoftwareAdapter => at_once(direct::conv_transpose2d(sizes, activation), [&low, &weight], shape),
    }
}

/// The sum over the whole batch is long and an outer layer has few weights, so the sum is split (split-K) and its partial
/// sums are added up.
///
/// # Shapes
/// - `high`: `[batch, high channels, 2 side, 2 side]`
/// - `low`: `[batch, low channels, side, side]`
/// - result: `[low channels, high channels, 4, 4]`
pub fn weight_gradient(high: CubeTensor, low: CubeTensor, target: Target) -> CubeTensor {
    let (high, low) = (into_contiguous(high), into_contiguous(low));
    let ([batch, high_channels, ..], [_, low_channels, low_side, _]): ([usize; 4], [usize; 4]) =
        (high.shape().dims(), low.shape().dims());
    let sizes = Sizes { batch, high_channels, low_channels, low_side };
    let splits = weight_splits(sizes, target);
    let partials = empty_of(DType::F32, &high, [splits, low_channels, high_channels, 4, 4]);
    let buffers = [Buffer::Read(&high), Buffer::Read(&low), Buffer::Write(&partials)];
    match target {
        Target::Gpu { tuning, .. } => {
            implicit_gemm::weight_gradient(sizes, [&high, &low].map(Precision::of), tuning).run(&buffers);
        }
        Target::SoftwareAdapter => direct::weight_gradient(sizes, splits).run(&buffers),
    }
    partials::sum(partials, [low_channels, high_channels, 4, 4], splits, Output::SUMS, target)
}

/// An image that a kernel makes at once.
fn at_once(launch: Launch<impl Wgsl>, [image, weight]: [&CubeTensor; 2], shape: [usize; 4]) -> CubeTensor {
    let result = empty(image, shape);
    launch.run(&[Buffer::Read(image), Buffer::Read(weight), Buffer::Write(&result)]);
    result
}

/// An image that kernels make in their order, or partial sums of it. Where a layer makes few workgroups its sums are split
/// (split-K).
fn on_gpu(
    launches: Vec<Launch<impl Wgsl>>,
    [image, weight]: [&CubeTensor; 2],
    shape: [usize; 4],
    splits: usize,
    activation: Activation,
    target: Target,
) -> CubeTensor {
    let precision = Precision::of(image);
    let written = if splits == 1 { precision } else { Precision::F32 };
    let [batch, channels, height, width] = shape;
    let result = empty_of(written.dtype(), image, [splits * batch, channels, height, width]);
    for launch in launches {
        launch.run(&[Buffer::Read(image), Buffer::Read(weight), Buffer::Write(&result)]);
    }
    partials::sum(result, shape, splits, Output { activation, precision }, target)
}

fn weight_splits(sizes: Sizes, target: Target) -> usize {
    match target {
        Target::Gpu { .. } => implicit_gemm::splits(Pass::WeightGradient, sizes),
        Target::SoftwareAdapter => direct::splits(sizes),
    }
}

/// The most splits of a sum in any pass.
fn most_splits(sizes: Sizes, target: Target) -> usize {
    match target {
        Target::Gpu { .. } => Pass::ALL.map(|pass| implicit_gemm::splits(pass, sizes)).into_iter().max().unwrap_or(1),
        Target::SoftwareAdapter => direct::splits(sizes),
    }
}

/// Loop iterations of a thread in every kernel, for images of these sizes.
pub fn loops(sizes: Sizes, target: Target) -> Vec<Loops> {
    let (linear, precision) = (Activation::Linear, Precision::F32);
    let [conv2d, conv_transpose2d, weight_gradient] = match target {
        Target::Gpu { tuning, .. } => [
            longest(&implicit_gemm::conv2d(sizes, linear, precision, tuning)),
            longest(&implicit_gemm::conv_transpose2d(sizes, linear, precision, tuning)),
            implicit_gemm::weight_gradient(sizes, [precision; 2], tuning).loops(),
        ],
        Target::SoftwareAdapter => [
            direct::conv2d(sizes, linear).loops(),
            direct::conv_transpose2d(sizes, linear).loops(),
            direct::weight_gradient(sizes, direct::splits(sizes)).loops(),
        ],
    };
    vec![
        ("conv2d", conv2d),
        ("conv_transpose2d", conv_transpose2d),
        ("conv2d's weight gradient", weight_gradient),
        ("sum of partial sums", partials::loops(most_splits(sizes, target), target)),
    ]
}

fn longest(launches: &[Launch<impl Wgsl>]) -> usize {
    launches.iter().map(Launch::loops).max().unwrap_or_default()
}
