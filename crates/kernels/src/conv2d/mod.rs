//! Convolutions of stride 2 and padding 1, and the three kernels that they and their gradients need.

mod direct;
mod implicit_gemm;

use askama::Template;
use burn::backend::TensorMetadata;
use burn::tensor::DType;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::launch::{Buffer, Launch, Wgsl, Workgroups, empty, empty_of, reshaped};
use super::{Activation, Precision, Target};

/// Sizes of a convolution's images.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    batch: usize,
    fine: usize,
    coarse: usize,
    /// Of the coarse image.
    side: usize,
}

impl Sizes {
    /// Pixels of the whole batch's coarse images.
    fn pixels(&self) -> usize {
        self.batch * self.side * self.side
    }
}

/// # Shapes
/// - `fine`: `[batch, fine channels, 2 side, 2 side]`
/// - `weight`: `[coarse channels, fine channels, 4, 4]`
/// - result: `[batch, coarse channels, side, side]`
pub fn convolution(fine: CubeTensor, weight: CubeTensor, after: Activation, target: Target) -> CubeTensor {
    let (fine, weight) = (into_contiguous(fine), into_contiguous(weight));
    let ([batch, channels, width, _], [coarse, ..]): ([usize; 4], [usize; 4]) =
        (fine.shape().dims(), weight.shape().dims());
    let sizes = Sizes { batch, fine: channels, coarse, side: width / 2 };
    let result = empty(&fine, [batch, coarse, sizes.side, sizes.side]);
    let buffers = [Buffer::Read(&fine), Buffer::Read(&weight), Buffer::Write(&result)];
    match target {
        Target::Gpu(_) => run_all(implicit_gemm::convolution(sizes, after, Precision::of(&fine)), &buffers),
        Target::SoftwareAdapter => direct::convolution(sizes, after).run(&buffers),
    }
    result
}

/// # Shapes
/// - `coarse`: `[batch, coarse channels, side, side]`
/// - `weight`: `[coarse channels, fine channels, 4, 4]`
/// - result: `[batch, fine channels, 2 side, 2 side]`
pub fn transposed(coarse: CubeTensor, weight: CubeTensor, after: Activation, target: Target) -> CubeTensor {
    let (coarse, weight) = (into_contiguous(coarse), into_contiguous(weight));
    let ([batch, channels, side, _], [_, fine, ..]): ([usize; 4], [usize; 4]) =
        (coarse.shape().dims(), weight.shape().dims());
    let sizes = Sizes { batch, fine, coarse: channels, side };
    let result = empty(&coarse, [batch, fine, 2 * side, 2 * side]);
    let buffers = [Buffer::Read(&coarse), Buffer::Read(&weight), Buffer::Write(&result)];
    match target {
        Target::Gpu(_) => run_all(implicit_gemm::transposed(sizes, after, Precision::of(&coarse)), &buffers),
        Target::SoftwareAdapter => direct::transposed(sizes, after).run(&buffers),
    }
    result
}

/// The gradient of the weights, from the fine image (or its gradient) and the coarse image's gradient (or the image).
///
/// A sum over the whole batch is long and the weights of an outer layer are few, so it is shared out and added up.
///
/// # Shapes
/// - result: `[coarse channels, fine channels, 4, 4]`
pub fn weight_gradient(fine: CubeTensor, coarse: CubeTensor, target: Target) -> CubeTensor {
    let (fine, coarse) = (into_contiguous(fine), into_contiguous(coarse));
    let ([batch, fines, ..], [_, coarses, side, _]): ([usize; 4], [usize; 4]) =
        (fine.shape().dims(), coarse.shape().dims());
    let sizes = Sizes { batch, fine: fines, coarse: coarses, side };
    let shares = shares(sizes, target);
    let parts = empty_of(DType::F32, &fine, [shares, coarses, fines, 4, 4]);
    let buffers = [Buffer::Read(&fine), Buffer::Read(&coarse), Buffer::Write(&parts)];
    match target {
        Target::Gpu(_) => {
            implicit_gemm::weight_gradient(sizes, shares, [&fine, &coarse].map(Precision::of)).run(&buffers);
        }
        Target::SoftwareAdapter => direct::weight_gradient(sizes, shares).run(&buffers),
    }
    sum(parts, [coarses, fines, 4, 4], shares, target)
}

fn run_all(launches: Vec<Launch<impl Wgsl>>, buffers: &[Buffer<'_>]) {
    launches.into_iter().for_each(|launch| launch.run(buffers));
}

fn shares(sizes: Sizes, target: Target) -> usize {
    match target {
        Target::Gpu(_) => implicit_gemm::shares(sizes),
        Target::SoftwareAdapter => direct::shares(sizes),
    }
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "sum_shares.wgsl", escape = "none")]
struct SumShares {
    workgroup: usize,
}

impl Wgsl for SumShares {
    fn loops(&self, shape: &[u32]) -> usize {
        shape[1] as usize - 1
    }
}

fn sum(parts: CubeTensor, shape: [usize; 4], shares: usize, target: Target) -> CubeTensor {
    if shares == 1 {
        return reshaped(parts, shape);
    }
    let total = empty(&parts, shape);
    let length = shape.iter().product::<usize>() / 4;
    sum_shares(length, shares, target).run(&[Buffer::Read(&parts), Buffer::Write(&total)]);
    total
}

/// Adds up `shares` parts of `length` vectors of four values.
fn sum_shares(length: usize, shares: usize, target: Target) -> Launch<impl Wgsl> {
    let kernel = SumShares { workgroup: target.workgroup() };
    Launch::new(kernel, Workgroups::Threads { count: length, workgroup: target.workgroup() }, &[length, shares])
}

/// Iterations that a thread's loops make in every kernel, for images of these sizes.
pub fn loops(batch: usize, [fine, coarse]: [usize; 2], side: usize, target: Target) -> Vec<(&'static str, usize)> {
    let sizes = Sizes { batch, fine, coarse, side };
    let (linear, precision, shares) = (Activation::Linear, Precision::F32, shares(sizes, target));
    let [convolution, transposed, weight_gradient] = match target {
        Target::Gpu(_) => [
            longest(&implicit_gemm::convolution(sizes, linear, precision)),
            longest(&implicit_gemm::transposed(sizes, linear, precision)),
            implicit_gemm::weight_gradient(sizes, shares, [precision; 2]).loops(),
        ],
        Target::SoftwareAdapter => [
            direct::convolution(sizes, linear).loops(),
            direct::transposed(sizes, linear).loops(),
            direct::weight_gradient(sizes, shares).loops(),
        ],
    };
    vec![
        ("convolution", convolution),
        ("transposed convolution", transposed),
        ("weights' gradient", weight_gradient),
        ("sum of shares", sum_shares(1, shares, target).loops()),
    ]
}

fn longest(launches: &[Launch<impl Wgsl>]) -> usize {
    launches.iter().map(Launch::loops).max().unwrap_or_default()
}
