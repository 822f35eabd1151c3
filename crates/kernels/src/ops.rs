//! The kernels as operations of Burn's backends.

use askama::Template;
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Backend, Dispatch, TensorMetadata, backend_extension};
use burn::tensor::{DType, Tensor};
use burn_cubecl::CubeBackend;
use burn_cubecl::kernel::{cast, into_contiguous};
use burn_cubecl::tensor::CubeTensor;

use super::batch_norm::{Normalization, Running};
use super::launch::{Buffer, Launch, Wgsl, Workgroups, empty};
use super::{Activation, Conv, Precision, Target, batch_norm, bce_loss, conv2d, fill, pixels, valid4x4};

/// What [`Kernels`](super::Kernels) describes, on one backend.
#[backend_extension(Autodiff, Cube)]
pub trait LayerOps: Backend {
    fn layer_convolution(
        fine: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        geometry: Conv,
        after: Activation,
        target: Target,
    ) -> FloatTensor<Self>;

    fn layer_transposed(
        coarse: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        geometry: Conv,
        after: Activation,
        target: Target,
    ) -> FloatTensor<Self>;

    fn layer_batch_norm(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        running_mean: FloatTensor<Self>,
        running_var: FloatTensor<Self>,
        how: Normalization,
    ) -> FloatTensor<Self>;

    /// A number that pulls as the loss does, and `count` numbers from `before` with loss and means behind them.
    fn layer_judge(
        logits: FloatTensor<Self>,
        before: FloatTensor<Self>,
        reals: usize,
        count: usize,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// Images out of words of four bytes.
    fn layer_pixels(words: IntTensor<Self>, side: usize, target: Target) -> FloatTensor<Self>;

    /// `[length]`, see [`fill`](super::fill).
    fn layer_fill(table: FloatTensor<Self>, length: usize, from: usize, target: Target) -> FloatTensor<Self>;

    /// The same numbers as float32, whose gradient is theirs.
    fn layer_widened(x: FloatTensor<Self>) -> FloatTensor<Self>;
}

pub fn widened(x: Tensor<4>) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::layer_widened(x.into_dispatch()))
}

pub fn convolution(fine: Tensor<4>, weight: Tensor<4>, geometry: Conv, after: Activation, target: Target) -> Tensor<4> {
    let (fine, weight) = (fine.into_dispatch(), weight.into_dispatch());
    Tensor::from_dispatch(Dispatch::layer_convolution(fine, weight, geometry, after, target))
}

pub fn transposed(
    coarse: Tensor<4>,
    weight: Tensor<4>,
    geometry: Conv,
    after: Activation,
    target: Target,
) -> Tensor<4> {
    let (coarse, weight) = (coarse.into_dispatch(), weight.into_dispatch());
    Tensor::from_dispatch(Dispatch::layer_transposed(coarse, weight, geometry, after, target))
}

pub fn batch_norm(x: Tensor<4>, [weight, bias]: [Tensor<1>; 2], running: &Running, how: Normalization) -> Tensor<4> {
    let [mean, var] = [&running.mean, &running.var].map(|running| running.clone().into_dispatch());
    let (x, weight, bias) = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(Dispatch::layer_batch_norm(x, weight, bias, mean, var, how))
}

impl LayerOps for CubeBackend {
    fn layer_convolution(
        fine: CubeTensor,
        weight: CubeTensor,
        geometry: Conv,
        after: Activation,
        target: Target,
    ) -> CubeTensor {
        match geometry {
            Conv::Stride2 => conv2d::convolution(fine, weight, after, target),
            Conv::Valid => valid4x4::convolution(fine, weight),
        }
    }

    fn layer_transposed(
        coarse: CubeTensor,
        weight: CubeTensor,
        geometry: Conv,
        after: Activation,
        target: Target,
    ) -> CubeTensor {
        match geometry {
            Conv::Stride2 => conv2d::transposed(coarse, weight, after, target),
            Conv::Valid => valid4x4::transposed(coarse, weight, target),
        }
    }

    fn layer_batch_norm(
        x: CubeTensor,
        weight: CubeTensor,
        bias: CubeTensor,
        running_mean: CubeTensor,
        running_var: CubeTensor,
        how: Normalization,
    ) -> CubeTensor {
        let x = into_contiguous(x);
        let state = batch_norm::State { weight, bias, running_mean, running_var };
        batch_norm::forward(x, &state, how).0
    }

    fn layer_judge(logits: CubeTensor, before: CubeTensor, reals: usize, count: usize) -> (CubeTensor, CubeTensor) {
        let numbers = bce_loss::forward(logits, before, reals, count);
        (numbers.first, numbers.all)
    }

    fn layer_pixels(words: CubeTensor, side: usize, target: Target) -> CubeTensor {
        pixels::unpack(words, side, target)
    }

    fn layer_fill(table: CubeTensor, length: usize, from: usize, target: Target) -> CubeTensor {
        fill::repeated(table, length, from, target)
    }

    fn layer_widened(x: CubeTensor) -> CubeTensor {
        cast(x, DType::F32)
    }
}

/// The gradient of a convolution's weights.
pub fn weight_gradient(fine: CubeTensor, coarse: CubeTensor, geometry: Conv, target: Target) -> CubeTensor {
    match geometry {
        Conv::Stride2 => conv2d::weight_gradient(fine, coarse, target),
        Conv::Valid => valid4x4::weight_gradient(fine, coarse, target),
    }
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "activation_gradient.wgsl", escape = "none")]
struct ActivationGradient {
    workgroup: usize,
    precision: Precision,
    of: Activation,
}

impl Wgsl for ActivationGradient {
    fn loops(&self, _: &[u32]) -> usize {
        0
    }
}

/// The gradient before an activation, from its output and the gradient behind it; four elements at a time.
pub fn activation_gradient(output: CubeTensor, gradient: CubeTensor, of: Activation, target: Target) -> CubeTensor {
    if of == Activation::Linear {
        return gradient;
    }
    let gradient = into_contiguous(gradient);
    let result = empty(&gradient, gradient.shape().dims::<4>());
    let length = gradient.shape().num_elements() / 4;
    let kernel = ActivationGradient { workgroup: target.workgroup(), precision: Precision::of(&output), of };
    let workgroups = Workgroups::Threads { count: length, workgroup: target.workgroup() };
    let buffers = [Buffer::Read(&output), Buffer::Read(&gradient), Buffer::Write(&result)];
    Launch::new(kernel, workgroups, &[length]).run(&buffers);
    result
}
