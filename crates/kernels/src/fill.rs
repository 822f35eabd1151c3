//! Tensors that repeat a table of values, so that checks need no uploads as large as a run's tensors.

use askama::Template;
use burn::backend::{Dispatch, TensorMetadata};
use burn::tensor::{Tensor, TensorData};
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::launch::{Buffer, Launch, Wgsl, Workgroups, empty};
use super::ops::LayerOps;
use super::{Compute, Kernels, Target};

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

/// A tensor whose `i`-th value in row-major order is `table[(i + from) % table.len()]`.
pub fn fill<const D: usize>(
    table: &[f32],
    from: usize,
    shape: [usize; D],
    Compute { device, kernels }: &Compute,
) -> Tensor<D> {
    let length = shape.iter().product::<usize>();
    match kernels {
        Kernels::Stock => {
            let values: Vec<_> = table.iter().cycle().skip(from % table.len()).take(length).copied().collect();
            Tensor::from_data(TensorData::new(values, shape), device)
        }
        Kernels::Own(target) => {
            let table = Tensor::<1>::from_data(TensorData::new(table.to_vec(), [table.len()]), device);
            let filled = Dispatch::layer_fill(table.into_dispatch(), length, from, *target);
            Tensor::<1>::from_dispatch(filled).reshape(shape)
        }
    }
}

/// # Shapes
/// - `table`: `[period]`
/// - result: `[length]`
pub fn repeated(table: CubeTensor, length: usize, from: usize, target: Target) -> CubeTensor {
    let table = into_contiguous(table);
    let [period] = table.shape().dims();
    let result = empty(&table, [length]);
    let workgroups = Workgroups::Threads { count: length, workgroup: target.workgroup() };
    Launch::new(Fill { workgroup: target.workgroup() }, workgroups, &[length, period, from])
        .run(&[Buffer::Read(&table), Buffer::Write(&result)]);
    result
}
