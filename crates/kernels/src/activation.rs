//! The gradient of an activation.

use askama::Template;
use burn::backend::TensorMetadata;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{Buffer, Launch, Wgsl, Workgroups, empty};
use crate::layer::Activation;
use crate::target::{Precision, Target};

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "activation_gradient.wgsl", escape = "none")]
struct ActivationGradient {
    workgroup: usize,
    precision: Precision,
}

impl Wgsl for ActivationGradient {
    fn loops(&self, _: &[u32]) -> usize {
        0
    }
}

/// The gradient by an activation's input, from its output y and the gradient g by y: g (1 − y²) for tanh; g where y > 0
/// and slope · g elsewhere for the ReLUs.
///
/// # Shapes
/// - all: `[batch, channels, side, side]`, a multiple of four values
pub fn activation_gradient(
    output: CubeTensor,
    gradient: CubeTensor,
    activation: Activation,
    target: Target,
) -> CubeTensor {
    if activation == Activation::Linear {
        return gradient;
    }
    let gradient = into_contiguous(gradient);
    let result = empty(&gradient, gradient.shape().dims::<4>());
    let length = gradient.shape().num_elements() / 4;
    let kernel = ActivationGradient { workgroup: target.workgroup(), precision: Precision::of(&output) };
    let workgroups = Workgroups::Threads { count: length, workgroup: target.workgroup() };
    let buffers = [Buffer::Read(&output), Buffer::Read(&gradient), Buffer::Write(&result)];
    let [slope, is_tanh] = activation.words();
    Launch::new(kernel, workgroups, &[length, slope, is_tanh]).run(&buffers);
    result
}
