//! 4×4 convolutions: `conv2d`, its transpose and their gradients.
//!
//! Two terms are used throughout, in WGSL too. **High** is the high-resolution image: the input of conv2d and the output
//! of conv_transpose2d. **Low** is the low-resolution image on the other side. The weights are
//! `[low channels, high channels, 4, 4]`, as PyTorch keeps them for both operations.
//!
//! Three kernels serve both operations and their gradients, since conv_transpose2d is the adjoint of conv2d:
//!
//! - conv2d: low = Σ high · weight, over high channels and taps; also the input gradient of conv_transpose2d
//! - conv_transpose2d: high = Σ low · weight, over low channels and taps; also the input gradient of conv2d
//! - weight gradient: Σ high · low, over the batch and the low-res pixels, where one of the two is a gradient
//!
//! `stride2` has those of stride 2, in two layouts: `direct` for software adapters and `implicit_gemm` for GPUs.
//! `partials` adds up sums that were split.
//! `valid4x4` has those of a whole 4×4 image and a single pixel.

mod direct;
mod implicit_gemm;
mod partials;
mod sizes;
mod stride2;
mod valid4x4;

use burn_cubecl::tensor::CubeTensor;

use crate::launch::Loops;
use crate::layer::{Activation, Conv};
use crate::target::Target;

pub use implicit_gemm::product;
pub use sizes::Sizes;

/// See [`Kernels::conv2d`](crate::Kernels::conv2d).
///
/// # Panics
/// When an activation is to follow a valid convolution, which the kernels do not have, or tanh any other on a
/// software adapter.
pub fn conv2d(high: CubeTensor, weight: CubeTensor, conv: Conv, activation: Activation, target: Target) -> CubeTensor {
    match conv {
        Conv::Stride2 => stride2::conv2d(high, weight, activation, target),
        Conv::Valid => {
            assert_no_activation(activation);
            valid4x4::conv2d(high, weight)
        }
    }
}

/// See [`Kernels::conv_transpose2d`](crate::Kernels::conv_transpose2d).
///
/// # Panics
/// When an activation is to follow a valid convolution, which the kernels do not have.
pub fn conv_transpose2d(
    low: CubeTensor,
    weight: CubeTensor,
    conv: Conv,
    activation: Activation,
    target: Target,
) -> CubeTensor {
    match conv {
        Conv::Stride2 => stride2::conv_transpose2d(low, weight, activation, target),
        Conv::Valid => {
            assert_no_activation(activation);
            valid4x4::conv_transpose2d(low, weight, target)
        }
    }
}

fn assert_no_activation(activation: Activation) {
    assert_eq!(activation, Activation::Linear, "the valid 4×4 kernels apply no activation");
}

/// The gradient of the weights, from the high-res image (or its gradient) and the low-res image's gradient (or the image):
///
/// gradient[o, i, ky, kx] = Σ_{n, y, x} high[n, i, s·y + ky − p, s·x + kx − p] · low[n, o, y, x]
///
/// # Shapes
/// - `high` and `low`: as in [`conv2d`]
/// - result: `[low channels, high channels, 4, 4]`
pub fn weight_gradient(high: CubeTensor, low: CubeTensor, conv: Conv, target: Target) -> CubeTensor {
    match conv {
        Conv::Stride2 => stride2::weight_gradient(high, low, target),
        Conv::Valid => valid4x4::weight_gradient(high, low, target),
    }
}

/// Loop iterations of a thread in every kernel, for images of these sizes.
pub fn loops(
    conv: Conv,
    batch: usize,
    [high_channels, low_channels]: [usize; 2],
    low_side: usize,
    target: Target,
) -> Vec<Loops> {
    match conv {
        Conv::Stride2 => stride2::loops(Sizes { batch, high_channels, low_channels, low_side }, target),
        Conv::Valid => valid4x4::loops(batch, [high_channels, low_channels], target),
    }
}
