//! The layers' own GPU kernels, as Burn operations with gradients.
//!
//! Every network of the family is made of the same few operations: a 4×4 convolution that halves an image or closes it to
//! a single pixel, its transpose, batch normalisation, an activation. The kernels are WGSL text (`wgsl/`), unrolled from
//! templates. [`Kernels::Stock`] computes the same with Burn's own layers: on the CPU, and to compare with.
//!
//! The larger image of a convolution is called fine and the smaller coarse, whichever way it goes: its weights are
//! `[coarse channels, fine channels, 4, 4]`, as PyTorch keeps them for both kinds.

mod adam;
mod autodiff;
mod batch_norm;
mod bce_loss;
mod conv2d;
mod fill;
mod gpu;
mod launch;
pub mod loops;
mod ops;
mod pixels;
mod stock;
mod valid4x4;

use std::fmt;

use burn::backend::TensorMetadata;
use burn::tensor::{DType, Device, Tensor};
use burn_cubecl::tensor::CubeTensor;

use facegan_core::config::KernelChoice;

pub use adam::{Parameter, Rates, StepNumbers, adam};
pub use batch_norm::{EPSILON as BATCH_NORM_EPSILON, MOMENTUM as BATCH_NORM_MOMENTUM, Running};
pub use bce_loss::BceLoss;
pub use fill::fill;
pub use gpu::{Faults, Gpu};
pub use pixels::pixels;

use batch_norm::Normalization;

/// Which kernels compute the layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kernels {
    /// Burn's own, on any device.
    Stock,
    /// Our own, on a GPU.
    Own(Target),
}

/// What our own kernels are laid out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// A GPU that a CPU plays: few threads, no waiting for each other.
    SoftwareAdapter,
    /// A real GPU: many threads in flight.
    Gpu(Precision),
}

/// How the layers' outputs are kept; whatever is computed, and weights and gradients, are float32 all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    F32,
    /// In float16: half the memory and half the way through it.
    F16,
}

impl Precision {
    fn of(tensor: &CubeTensor) -> Self {
        if tensor.dtype() == DType::F16 { Self::F16 } else { Self::F32 }
    }

    fn is_half(self) -> bool {
        self == Self::F16
    }

    fn dtype(self) -> DType {
        match self {
            Self::F32 => DType::F32,
            Self::F16 => DType::F16,
        }
    }
}

impl fmt::Display for Precision {
    /// The type's name in WGSL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_half() { "f16" } else { "f32" })
    }
}

/// Where a run is computed, and by what.
#[derive(Debug, Clone)]
pub struct Compute {
    /// With gradients.
    pub device: Device,
    pub kernels: Kernels,
}

impl From<Device> for Compute {
    fn from(device: Device) -> Self {
        Self { device, kernels: Kernels::Stock }
    }
}

/// What becomes of a layer's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activation {
    Linear,
    Relu,
    /// With the tutorial's slope of 0.2 below zero.
    LeakyRelu,
    Tanh,
}

/// How a convolution goes through its image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Conv {
    /// Stride 2 and padding 1: the coarse image has half the fine one's side, which is a multiple of 8.
    Stride2,
    /// Stride 1 without padding: the fine image is 4×4, the coarse one a single pixel.
    Valid,
}

impl Conv {
    /// Side of the fine image, from that of the coarse one.
    pub fn fine_side(self, coarse: usize) -> usize {
        match self {
            Self::Stride2 => 2 * coarse,
            Self::Valid => 4,
        }
    }
}

impl Activation {
    /// What a value below zero is multiplied with.
    pub fn slope(self) -> f64 {
        match self {
            Self::Relu => 0.0,
            Self::LeakyRelu => 0.2,
            Self::Linear | Self::Tanh => 1.0,
        }
    }
}

impl Kernels {
    /// Those of a choice on a GPU: in the layout that suits it, and in float16 only where it has that. `software` tells
    /// whether a CPU plays it.
    pub fn chosen(choice: KernelChoice, device: &Device, software: bool) -> Self {
        match choice {
            KernelChoice::Stock => Self::Stock,
            _ if software => Self::Own(Target::SoftwareAdapter),
            KernelChoice::Mixed if device.supports_dtype(DType::F16) => Self::Own(Target::Gpu(Precision::F16)),
            KernelChoice::Own | KernelChoice::Mixed => Self::Own(Target::Gpu(Precision::F32)),
        }
    }

    /// A convolution and the activation behind it.
    ///
    /// # Shapes
    /// - `fine`: `[batch, fine channels, 2 side, 2 side]`, or `[batch, fine channels, 4, 4]` if closing
    /// - `weight`: `[coarse channels, fine channels, 4, 4]`
    /// - result: `[batch, coarse channels, side, side]`
    pub fn convolution(self, fine: Tensor<4>, weight: Tensor<4>, geometry: Conv, after: Activation) -> Tensor<4> {
        match self {
            Self::Stock => stock::convolution(fine, weight, geometry, after),
            Self::Own(target) => ops::convolution(fine, weight, geometry, after, target),
        }
    }

    /// A transposed convolution and the activation behind it.
    ///
    /// # Shapes
    /// - `coarse`: `[batch, coarse channels, side, side]`
    /// - `weight`: `[coarse channels, fine channels, 4, 4]`
    /// - result: `[batch, fine channels, 2 side, 2 side]`, or `[batch, fine channels, 4, 4]` if closing
    pub fn transposed(self, coarse: Tensor<4>, weight: Tensor<4>, geometry: Conv, after: Activation) -> Tensor<4> {
        match self {
            Self::Stock => stock::transposed(coarse, weight, geometry, after),
            Self::Own(target) => ops::transposed(coarse, weight, geometry, after, target),
        }
    }

    /// Batch normalisation with the batch's own statistics, and the activation behind it, which is one of the ReLUs.
    ///
    /// The batch may be made of several groups of equal size, one after the other: each is normalised on its own, and the
    /// running statistics take one step for each.
    ///
    /// # Shapes
    /// - `x` and the result: `[batch, channels, side, side]` with a side that is a multiple of 4
    /// - `weight`, `bias` and the running statistics: `[channels]`
    pub fn batch_norm(
        self,
        x: Tensor<4>,
        [weight, bias]: [Tensor<1>; 2],
        running: &mut Running,
        groups: usize,
        after: Activation,
    ) -> Tensor<4> {
        match self {
            Self::Stock => stock::batch_norm(x, [weight, bias], running, groups, after),
            Self::Own(target) => ops::batch_norm(x, [weight, bias], running, Normalization { groups, after, target }),
        }
    }

    /// `BCELoss()(sigmoid(logits), labels)`, where the first `reals` samples are labelled real and the rest fake: the mean
    /// over each of the two, added up.
    ///
    /// PyTorch takes the sigmoid, rounds it to float32 and takes its logarithm: once netD is so sure that the sigmoid
    /// rounds to 0 or 1, the loss is bounded and the gradient fades out. The usual form from logits would differ there.
    ///
    /// # Shapes
    /// - `logits`: `[batch]`
    /// - `before`: at most 64 numbers of an earlier judgement, which come first in this one's, so that one reading brings
    ///   both
    pub fn bce_loss(self, logits: Tensor<1>, reals: usize, before: Option<Tensor<1>>) -> BceLoss {
        match self {
            Self::Stock => stock::bce_loss(logits, reals, before),
            Self::Own(_) => bce_loss::bce_loss(logits, reals, before),
        }
    }

    /// Images of netG or netD as float32, for operations of Burn's between layers; so are the gradients, which in mixed
    /// precision a cast of Burn's would turn into float16.
    ///
    /// # Shapes
    /// - `images` and result: `[batch, 3, side, side]`
    pub fn widened(self, images: Tensor<4>) -> Tensor<4> {
        match self.precision() {
            Precision::F32 => images,
            Precision::F16 => ops::widened(images),
        }
    }

    /// Float32 images as the layers' outputs are kept.
    ///
    /// # Shapes
    /// - `images` and result: `[batch, 3, side, side]`
    pub fn stored(self, images: Tensor<4>) -> Tensor<4> {
        match self.precision() {
            Precision::F32 => images,
            Precision::F16 => images.cast(DType::F16),
        }
    }

    /// How the layers' outputs are kept.
    pub fn precision(self) -> Precision {
        match self {
            Self::Stock => Precision::F32,
            Self::Own(target) => target.precision(),
        }
    }
}

impl Target {
    /// How the layers' outputs are kept.
    fn precision(self) -> Precision {
        match self {
            Self::SoftwareAdapter => Precision::F32,
            Self::Gpu(precision) => precision,
        }
    }

    /// Threads in a workgroup of kernels whose threads do not wait for each other.
    fn workgroup(self) -> usize {
        match self {
            Self::SoftwareAdapter => 16,
            Self::Gpu(_) => 64,
        }
    }
}
