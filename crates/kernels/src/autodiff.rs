//! The operations with gradients: Burn's autodiff backend over CubeCL's.

use std::ops::Range;

use burn::backend::Autodiff;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn_cubecl::CubeBackend;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use crate::activation::activation_gradient;
use crate::batch_norm::{self, BatchNormOptions, Normalized};
use crate::gan_loss::{self, Labels};
use crate::layer::{Activation, Conv};
use crate::ops::LayerOps;
use crate::target::Target;
use facegan_core::tuning::Tile;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ConvOp {
    Conv2d,
    ConvTranspose2d,
}

/// The backward pass of a convolution or its transpose, with the activation.
#[derive(Debug)]
struct ConvBackward;

#[derive(Debug, Clone)]
struct ConvState {
    input: CubeTensor,
    weight: CubeTensor,
    output: CubeTensor,
    op: ConvOp,
    conv: Conv,
    activation: Activation,
    target: Target,
}

impl Backward<CubeBackend, 2> for ConvBackward {
    type State = ConvState;

    fn backward(self, ops: Ops<ConvState, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let of_output = gradients.consume::<CubeBackend>(&ops.node);
        let [input_node, weight_node] = ops.parents;
        let ConvState { input, weight, output, op, conv, activation, target } = ops.state;
        let gradient = activation_gradient(output, of_output, activation, target);
        if let Some(node) = input_node {
            // Each of the two operations is the other's gradient by its input.
            let (g, linear) = (gradient.clone(), Activation::Linear);
            let of_input = match op {
                ConvOp::Conv2d => CubeBackend::layer_conv_transpose2d(g, weight, conv, linear, target),
                ConvOp::ConvTranspose2d => CubeBackend::layer_conv2d(g, weight, conv, linear, target),
            };
            gradients.register::<CubeBackend>(node.id, of_input);
        }
        if let Some(node) = weight_node {
            let (high, low) = match op {
                ConvOp::Conv2d => (input, gradient),
                ConvOp::ConvTranspose2d => (gradient, input),
            };
            gradients.register::<CubeBackend>(node.id, CubeBackend::layer_weight_gradient(high, low, conv, target));
        }
    }
}

/// The backward pass of batch normalisation.
#[derive(Debug)]
struct BatchNormBackward;

#[derive(Debug, Clone)]
struct BatchNormState {
    x: CubeTensor,
    statistics: CubeTensor,
    options: BatchNormOptions,
}

impl Backward<CubeBackend, 3> for BatchNormBackward {
    type State = BatchNormState;

    fn backward(self, ops: Ops<BatchNormState, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let of_output = gradients.consume::<CubeBackend>(&ops.node);
        let BatchNormState { x, statistics, options } = ops.state;
        let result = batch_norm::backward(x, of_output, statistics, options);
        for (node, gradient) in ops.parents.into_iter().zip([result.x, result.weight, result.bias]) {
            if let Some(node) = node {
                gradients.register::<CubeBackend>(node.id, gradient);
            }
        }
    }
}

/// The backward pass of batch normalisation in eval mode.
#[derive(Debug)]
struct BatchNormEvalBackward;

#[derive(Debug, Clone)]
struct BatchNormEvalState {
    y: CubeTensor,
    weight: CubeTensor,
    running_var: CubeTensor,
    activation: Activation,
    target: Target,
}

impl Backward<CubeBackend, 1> for BatchNormEvalBackward {
    type State = BatchNormEvalState;

    fn backward(self, ops: Ops<BatchNormEvalState, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let of_output = gradients.consume::<CubeBackend>(&ops.node);
        let BatchNormEvalState { y, weight, running_var, activation, target } = ops.state;
        let [node] = ops.parents;
        if let Some(node) = node {
            let of_x = batch_norm::eval::backward(&y, of_output, [&weight, &running_var], activation, target);
            gradients.register::<CubeBackend>(node.id, of_x);
        }
    }
}

/// The backward pass of a surrogate, which starts at it: its state is the gradient by what it stands for.
#[derive(Debug)]
struct SurrogateBackward;

impl Backward<CubeBackend, 1> for SurrogateBackward {
    type State = CubeTensor;

    fn backward(self, ops: Ops<CubeTensor, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        gradients.consume::<CubeBackend>(&ops.node);
        let [node] = ops.parents;
        if let Some(node) = node {
            gradients.register::<CubeBackend>(node.id, ops.state);
        }
    }
}

/// The backward pass of the cast to float32, which passes the gradient through unchanged.
#[derive(Debug)]
struct ToF32Backward;

impl Backward<CubeBackend, 1> for ToF32Backward {
    type State = ();

    fn backward(self, ops: Ops<(), 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let of_output = gradients.consume::<CubeBackend>(&ops.node);
        let [node] = ops.parents;
        if let Some(node) = node {
            gradients.register::<CubeBackend>(node.id, of_output);
        }
    }
}

/// A convolution or its transpose, with its gradients.
fn convolve<C: CheckpointStrategy>(
    op: ConvOp,
    input: FloatTensor<Autodiff<CubeBackend, C>>,
    weight: FloatTensor<Autodiff<CubeBackend, C>>,
    conv: Conv,
    activation: Activation,
    target: Target,
) -> FloatTensor<Autodiff<CubeBackend, C>> {
    let kind = ConvBackward.prepare::<C>([input.node(), weight.node()]).compute_bound().stateful();
    let (input, weight) = (into_contiguous(input.into_primitive()), weight.into_primitive());
    let (x, w) = (input.clone(), weight.clone());
    let output = match op {
        ConvOp::Conv2d => CubeBackend::layer_conv2d(x, w, conv, activation, target),
        ConvOp::ConvTranspose2d => CubeBackend::layer_conv_transpose2d(x, w, conv, activation, target),
    };
    match kind {
        OpsKind::Tracked(node) => {
            let state = ConvState { input, weight, output: output.clone(), op, conv, activation, target };
            node.finish(state, output)
        }
        OpsKind::UnTracked(node) => node.finish(output),
    }
}

impl<C: CheckpointStrategy> LayerOps for Autodiff<CubeBackend, C> {
    fn layer_conv2d(
        high: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        conv: Conv,
        activation: Activation,
        target: Target,
    ) -> FloatTensor<Self> {
        convolve::<C>(ConvOp::Conv2d, high, weight, conv, activation, target)
    }

    fn layer_conv_transpose2d(
        low: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        conv: Conv,
        activation: Activation,
        target: Target,
    ) -> FloatTensor<Self> {
        convolve::<C>(ConvOp::ConvTranspose2d, low, weight, conv, activation, target)
    }

    fn layer_weight_gradient(
        high: FloatTensor<Self>,
        low: FloatTensor<Self>,
        conv: Conv,
        target: Target,
    ) -> FloatTensor<Self> {
        let (high, low) = (high.into_primitive(), low.into_primitive());
        <FloatTensor<Self>>::new(CubeBackend::layer_weight_gradient(high, low, conv, target))
    }

    fn layer_matrix_product(a: FloatTensor<Self>, b: FloatTensor<Self>, tile: Tile) -> FloatTensor<Self> {
        <FloatTensor<Self>>::new(CubeBackend::layer_matrix_product(a.into_primitive(), b.into_primitive(), tile))
    }

    fn layer_batch_norm(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        running_mean: FloatTensor<Self>,
        running_var: FloatTensor<Self>,
        options: BatchNormOptions,
    ) -> FloatTensor<Self> {
        let kind = BatchNormBackward.prepare::<C>([x.node(), weight.node(), bias.node()]).compute_bound().stateful();
        let x = into_contiguous(x.into_primitive());
        let [weight, bias, running_mean, running_var] =
            [weight, bias, running_mean, running_var].map(|tensor| tensor.into_primitive());
        let parameters = batch_norm::Parameters { weight, bias, running_mean, running_var };
        let Normalized { y, statistics } = batch_norm::forward(&x, &parameters, options);
        match kind {
            OpsKind::Tracked(node) => node.finish(BatchNormState { x, statistics, options }, y),
            OpsKind::UnTracked(node) => node.finish(y),
        }
    }

    fn layer_batch_norm_eval(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        running_mean: FloatTensor<Self>,
        running_var: FloatTensor<Self>,
        activation: Activation,
        target: Target,
    ) -> FloatTensor<Self> {
        let kind = BatchNormEvalBackward.prepare::<C>([x.node()]).compute_bound().stateful();
        let x = into_contiguous(x.into_primitive());
        let [weight, bias, running_mean, running_var] =
            [weight, bias, running_mean, running_var].map(|tensor| tensor.into_primitive());
        let parameters = batch_norm::Parameters { weight, bias, running_mean, running_var };
        let y = batch_norm::eval::forward(&x, &parameters, activation, target);
        match kind {
            OpsKind::Tracked(node) => {
                let batch_norm::Parameters { weight, running_var, .. } = parameters;
                node.finish(BatchNormEvalState { y: y.clone(), weight, running_var, activation, target }, y)
            }
            OpsKind::UnTracked(node) => node.finish(y),
        }
    }

    fn layer_surrogate(output: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self> {
        let kind = SurrogateBackward.prepare::<C>([output.node()]).compute_bound().stateful();
        let gradient = into_contiguous(gradient.into_primitive());
        let surrogate = CubeBackend::layer_surrogate(output.into_primitive(), gradient.clone());
        match kind {
            OpsKind::Tracked(node) => node.finish(gradient, surrogate),
            OpsKind::UnTracked(node) => node.finish(surrogate),
        }
    }

    fn layer_gan_loss(
        logits: FloatTensor<Self>,
        earlier: FloatTensor<Self>,
        labels: Labels,
        earlier_range: Range<usize>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let (logits, earlier) = (logits.into_primitive(), earlier.into_primitive());
        let output = gan_loss::forward(logits, earlier, labels, earlier_range);
        (<FloatTensor<Self>>::new(output.logit_gradient), <FloatTensor<Self>>::new(output.metrics))
    }

    fn layer_pixels(words: IntTensor<Self>, side: usize, target: Target) -> FloatTensor<Self> {
        <FloatTensor<Self>>::new(CubeBackend::layer_pixels(words, side, target))
    }

    fn layer_fill(table: FloatTensor<Self>, length: usize, from: usize, target: Target) -> FloatTensor<Self> {
        <FloatTensor<Self>>::new(CubeBackend::layer_fill(table.into_primitive(), length, from, target))
    }

    fn layer_to_f32(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let kind = ToF32Backward.prepare::<C>([x.node()]).compute_bound().stateful();
        let output = CubeBackend::layer_to_f32(x.into_primitive());
        match kind {
            OpsKind::Tracked(node) => node.finish((), output),
            OpsKind::UnTracked(node) => node.finish(output),
        }
    }
}
