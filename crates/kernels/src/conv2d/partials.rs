//! Adding up the partial sums of a split sum (split-K).

use askama::Template;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{Buffer, Launch, Wgsl, Workgroups, empty, reshaped};
use crate::target::Target;

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
}

/// Several threads of a workgroup add up each vector.
#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "sum_many_partials.wgsl", escape = "none")]
struct SumMany {
    vectors: usize,
    parts: usize,
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

/// The sums over the splits.
///
/// # Shapes
/// - `partials`: `[splits]` and then `shape`, a multiple of four values
/// - result: `shape`
pub fn sum(partials: CubeTensor, shape: [usize; 4], splits: usize, target: Target) -> CubeTensor {
    if splits == 1 {
        return reshaped(partials, shape);
    }
    let total = empty(&partials, shape);
    let length = shape.iter().product::<usize>() / 4;
    let buffers = [Buffer::Read(&partials), Buffer::Write(&total)];
    if are_many(splits, target) {
        sum_many(length, splits).run(&buffers);
    } else {
        sum_few(length, splits, target).run(&buffers);
    }
    total
}

/// Loop iterations of a thread that adds up so many splits.
pub fn loops(splits: usize, target: Target) -> usize {
    if are_many(splits, target) { sum_many(1, splits).loops() } else { sum_few(1, splits, target).loops() }
}

fn are_many(splits: usize, target: Target) -> bool {
    matches!(target, Target::Gpu { .. }) && splits >= MANY
}

/// For `length` vectors of four values.
fn sum_few(length: usize, splits: usize, target: Target) -> Launch<Sum> {
    let workgroup = target.workgroup();
    Launch::new(Sum { workgroup }, Workgroups::Threads { count: length, workgroup }, &[length, splits])
}

/// For `length` vectors of four values.
fn sum_many(length: usize, splits: usize) -> Launch<SumMany> {
    let kernel = SumMany { vectors: VECTORS, parts: PARTS };
    Launch::new(kernel, Workgroups::Row(length.div_ceil(VECTORS)), &[length, splits])
}
