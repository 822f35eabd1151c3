//! conv2d and conv_transpose2d of stride 2 and padding 1, and their weight gradient.

use burn::backend::TensorMetadata;
use burn::tensor::DType;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::sizes::Sizes;
use super::{direct, implicit_gemm, partials};
use crate::launch::{Buffer, Launch, Loops, Wgsl, empty, empty_of};
use crate::layer::Activation;
use crate::target::{Precision, Target};

/// # Shapes
/// - `high`: `[batch, high channels, 2 side, 2 side]`
/// - `weight`: `[low channels, high channels, 4, 4]`
/// - result: `[batch, low channels, side, side]`
pub fn conv2d(high: CubeTensor, weight: CubeTensor, activation: Activation, target: Target) -> CubeTensor {
    let (high, weight) = (into_contiguous(high), into_contiguous(weight));
    let ([batch, high_channels, high_side, _], [low_channels, ..]): ([usize; 4], [usize; 4]) =
        (high.shape().dims(), weight.shape().dims());
    let sizes = Sizes { batch, high_channels, low_channels, low_side: high_side / 2 };
    let result = empty(&high, [batch, low_channels, sizes.low_side, sizes.low_side]);
    let buffers = [Buffer::Read(&high), Buffer::Read(&weight), Buffer::Write(&result)];
    match target {
        Target::Gpu { tuning, .. } => {
            run_all(implicit_gemm::conv2d(sizes, activation, Precision::of(&high), tuning), &buffers);
        }
        Target::SoftwareAdapter => direct::conv2d(sizes, activation).run(&buffers),
    }
    result
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
    let result = empty(&low, [batch, high_channels, 2 * low_side, 2 * low_side]);
    let buffers = [Buffer::Read(&low), Buffer::Read(&weight), Buffer::Write(&result)];
    match target {
        Target::Gpu { tuning, .. } => {
            run_all(implicit_gemm::conv_transpose2d(sizes, activation, Precision::of(&low), tuning), &buffers);
        }
        Target::SoftwareAdapter => direct::conv_transpose2d(sizes, activation).run(&buffers),
    }
    result
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
    let splits = splits(sizes, target);
    let partials = empty_of(DType::F32, &high, [splits, low_channels, high_channels, 4, 4]);
    let buffers = [Buffer::Read(&high), Buffer::Read(&low), Buffer::Write(&partials)];
    match target {
        Target::Gpu { tuning, .. } => {
            implicit_gemm::weight_gradient(sizes, [&high, &low].map(Precision::of), tuning).run(&buffers);
        }
        Target::SoftwareAdapter => direct::weight_gradient(sizes, splits).run(&buffers),
    }
    partials::sum(partials, [low_channels, high_channels, 4, 4], splits, target)
}

fn run_all(launches: Vec<Launch<impl Wgsl>>, buffers: &[Buffer<'_>]) {
    launches.into_iter().for_each(|launch| launch.run(buffers));
}

fn splits(sizes: Sizes, target: Target) -> usize {
    match target {
        Target::Gpu { .. } => implicit_gemm::splits(sizes),
        Target::SoftwareAdapter => direct::splits(sizes),
    }
}

/// Loop iterations of a thread in every kernel, for images of these sizes.
pub fn loops(sizes: Sizes, target: Target) -> Vec<Loops> {
    let (linear, precision, splits) = (Activation::Linear, Precision::F32, splits(sizes, target));
    let [conv2d, conv_transpose2d, weight_gradient] = match target {
        Target::Gpu { tuning, .. } => [
            longest(&implicit_gemm::conv2d(sizes, linear, precision, tuning)),
            longest(&implicit_gemm::conv_transpose2d(sizes, linear, precision, tuning)),
            implicit_gemm::weight_gradient(sizes, [precision; 2], tuning).loops(),
        ],
        Target::SoftwareAdapter => [
            direct::conv2d(sizes, linear).loops(),
            direct::conv_transpose2d(sizes, linear).loops(),
            direct::weight_gradient(sizes, splits).loops(),
        ],
    };
    vec![
        ("conv2d", conv2d),
        ("conv_transpose2d", conv_transpose2d),
        ("conv2d's weight gradient", weight_gradient),
        ("sum of partial sums", partials::loops(splits, target)),
    ]
}

fn longest(launches: &[Launch<impl Wgsl>]) -> usize {
    launches.iter().map(Launch::loops).max().unwrap_or_default()
}
