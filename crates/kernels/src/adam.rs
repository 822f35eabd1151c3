//! Adam on all parameters of a network in a few dispatches.

use askama::Template;
use burn::backend::{BackendTensor, DispatchTensorKind, TensorMetadata};
use burn::tensor::Tensor;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::Target;
use super::launch::{Buffer, Launch, Wgsl, Workgroups};

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "adam.wgsl", escape = "none")]
struct Adam {
    workgroup: usize,
    tensors: usize,
}

impl Wgsl for Adam {
    fn loops(&self, _: &[u32]) -> usize {
        0
    }
}

/// A parameter with its gradient.
#[derive(Debug)]
pub struct Parameter {
    value: CubeTensor,
    gradient: CubeTensor,
    /// Of its averages, in elements.
    offset: usize,
}

/// What stays the same from step to step.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    pub beta1: f64,
    pub beta2: f64,
    pub epsilon: f64,
}

/// What changes from step to step, on the device: the step size and the root of the second average's correction.
#[derive(Debug, Clone)]
pub struct StepNumbers {
    /// In one dimension, among other numbers.
    pub uploaded: Tensor<1>,
    /// Where the two are among them.
    pub at: usize,
}

impl Parameter {
    /// # Panics
    /// When the tensors are not on a GPU: then [`Kernels::Stock`](super::Kernels::Stock) must compute.
    pub fn new<const D: usize>(value: Tensor<D>, gradient: Tensor<D>, offset: usize) -> Self {
        Self { value: primitive(value), gradient: into_contiguous(primitive(gradient)), offset }
    }

    fn len(&self) -> usize {
        self.value.shape().num_elements()
    }
}

/// Moves parameters where they lie, so that their clones move with them, as in PyTorch.
///
/// # Shapes
/// - `averages`: `[2 total]`, the running averages of all gradients and then those of their squares
pub fn adam(parameters: &[Parameter], averages: &Tensor<1>, step: StepNumbers, rates: Rates, target: Target) {
    let total = averages.dims()[0] / 2;
    let (averages, at) = (primitive(averages.clone()), step.at);
    let step = primitive(step.uploaded);
    // Two buffers are shared by all; the uniform is none.
    let at_once = (averages.client.properties().hardware.max_bindings as usize).saturating_sub(2) / 2;
    for some in parameters.chunks(at_once.clamp(1, 8)) {
        let mut buffers = vec![Buffer::Write(&averages), Buffer::Read(&step)];
        let Rates { beta1, beta2, epsilon } = rates;
        let numbers = [beta1, 1.0 - beta1, beta2, 1.0 - beta2, epsilon].map(|number| (number as f32).to_bits());
        let mut shape = [&numbers[..], &[total as u32, at as u32]].concat();
        for parameter in some {
            buffers.extend([Buffer::Write(&parameter.value), Buffer::Read(&parameter.gradient)]);
            shape.extend([parameter.len() as u32, parameter.offset as u32]);
        }
        let kernel = Adam { workgroup: target.workgroup(), tensors: some.len() };
        let count = some.iter().map(Parameter::len).sum();
        let workgroups = Workgroups::Threads { count, workgroup: target.workgroup() };
        Launch { kernel, workgroups, shape }.run(&buffers);
    }
}

/// What a tensor is on the GPU.
fn primitive<const D: usize>(tensor: Tensor<D>) -> CubeTensor {
    match tensor.inner().into_dispatch().kind {
        DispatchTensorKind::Cube(BackendTensor::Float(tensor)) => tensor,
        _ => panic!("our own kernels compute on a GPU alone"),
    }
}
