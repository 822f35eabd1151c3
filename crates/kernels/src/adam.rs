//! Adam on all parameters of a network, in a few dispatches.

use askama::Template;
use burn::backend::{BackendTensor, DispatchTensorKind, TensorMetadata};
use burn::tensor::Tensor;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{Buffer, Launch, Wgsl, Workgroups};
use crate::target::Target;

/// Most parameters of a dispatch, where the GPU binds so many buffers: more than any network has.
const MAX_PARAMETERS: usize = 24;

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
    /// Where its running averages begin, in elements.
    offset: usize,
}

/// What stays the same from step to step.
#[derive(Debug, Clone, Copy)]
pub struct AdamOptions {
    /// Decay of the gradients' running averages.
    pub beta1: f64,
    /// Decay of the squared gradients' running averages.
    pub beta2: f64,
    /// What is added to the denominator.
    pub epsilon: f64,
}

/// What changes from step to step, on the device: the step size lr / (1 − β₁ᵗ), and √(1 − β₂ᵗ) behind it.
#[derive(Debug, Clone)]
pub struct StepScalars {
    /// Of one dimension; it may hold other values as well.
    pub values: Tensor<1>,
    /// Where the two scalars begin.
    pub offset: usize,
}

impl Parameter {
    /// A parameter whose running averages begin at `offset`.
    ///
    /// # Panics
    /// When the tensors are not on a GPU: then [`Kernels::Stock`](crate::Kernels::Stock) must compute.
    pub fn new<const D: usize>(value: Tensor<D>, gradient: Tensor<D>, offset: usize) -> Self {
        Self { value: primitive(value), gradient: into_contiguous(primitive(gradient)), offset }
    }

    fn len(&self) -> usize {
        self.value.shape().num_elements()
    }
}

/// One step of Adam (Kingma and Ba 2015, algorithm 1, <https://arxiv.org/abs/1412.6980>) in PyTorch's order of operations
/// (`torch/optim/adam.py`, `_single_tensor_adam`), for a gradient g at step t:
///
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g²
///
/// parameter ← parameter − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
///
/// Parameters are updated in place: their clones change too, as in PyTorch.
///
/// # Shapes
/// - `averages`: `[2 total]`, m of all parameters and then v of all
///
/// # Panics
/// When the tensors are not on a GPU.
pub fn adam(
    parameters: &[Parameter],
    averages: &Tensor<1>,
    scalars: StepScalars,
    options: AdamOptions,
    target: Target,
) {
    let total = averages.dims()[0] / 2;
    let (averages, offset) = (primitive(averages.clone()), scalars.offset);
    let scalars = primitive(scalars.values);
    // All parameters share two storage buffers, and each has two of its own.
    let max_bindings = averages.client.properties().hardware.max_bindings as usize;
    let at_once = max_bindings.saturating_sub(2) / 2;
    for some in parameters.chunks(at_once.clamp(1, MAX_PARAMETERS)) {
        let mut buffers = vec![Buffer::Write(&averages), Buffer::Read(&scalars)];
        let AdamOptions { beta1, beta2, epsilon } = options;
        let constants = [beta1, 1.0 - beta1, beta2, 1.0 - beta2, epsilon].map(|number| (number as f32).to_bits());
        let mut uniform = [&constants[..], &[total as u32, offset as u32]].concat();
        for parameter in some {
            buffers.extend([Buffer::Write(&parameter.value), Buffer::Read(&parameter.gradient)]);
            uniform.extend([parameter.len() as u32, parameter.offset as u32]);
        }
        let kernel = Adam { workgroup: target.workgroup(), tensors: some.len() };
        let count = some.iter().map(Parameter::len).sum();
        let workgroups = Workgroups::Threads { count, workgroup: target.workgroup() };
        Launch { kernel, workgroups, uniform }.run(&buffers);
    }
}

/// The tensor on the GPU.
fn primitive<const D: usize>(tensor: Tensor<D>) -> CubeTensor {
    match tensor.inner().into_dispatch().kind {
        DispatchTensorKind::Cube(BackendTensor::Float(tensor)) => tensor,
        _ => panic!("our own Adam kernel was given a tensor that is not on a GPU"),
    }
}
