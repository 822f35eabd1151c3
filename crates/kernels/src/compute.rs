//! Which kernels compute the layers, and the layers' operations.

use std::iter;

use burn::tensor::{DType, Device, Tensor};

use crate::batch_norm::{BatchNormOptions, Running};
use crate::gan_loss::{Earlier, GanLoss, Labels};
use crate::layer::{Activation, Conv};
use crate::target::{Precision, Target};
use crate::{own, reference};
use facegan_core::config::KernelChoice;
use facegan_core::tuning::Tuning;

/// Which kernels compute the layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kernels {
    /// Burn's own layers, on any device.
    Stock,
    /// Our own kernels, on a GPU.
    Own(Target),
}

/// A device and the kernels that compute on it.
#[derive(Debug, Clone)]
pub struct Compute {
    /// With gradients.
    pub device: Device,
    /// The kernels.
    pub kernels: Kernels,
}

impl From<Device> for Compute {
    fn from(device: Device) -> Self {
        Self { device, kernels: Kernels::Stock }
    }
}

impl Kernels {
    /// The kernels of a choice on a GPU, in float16 only where it has that. `software` tells whether it is a software
    /// adapter.
    pub fn chosen(choice: KernelChoice, device: &Device, software: bool) -> Self {
        match choice {
            KernelChoice::Stock => Self::Stock,
            _ if software => Self::Own(Target::SoftwareAdapter),
            KernelChoice::Mixed if device.supports_dtype(DType::F16) => Self::Own(Target::gpu(Precision::F16)),
            KernelChoice::Own | KernelChoice::Mixed => Self::Own(Target::gpu(Precision::F32)),
        }
    }

    /// The same kernels with these tiles, where they have tiles.
    pub fn tuned(self, tuning: Tuning) -> Self {
        match self {
            Self::Own(Target::Gpu { precision, .. }) => Self::Own(Target::Gpu { precision, tuning }),
            Self::Own(Target::SoftwareAdapter) | Self::Stock => self,
        }
    }

    /// These kernels, and where they compute in tiles, those with each tile that some layer may be computed in: as many
    /// networks, however small, have every kernel of any size compiled.
    pub fn variants(self) -> Vec<Self> {
        match self {
            Self::Own(Target::Gpu { tuning, .. }) => {
                iter::once(self).chain(tuning.tiles().into_iter().map(|tile| self.tuned(Tuning::Only(tile)))).collect()
            }
            Self::Own(Target::SoftwareAdapter) | Self::Stock => vec![self],
        }
    }

    /// A 4×4 convolution without bias and its activation, which is one of the ReLUs or none, as PyTorch's `conv2d`:
    ///
    /// low[n, o, y, x] = activation(Σ_{i, ky, kx} high[n, i, s·y + ky − p, s·x + kx − p] · weight[o, i, ky, kx])
    ///
    /// with stride s and padding p of `conv`, and zeros beyond the image's edge.
    ///
    /// # Shapes
    /// - `high`: `[batch, high channels, 2 side, 2 side]`, or `[batch, high channels, 4, 4]` for [`Conv::Valid`]
    /// - `weight`: `[low channels, high channels, 4, 4]`
    /// - result: `[batch, low channels, side, side]`
    pub fn conv2d(self, high: Tensor<4>, weight: Tensor<4>, conv: Conv, activation: Activation) -> Tensor<4> {
        match self {
            Self::Stock => reference::conv2d(high, weight, conv, activation),
            Self::Own(target) => own::conv2d(high, weight, conv, activation, target),
        }
    }

    /// The transposed convolution and its activation, as PyTorch's `conv_transpose2d`: the adjoint of
    /// [`conv2d`](Self::conv2d),
    ///
    /// high[n, i, Y, X] = activation(Σ low[n, o, y, x] · weight[o, i, ky, kx])
    ///
    /// over all o and all y, x, ky, kx with s·y + ky − p = Y and s·x + kx − p = X.
    ///
    /// # Shapes
    /// - `low`: `[batch, low channels, side, side]`
    /// - `weight`: `[low channels, high channels, 4, 4]`
    /// - result: `[batch, high channels, 2 side, 2 side]`, or `[batch, high channels, 4, 4]` for [`Conv::Valid`]
    pub fn conv_transpose2d(self, low: Tensor<4>, weight: Tensor<4>, conv: Conv, activation: Activation) -> Tensor<4> {
        match self {
            Self::Stock => reference::conv_transpose2d(low, weight, conv, activation),
            Self::Own(target) => own::conv_transpose2d(low, weight, conv, activation, target),
        }
    }

    /// Batch normalisation in train mode and its activation, which is one of the ReLUs or none (Ioffe and Szegedy 2015,
    /// <https://arxiv.org/abs/1502.03167>; PyTorch's `BatchNorm2d`). For each channel, with the mean μ and the variance σ²
    /// over the N = batch · side² values of the group:
    ///
    /// y = activation((x − μ) / √(σ² + ε) · weight + bias), σ² = Σ (x − μ)² / N (biased), ε = 1e-5
    ///
    /// running mean ← 0.9 · running mean + 0.1 · μ
    ///
    /// running variance ← 0.9 · running variance + 0.1 · σ² · N / (N − 1) (unbiased)
    ///
    /// The batch may consist of several groups of equal size, one after the other: each is normalised on its own, and the
    /// running statistics take one step for each.
    ///
    /// # Shapes
    /// - `x` and the result: `[batch, channels, side, side]` with a side that is a power of two from 4 on
    /// - `weight`, `bias` and the running statistics: `[channels]`
    pub fn batch_norm(
        self,
        x: Tensor<4>,
        [weight, bias]: [Tensor<1>; 2],
        running: &mut Running,
        groups: usize,
        activation: Activation,
    ) -> Tensor<4> {
        match self {
            Self::Stock => reference::batch_norm(x, [weight, bias], running, groups, activation),
            Self::Own(target) => {
                own::batch_norm(x, [weight, bias], running, BatchNormOptions { groups, activation, target })
            }
        }
    }

    /// Batch normalisation in eval mode and its activation, which is one of the ReLUs or none:
    ///
    /// y = activation((x − running mean) / √(running variance + ε) · weight + bias), ε = 1e-5
    ///
    /// The gradient is by `x` alone: weight, bias and the running statistics are constants.
    ///
    /// # Shapes
    /// - as those of [`batch_norm`](Self::batch_norm)
    pub fn batch_norm_eval(
        self,
        x: Tensor<4>,
        parameters: [Tensor<1>; 2],
        running: Running,
        activation: Activation,
    ) -> Tensor<4> {
        match self {
            Self::Stock => reference::batch_norm_eval(x, parameters, running, activation),
            Self::Own(target) => own::batch_norm_eval(x, parameters, running, activation, target),
        }
    }

    /// The loss of netD's outputs, of which the first `real_count` samples are labelled real and the rest fake: the mean of
    /// the former's plus the mean of the latter's.
    ///
    /// Binary cross entropy is `BCELoss()(sigmoid(logits), labels)`, with the labels `real_label` and 0:
    ///
    /// loss = −label · max(ln p, −100) − (1 − label) · max(ln(1 − p), −100), p = sigmoid(logit)
    ///
    /// ∂loss / ∂logit = (p − label) · p (1 − p) / max(p (1 − p), 1e-12) / samples of that label
    ///
    /// These are PyTorch's values (`aten/src/ATen/native/Loss.cpp`, `binary_cross_entropy_out_cpu` and its backward, with
    /// `EPSILON` = 1e-12): p is rounded to float32 before its logarithm, so that the loss is at most 100 and the gradient
    /// vanishes once p is exactly 0 or 1. `BCEWithLogitsLoss` would differ there.
    ///
    /// The hinge loss (Lim and Ye 2017, <https://arxiv.org/abs/1705.02894>; Miyato et al. 2018,
    /// <https://arxiv.org/abs/1802.05957>) is max(1 − logit, 0) of a real sample and max(1 + logit, 0) of a fake in netD's
    /// turn, and −logit in netG's. Its derivative at the kink is 0, as PyTorch's.
    ///
    /// # Shapes
    /// - `logits`: `[batch]`
    /// - `earlier`: at most 64 metrics that come first in the result's, so that one readback brings both
    pub fn gan_loss(self, logits: Tensor<1>, labels: Labels, earlier: Option<Earlier>) -> GanLoss {
        match self {
            Self::Stock => reference::gan_loss(logits, labels, earlier),
            Self::Own(_) => own::gan_loss(logits, labels, earlier),
        }
    }

    /// Stands for Σ output · gradient in a backward pass, without computing it: its gradient by `output` is `gradient`, its
    /// value has no meaning. It, or a sum of several, is what `backward` is called on; nothing else may use it.
    ///
    /// # Shapes
    /// - `output` and `gradient`: the same
    /// - result: `[1]`
    pub fn surrogate<const D: usize>(self, output: Tensor<D>, gradient: Tensor<D>) -> Tensor<1> {
        match self {
            Self::Stock => (output * gradient).sum(),
            Self::Own(_) => own::surrogate(output, gradient),
        }
    }

    /// Images in the layers' precision as float32, for Burn's operations between layers. The gradient is float32 too,
    /// which a cast of Burn's would turn into float16.
    ///
    /// # Shapes
    /// - `images` and result: `[batch, 3, side, side]`
    pub fn to_f32(self, images: Tensor<4>) -> Tensor<4> {
        match self.precision() {
            Precision::F32 => images,
            Precision::F16 => own::to_f32(images),
        }
    }

    /// Float32 images in the precision of the layers' outputs.
    ///
    /// # Shapes
    /// - `images` and result: `[batch, 3, side, side]`
    pub fn to_precision(self, images: Tensor<4>) -> Tensor<4> {
        match self.precision() {
            Precision::F32 => images,
            Precision::F16 => images.cast(DType::F16),
        }
    }

    /// The precision of the layers' outputs.
    pub fn precision(self) -> Precision {
        match self {
            Self::Stock => Precision::F32,
            Self::Own(target) => target.precision(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::tuning::Tile;

    #[test]
    fn only_kernels_with_tiles_are_tuned_and_vary() {
        let tuning = Tuning::Only(Tile::Square64);
        let precision = Precision::F16;
        assert_eq!(Kernels::Own(Target::gpu(precision)).tuned(tuning), Kernels::Own(Target::Gpu { precision, tuning }));
        for kernels in [Kernels::Stock, Kernels::Own(Target::SoftwareAdapter)] {
            assert_eq!(kernels.tuned(tuning), kernels);
            assert_eq!(kernels.variants(), [kernels]);
        }
    }
}
