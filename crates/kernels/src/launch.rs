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

/// The most workgroups that WebGPU allows in one dimension.
const MAX_WORKGROUPS: usize = 65_535;

/// The most iterations that all loops of a thread may make together, at any size that the settings allow.
///
/// Drivers have limits of their own. Mesa's software adapter ends the loops of a thread after 65,535 iterations
/// (`LP_MAX_TGSI_LOOP_ITERATIONS`), without an error; others reset a GPU that does not answer for seconds.
pub const MAX_LOOP_ITERATIONS: usize = 8192;

/// The most terms that a thread adds up one after the other where a sum can be made in parts. It bounds a thread's loops
/// (see [`MAX_LOOP_ITERATIONS`]), and in float32 a sum of parts is also nearer to the exact one.
pub const LONGEST_SUM: usize = 2048;

/// A kernel's name and the iterations that all loops of a thread make together at most.
pub type Loops = (&'static str, usize);

/// A kernel: a template and what it is unrolled with.
pub trait Wgsl: Template + Debug + Clone + PartialEq + Eq + Hash + Send + Sync + 'static {
    /// Iterations that all loops of a thread make together at most, for these words of the uniform.
    fn loops(&self, uniform: &[u32]) -> usize;
}

/// A buffer that a kernel works on.
#[derive(Clone, Copy)]
pub enum Buffer<'a> {
    Read(&'a CubeTensor),
    Write(&'a CubeTensor),
}

/// How many workgroups are dispatched.
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
    pub uniform: Vec<u32>,
}

impl<K: Wgsl> Launch<K> {
    /// # Panics
    /// When a size has more than 32 bits.
    pub fn new(kernel: K, workgroups: Workgroups, uniform: &[usize]) -> Self {
        let word = |&size: &usize| {
            u32::try_from(size).unwrap_or_else(|_| panic!("{kernel:?} was given the size {size}, of more than 32 bits"))
        };
        let uniform = uniform.iter().map(word).collect();
        Self { kernel, workgroups, uniform }
    }

    /// Iterations that all loops of a thread make together at most.
    pub fn loops(&self) -> usize {
        self.kernel.loops(&self.uniform)
    }

    /// Queues the kernel on its buffers, which are bound in their order; the uniform is bound behind them.
    ///
    /// # Panics
    /// When there is no buffer or no uniform, when a thread's loops are longer than [`MAX_LOOP_ITERATIONS`], or when there
    /// are more workgroups than WebGPU allows. All of these are errors of the program.
    pub fn run(self, buffers: &[Buffer<'_>]) {
        let first = self.check(buffers);
        let client = first.client.clone();
        let Self { kernel, workgroups, uniform } = self;
        let words = uniform.chunks(2).map(|pair| u64::from(pair[0]) | u64::from(*pair.get(1).unwrap_or(&0)) << 32);
        let info = MetadataBindingInfo::custom(words.collect());
        let bind = |arguments: KernelArguments, buffer: &Buffer<'_>| match buffer {
            Buffer::Read(tensor) => arguments.with_buffer_io(tensor.handle.clone().binding(), BufferIOAttr::ReadOnly),
            Buffer::Write(tensor) => arguments.with_buffer_io(tensor.handle.clone().binding(), BufferIOAttr::ReadWrite),
        };
        let arguments = buffers.iter().fold(KernelArguments::new(), bind).with_info(info);
        client.launch(Box::new(Source(kernel)), workgroups.count(), arguments);
    }

    /// Checks that the kernel can be launched; returns the tensor of its first buffer.
    fn check<'a>(&self, buffers: &[Buffer<'a>]) -> &'a CubeTensor {
        let Some(&(Buffer::Read(first) | Buffer::Write(first))) = buffers.first() else {
            panic!("{:?} was launched without a buffer", self.kernel);
        };
        self.check_sizes();
        first
    }

    fn check_sizes(&self) {
        let Self { kernel, workgroups, uniform } = self;
        assert!(!uniform.is_empty(), "{kernel:?} was launched with an empty uniform");
        let loops = self.loops();
        assert!(
            loops <= MAX_LOOP_ITERATIONS,
            "a thread of {kernel:?} would loop {loops} times, more than {MAX_LOOP_ITERATIONS}: {uniform:?}"
        );
        let (across, down) = workgroups.dimensions();
        assert!(
            across.max(down) <= MAX_WORKGROUPS,
            "{kernel:?} was launched with {across} × {down} workgroups, more than {MAX_WORKGROUPS} in a dimension"
        );
    }
}

impl Workgroups {
    fn count(&self) -> CubeCount {
        let (across, down) = self.dimensions();
        CubeCount::Static(across as u32, down as u32, 1)
    }

    fn dimensions(&self) -> (usize, usize) {
        match *self {
            Self::Threads { count, workgroup } => in_rows(count.div_ceil(workgroup)),
            Self::Row(count) => in_rows(count),
            Self::Grid(across, down) => (across, down),
        }
    }
}

/// Rows of equal length that hold at least this many.
fn in_rows(count: usize) -> (usize, usize) {
    let count = count.max(1);
    let rows = count.div_ceil(MAX_WORKGROUPS);
    (count.div_ceil(rows), rows)
}

/// A new tensor on the device of another one and of its type, with undefined content.
pub fn empty<const D: usize>(like: &CubeTensor, shape: [usize; D]) -> CubeTensor {
    empty_of(like.dtype(), like, shape)
}

/// A new tensor of another type on the device of another one, with undefined content.
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
        Some(PrecompiledSource { source: wgsl(&self.0), entrypoint_name: "main".into(), lang: "wgsl" })
    }
}

/// A kernel's text.
///
/// # Panics
/// When a value of the template cannot be formatted, which is an error of the program: ours are numbers.
fn wgsl<K: Wgsl>(kernel: &K) -> String {
    kernel.render().unwrap_or_else(|error| panic!("the template of {kernel:?} was not rendered: {error}"))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::fmt;

    use super::*;

    #[test]
    fn rows_of_workgroups_cover_all_threads_and_are_never_too_long() {
        for count in [0, 1, 63, 64, 65, 64 * MAX_WORKGROUPS, 64 * MAX_WORKGROUPS + 1, 5_000_000, 1 << 31] {
            let CubeCount::Static(across, down, 1) = (Workgroups::Threads { count, workgroup: 64 }).count() else {
                panic!("the count is known");
            };
            let (across, down) = (across as usize, down as usize);
            assert!((1..=MAX_WORKGROUPS).contains(&across) && down >= 1, "{count}: {across} × {down}");
            assert!(across * down * 64 >= count && across * (down - 1) * 64 <= count, "{count}: {across} × {down}");
        }
    }

    #[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
    #[template(source = "// {{ value }}", ext = "txt", escape = "none")]
    struct Test {
        loops: usize,
        value: Value,
    }

    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    enum Value {
        Number(usize),
        NotFormatted,
    }

    impl fmt::Display for Value {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self {
                Self::Number(number) => write!(f, "{number}"),
                Self::NotFormatted => Err(fmt::Error),
            }
        }
    }

    impl Wgsl for Test {
        fn loops(&self, _: &[u32]) -> usize {
            self.loops
        }
    }

    fn launch(loops: usize, workgroups: Workgroups, uniform: &[usize]) -> Launch<Test> {
        Launch::new(Test { loops, value: Value::Number(1) }, workgroups, uniform)
    }

    #[test]
    fn the_largest_launch_is_within_the_limits() {
        launch(MAX_LOOP_ITERATIONS, Workgroups::Grid(MAX_WORKGROUPS, MAX_WORKGROUPS), &[1]).check_sizes();
    }

    #[test]
    #[should_panic(expected = "Test { loops: 0, value: Number(1) } was launched without a buffer")]
    fn a_launch_without_a_buffer_is_refused() {
        launch(0, Workgroups::Row(1), &[1]).run(&[]);
    }

    #[test]
    #[should_panic(expected = "Test { loops: 0, value: Number(1) } was launched with an empty uniform")]
    fn a_launch_with_an_empty_uniform_is_refused() {
        launch(0, Workgroups::Row(1), &[]).check_sizes();
    }

    #[test]
    #[should_panic(
        expected = "a thread of Test { loops: 8193, value: Number(1) } would loop 8193 times, more than 8192"
    )]
    fn a_launch_whose_threads_loop_too_long_is_refused() {
        launch(MAX_LOOP_ITERATIONS + 1, Workgroups::Row(1), &[1]).check_sizes();
    }

    #[test]
    #[should_panic(expected = "was launched with 1 × 65536 workgroups, more than 65535 in a dimension")]
    fn a_launch_of_too_many_workgroups_is_refused() {
        launch(0, Workgroups::Grid(1, MAX_WORKGROUPS + 1), &[1]).check_sizes();
    }

    #[test]
    #[should_panic(expected = "was given the size 4294967296, of more than 32 bits")]
    fn a_size_of_more_than_32_bits_is_refused() {
        launch(0, Workgroups::Row(1), &[1 << 32]);
    }

    #[test]
    #[should_panic(expected = "the template of Test { loops: 0, value: NotFormatted } was not rendered")]
    fn a_template_that_fails_is_named() {
        wgsl(&Test { loops: 0, value: Value::NotFormatted });
    }

    #[test]
    fn a_template_is_rendered_with_its_values() {
        assert_eq!(wgsl(&Test { loops: 0, value: Value::Number(7) }), "// 7");
    }
}
