//! Adding up the partial sums of a split sum (split-K), with the activation that follows.

use askama::Template;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{Buffer, Launch, Wgsl, Workgroups, empty_of, reshaped};
use crate::layer::Activation;
use crate::target::{Precision, Target};

/// Splits from which on several threads add up those of one vector on a GPU.
const MANY: usize = 32;
/// Threads that add up a vector then.
const PARTS: usize = 16;
/// Adjacent vectors of a workgroup then: 128 bytes, which GPUs read at once.
const VECTORS: usize = 8;

/// A thread adds up one vector.
#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "sum_partials.wgsl", escape = "none")]
struct Sum {
    workgroup: usize,
    result: Precision,
}

/// Several threads of a workgroup add up each vector.
#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "sum_many_partials.wgsl", escape = "none")]
struct SumMany {
    vectors: usize,
    parts: usize,
    result: Precision,
}

/// What becomes of the sums.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    pub activation: Activation,
    pub precision: Precision,
}

impl Output {
    /// The sums themselves.
    pub const SUMS: Self = Self { activation: Activation::Linear, precision: Precision::F32 };
}

impl Wgsl for Sum {
    fn loops(&self, uniform: &[u32]) -> usize {
        uniform[1] as usize - 1
    }
}

impl Wgsl for SumMany {
    fn loops(&self, uniform: &[u32]) -> usize {
        (uniform[1] as usize).div_ceil(self.parts) + self.parts.ilog2() as usize
    }
}

/// The sums over the splits. Where there is one split, nothing is left to be done.
///
/// # Shapes
/// - `partials`: `[splits]` and then `shape`, a multiple of four values
/// - result: `shape`
pub fn sum(partials: CubeTensor, shape: [usize; 4], splits: usize, output: Output, target: Target) -> CubeTensor {
    if splits == 1 {
        return reshaped(partials, shape);
    }
    let total = empty_of(output.precision.dtype(), &partials, shape);
    let length = shape.iter().product::<usize>() / 4;
    let buffers = [Buffer::Read(&partials), Buffer::Write(&total)];
    if are_many(splits, target) {
        sum_many(length, splits, output).run(&buffers);
    } else {
        sum_few(length, splits, output, target).run(&buffers);
    }
    total
}

/// Loop iterations of a thread that adds up so many splits.
pub fn loops(splits: usize, target: Target) -> usize {
    if are_many(splits, target) {
        sum_many(1, splits, Output::SUMS).loops()
    } else {
        sum_few(1, splits, Output::SUMS, target).loops()
    }
}

fn are_many(splits: usize, target: Target) -> bool {
    matches!(target, Target::Gpu { .. }) && splits >= MANY
}

/// For `length` vectors of four values.
fn sum_few(length: usize, splits: usize, output: Output, target: Target) -> Launch<Sum> {
    let workgroup = target.workgroup();
    let kernel = Sum { workgroup, result: output.precision };
    Launch::new(kernel, Workgroups::Threads { count: length, workgroup }, &uniform(length, splits, output))
}

/// For `length` vectors of four values.
fn sum_many(length: usize, splits: usize, output: Output) -> Launch<SumMany> {
    let kernel = SumMany { vectors: VECTORS, parts: PARTS, result: output.precision };
    Launch::new(kernel, Workgroups::Row(length.div_ceil(VECTORS)), &uniform(length, splits, output))
}

fn uniform(length: usize, splits: usize, output: Output) -> [usize; 4] {
    let [slope, is_tanh] = output.activation.words();
    [length, splits, slope, is_tanh]
}
