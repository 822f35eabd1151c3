//! Hand-written WGSL, launched through Burn's runtime.

use std::fmt::Debug;
use std::hash::Hash;

use askama::Template;
use burn::backend::TensorMetadata;
use burn::tensor::{DType, Shape};
use burn_cubecl::ops::numeric::empty_device_contiguous_dtype;
use burn_cubecl::tensor::CubeTensor;
use cubecl::ir::attributes::BufferIOAttr;
use cubecl::ir::metadata::Info;
use cubecl::ir::settings::Dim3;
use cubecl::ir::{ElemType, UIntKind};
use cubecl::prelude::*;
use cubecl::server::{KernelArguments, MetadataBindingInfo};

/// The most workgroups that WebGPU allows in a row.
const ROW: usize = 65_535;

/// The most iterations that all loops of a thread may make together, at any size that the settings allow.
///
/// Drivers have limits of their own. Mesa's software GPU ends the loops of a thread after 65,535 iterations
/// (`LP_MAX_TGSI_LOOP_ITERATIONS`), without an error; others reset a GPU that does not answer for seconds.
pub const MOST_LOOPS: usize = 8192;

/// The most terms that a thread adds up one after the other where a sum can be made in parts. It bounds a thread's loops
/// (see [`MOST_LOOPS`]), and in float32 a sum of parts is also nearer to the exact one.
pub const LONGEST_SUM: usize = 2048;

/// A kernel: a template and what it is unrolled with.
pub trait Wgsl: Template + Debug + Clone + PartialEq + Eq + Hash + Send + Sync + 'static {
    /// Iterations that all loops of a thread make together at most, for these words of the uniform.
    fn loops(&self, shape: &[u32]) -> usize;
}

/// A buffer that a kernel works on.
pub enum Buffer<'a> {
    Read(&'a CubeTensor),
    Write(&'a CubeTensor),
}

/// How many workgroups run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workgroups {
    /// As many as these threads need, in rows of at most 65,535.
    Threads { count: usize, workgroup: usize },
    /// This many, in rows of at most 65,535.
    Row(usize),
    /// Just these, in two dimensions.
    Grid(usize, usize),
}

/// A kernel with the sizes that it runs for.
#[derive(Debug)]
pub struct Launch<K> {
    pub kernel: K,
    pub workgroups: Workgroups,
    /// The words of its uniform.
    pub shape: Vec<u32>,
}

impl<K: Wgsl> Launch<K> {
    pub fn new(kernel: K, workgroups: Workgroups, shape: &[usize]) -> Self {
        Self { kernel, workgroups, shape: shape.iter().map(|&size| size as u32).collect() }
    }

    /// Iterations that all loops of a thread make together at most.
    pub fn loops(&self) -> usize {
        self.kernel.loops(&self.shape)
    }

    /// Queues the kernel on its buffers, which are bound in their order; the uniform is bound behind them.
    pub fn run(self, buffers: &[Buffer<'_>]) {
        debug_assert!(self.loops() <= MOST_LOOPS, "{:?} makes too many loops", self.kernel);
        let Self { kernel, workgroups, shape } = self;
        let (Some(Buffer::Read(first) | Buffer::Write(first)), false) = (buffers.first(), shape.is_empty()) else {
            return;
        };
        let client = first.client.clone();
        let words = shape.chunks(2).map(|pair| u64::from(pair[0]) | u64::from(*pair.get(1).unwrap_or(&0)) << 32);
        let info = MetadataBindingInfo::custom(words.collect());
        let bind = |arguments: KernelArguments, buffer: &Buffer<'_>| match buffer {
            Buffer::Read(tensor) => arguments.with_buffer_io(tensor.handle.clone().binding(), BufferIOAttr::ReadOnly),
            Buffer::Write(tensor) => arguments.with_buffer_io(tensor.handle.clone().binding(), BufferIOAttr::ReadWrite),
        };
        let arguments = buffers.iter().fold(KernelArguments::new(), bind).with_info(info);
        client.launch(Box::new(Source(kernel)), workgroups.count(), arguments);
    }
}

impl Workgroups {
    fn count(&self) -> CubeCount {
        let (across, down) = match *self {
            Self::Threads { count, workgroup } => in_rows(count.div_ceil(workgroup)),
            Self::Row(count) => in_rows(count),
            Self::Grid(across, down) => (across, down),
        };
        CubeCount::Static(across as u32, down as u32, 1)
    }
}

/// Rows of equal length that hold at least so many.
fn in_rows(count: usize) -> (usize, usize) {
    let count = count.max(1);
    let rows = count.div_ceil(ROW);
    (count.div_ceil(rows), rows)
}

/// A new tensor beside another one, of any content.
pub fn empty<const D: usize>(like: &CubeTensor, shape: [usize; D]) -> CubeTensor {
    empty_of(like.dtype(), like, shape)
}

/// A new tensor of another kind of number beside another one, of any content.
pub fn empty_of<const D: usize>(dtype: DType, beside: &CubeTensor, shape: [usize; D]) -> CubeTensor {
    empty_device_contiguous_dtype(beside.client.clone(), beside.device.clone(), Shape::from(shape), dtype)
}

/// The first values of a tensor as another one, in the same memory.
pub fn reshaped<const D: usize>(tensor: CubeTensor, shape: [usize; D]) -> CubeTensor {
    let CubeTensor { client, handle, device, dtype, .. } = tensor;
    CubeTensor::new_contiguous(client, device, Shape::from(shape), handle, dtype)
}

/// The text of a kernel, as CubeCL takes it.
#[derive(Debug)]
struct Source<K>(K);

impl<K: Wgsl> KernelMetadata for Source<K> {
    fn id(&self) -> KernelId {
        KernelId::new::<Self>().info(self.0.clone())
    }

    fn address_type(&self) -> ElemType {
        ElemType::UInt(UIntKind::U32)
    }
}

impl<K: Wgsl> CubeKernel for Source<K> {
    fn define(&self) -> KernelDefinition {
        let settings = KernelSettings::new(Dim3::new_single(), ExecutionMode::Unchecked, AddressType::U32);
        KernelDefinition { body: Scope::root(settings.clone()), settings, info: Info::default() }
    }

    fn source(&self) -> Option<PrecompiledSource> {
        // Formatting into a string fails only where a template's own formatter does, and ours are numbers.
        let source = self.0.render().unwrap_or_default();
        Some(PrecompiledSource { source, entrypoint_name: "main".into(), lang: "wgsl" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_workgroups_cover_all_threads_and_are_never_too_long() {
        for count in [0, 1, 63, 64, 65, 64 * ROW, 64 * ROW + 1, 5_000_000, 1 << 31] {
            let CubeCount::Static(across, down, 1) = (Workgroups::Threads { count, workgroup: 64 }).count() else {
                panic!("the count is known");
            };
            let (across, down) = (across as usize, down as usize);
            assert!((1..=ROW).contains(&across) && down >= 1, "{count}: {across} × {down}");
            assert!(across * down * 64 >= count && across * (down - 1) * 64 <= count, "{count}: {across} × {down}");
        }
    }
}
