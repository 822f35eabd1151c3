//! The operations' gradients.

use burn::backend::Autodiff;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::ops::FloatTensorOps;
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn_cubecl::CubeBackend;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::batch_norm::Normalization;
use super::ops::{LayerOps, activation_gradient, weight_gradient};
use super::{Activation, Conv, Target, batch_norm, bce_loss};

/// Which way a convolution goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    ToCoarse,
    ToFine,
}

/// A convolution's backward pass, of either way.
#[derive(Debug)]
struct Convolution;

#[derive(Debug, Clone)]
struct ConvolutionState {
    input: CubeTensor,
    weight: CubeTensor,
    output: CubeTensor,
    way: Way,
    geometry: Conv,
    after: Activation,
    target: Target,
}

impl Backward<CubeBackend, 2> for Convolution {
    type State = ConvolutionState;

    fn backward(self, ops: Ops<ConvolutionState, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let behind = gradients.consume::<CubeBackend>(&ops.node);
        let [of_input, of_weight] = ops.parents;
        let ConvolutionState { input, weight, output, way, geometry, after, target } = ops.state;
        let before = activation_gradient(output, behind, after, target);
        if let Some(node) = of_input {
            let linear = Activation::Linear;
            let gradient = match way {
                Way::ToCoarse => CubeBackend::layer_transposed(before.clone(), weight, geometry, linear, target),
                Way::ToFine => CubeBackend::layer_convolution(before.clone(), weight, geometry, linear, target),
            };
            gradients.register::<CubeBackend>(node.id, gradient);
        }
        if let Some(node) = of_weight {
            let (fine, coarse) = match way {
                Way::ToCoarse => (input, before),
                Way::ToFine => (before, input),
            };
            gradients.register::<CubeBackend>(node.id, weight_gradient(fine, coarse, geometry, target));
        }
    }
}

/// A batch normalisation's backward pass.
#[derive(Debug)]
struct BatchNorm;

#[derive(Debug, Clone)]
struct BatchNormState {
    x: CubeTensor,
    statistics: CubeTensor,
    how: Normalization,
}

impl Backward<CubeBackend, 3> for BatchNorm {
    type State = BatchNormState;

    fn backward(self, ops: Ops<BatchNormState, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let behind = gradients.consume::<CubeBackend>(&ops.node);
        let BatchNormState { x, statistics, how } = ops.state;
        let found = batch_norm::backward(x, behind, statistics, how);
        for (node, gradient) in ops.parents.into_iter().zip([found.x, found.weight, found.bias]) {
            if let Some(node) = node {
                gradients.register::<CubeBackend>(node.id, gradient);
            }
        }
    }
}

/// A loss's backward pass: its state is the slope by each logit.
#[derive(Debug)]
struct Judge;

impl Backward<CubeBackend, 1> for Judge {
    type State = CubeTensor;

    fn backward(self, ops: Ops<CubeTensor, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let behind = gradients.consume::<CubeBackend>(&ops.node);
        let [node] = ops.parents;
        if let Some(node) = node {
            gradients.register::<CubeBackend>(node.id, CubeBackend::float_mul(ops.state, behind));
        }
    }
}

/// What passes a gradient on as it is.
#[derive(Debug)]
struct Pass;

impl Backward<CubeBackend, 1> for Pass {
    type State = ();

    fn backward(self, ops: Ops<(), 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let behind = gradients.consume::<CubeBackend>(&ops.node);
        let [node] = ops.parents;
        if let Some(node) = node {
            gradients.register::<CubeBackend>(node.id, behind);
        }
    }
}

/// A convolution of either way, with its gradients.
fn convolve<C: CheckpointStrategy>(
    way: Way,
    input: FloatTensor<Autodiff<CubeBackend, C>>,
    weight: FloatTensor<Autodiff<CubeBackend, C>>,
    geometry: Conv,
    after: Activation,
    target: Target,
) -> FloatTensor<Autodiff<CubeBackend, C>> {
    let kind = Convolution.prepare::<C>([input.node(), weight.node()]).compute_bound().stateful();
    let (input, weight) = (into_contiguous(input.into_primitive()), weight.into_primitive());
    let (x, w) = (input.clone(), weight.clone());
    let output = match way {
        Way::ToCoarse => CubeBackend::layer_convolution(x, w, geometry, after, target),
        Way::ToFine => CubeBackend::layer_transposed(x, w, geometry, after, target),
    };
    match kind {
        OpsKind::Tracked(node) => {
            let state = ConvolutionState { input, weight, output: output.clone(), way, geometry, after, target };
            node.finish(state, output)
        }
        OpsKind::UnTracked(node) => node.finish(output),
    }
}

impl<C: CheckpointStrategy> LayerOps for Autodiff<CubeBackend, C> {
    fn layer_convolution(
        fine: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        geometry: Conv,
        after: Activation,
        target: Target,
    ) -> FloatTensor<Self> {
        convolve::<C>(Way::ToCoarse, fine, weight, geometry, after, target)
    }

    fn layer_transposed(
        coarse: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        geometry: Conv,
        after: Activation,
        target: Target,
    ) -> FloatTensor<Self> {
        convolve::<C>(Way::ToFine, coarse, weight, geometry, after, target)
    }

    fn layer_batch_norm(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        running_mean: FloatTensor<Self>,
        running_var: FloatTensor<Self>,
        how: Normalization,
    ) -> FloatTensor<Self> {
        let kind = BatchNorm.prepare::<C>([x.node(), weight.node(), bias.node()]).compute_bound().stateful();
        let x = into_contiguous(x.into_primitive());
        let [weight, bias, running_mean, running_var] =
            [weight, bias, running_mean, running_var].map(|tensor| tensor.into_primitive());
        let state = batch_norm::State { weight, bias, running_mean, running_var };
        let (output, statistics) = batch_norm::forward(x.clone(), &state, how);
        match kind {
            OpsKind::Tracked(node) => node.finish(BatchNormState { x, statistics, how }, output),
            OpsKind::UnTracked(node) => node.finish(output),
        }
    }

    fn layer_judge(
        logits: FloatTensor<Self>,
        before: FloatTensor<Self>,
        reals: usize,
        count: usize,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let kind = Judge.prepare::<C>([logits.node()]).compute_bound().stateful();
        let numbers = bce_loss::forward(logits.into_primitive(), before.into_primitive(), reals, count);
        let pull = match kind {
            OpsKind::Tracked(node) => node.finish(numbers.slopes, numbers.first),
            OpsKind::UnTracked(node) => node.finish(numbers.first),
        };
        (pull, <FloatTensor<Self>>::new(numbers.all))
    }

    fn layer_pixels(words: IntTensor<Self>, side: usize, target: Target) -> FloatTensor<Self> {
        <FloatTensor<Self>>::new(CubeBackend::layer_pixels(words, side, target))
    }

    fn layer_fill(table: FloatTensor<Self>, length: usize, from: usize, target: Target) -> FloatTensor<Self> {
        <FloatTensor<Self>>::new(CubeBackend::layer_fill(table.into_primitive(), length, from, target))
    }

    fn layer_widened(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let kind = Pass.prepare::<C>([x.node()]).compute_bound().stateful();
        let output = CubeBackend::layer_widened(x.into_primitive());
        match kind {
            OpsKind::Tracked(node) => node.finish((), output),
            OpsKind::UnTracked(node) => node.finish(output),
        }
    }
}
