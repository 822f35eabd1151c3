//! Batch normalisation in eval mode with its activation, and its gradient by the input.

use askama::Template;
use burn::backend::TensorMetadata;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::{EPSILON, Parameters};
use crate::launch::{Buffer, Launch, Wgsl, Workgroups, empty};
use crate::layer::Activation;
use crate::target::{Precision, Target};

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "batch_norm_eval.wgsl", escape = "none")]
struct Eval {
    workgroup: usize,
    precision: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "batch_norm_eval_gradient.wgsl", escape = "none")]
struct EvalGradient {
    workgroup: usize,
    precision: Precision,
}

impl Wgsl for Eval {
    fn loops(&self, _: &[u32]) -> usize {
        0
    }
}

impl Wgsl for EvalGradient {
    fn loops(&self, _: &[u32]) -> usize {
        0
    }
}

/// See [`Kernels::batch_norm_eval`](crate::Kernels::batch_norm_eval). `x` is contiguous.
///
/// # Shapes
/// - result: that of `x`
pub fn forward(x: &CubeTensor, parameters: &Parameters, activation: Activation, target: Target) -> CubeTensor {
    let y = empty(x, x.shape().dims::<4>());
    let Parameters { weight, bias, running_mean, running_var } = parameters;
    let kernel = Eval { workgroup: target.workgroup(), precision: Precision::of(x) };
    let [input, weight, bias, mean, var] = [x, weight, bias, running_mean, running_var].map(Buffer::Read);
    launch(kernel, x, activation, target).run(&[input, weight, bias, mean, var, Buffer::Write(&y)]);
    y
}

/// The gradient by the input: weight / √(running variance + ε) · the gradient before the activation, from the output `y`
/// and the gradient by it.
///
/// # Shapes
/// - `y`, `gradient` and the result: the same
/// - `weight` and `running_var`: `[channels]`
pub fn backward(
    y: &CubeTensor,
    gradient: CubeTensor,
    [weight, running_var]: [&CubeTensor; 2],
    activation: Activation,
    target: Target,
) -> CubeTensor {
    let gradient = into_contiguous(gradient);
    let result = empty(&gradient, y.shape().dims::<4>());
    let kernel = EvalGradient { workgroup: target.workgroup(), precision: Precision::of(y) };
    let [output, of_output, weight, var] = [y, &gradient, weight, running_var].map(Buffer::Read);
    launch(kernel, y, activation, target).run(&[output, of_output, weight, var, Buffer::Write(&result)]);
    result
}

/// A thread for each four values of an image.
fn launch<K: Wgsl>(kernel: K, image: &CubeTensor, activation: Activation, target: Target) -> Launch<K> {
    let [batch, channels, side, _] = image.shape().dims::<4>();
    let area = side * side / 4;
    let length = batch * channels * area;
    let workgroups = Workgroups::Threads { count: length, workgroup: target.workgroup() };
    Launch::new(kernel, workgroups, &[length, channels, area.ilog2() as usize, activation.slope_word()])
}
