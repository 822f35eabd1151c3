//! The kernel that repeats a table of values.

use askama::Template;
use burn::backend::TensorMetadata;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{Buffer, Launch, Wgsl, Workgroups, empty};
use crate::target::Target;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "fill.wgsl", escape = "none")]
struct Fill {
    workgroup: usize,
}

impl Wgsl for Fill {
    fn loops(&self, _: &[u32]) -> usize {
        0
    }
}

/// `result[i] = table[(i + from) mod period]`
///
/// # Shapes
/// - `table`: `[period]`
/// - result: `[length]`
pub fn repeat(table: CubeTensor, length: usize, from: usize, target: Target) -> CubeTensor {
    let table = into_contiguous(table);
    let [period] = table.shape().dims();
    let result = empty(&table, [length]);
    let workgroups = Workgroups::Threads { count: length, workgroup: target.workgroup() };
    Launch::new(Fill { workgroup: target.workgroup() }, workgroups, &[length, period, from])
        .run(&[Buffer::Read(&table), Buffer::Write(&result)]);
    result
}
