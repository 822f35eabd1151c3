//! Images on their way from bytes to numbers.

use askama::Template;
use burn::backend::{Dispatch, TensorMetadata};
use burn::tensor::{Int, Tensor, TensorData};
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::launch::{Buffer, Launch, Wgsl, Workgroups, empty_of};
use super::ops::LayerOps;
use super::{Compute, Kernels, Precision, Target};
use facegan_core::config::CHANNELS;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "pixels.wgsl", escape = "none")]
struct Pixels {
    workgroup: usize,
    precision: Precision,
}

impl Wgsl for Pixels {
    fn loops(&self, _: &[u32]) -> usize {
        0
    }
}

/// Uploads images as bytes and normalises them where they are computed with, as torchvision's `ToTensor` and
/// `Normalize(0.5, 0.5)` do.
///
/// # Shapes
/// - `rgb`: `side × side` pixels an image, one image after the other; a side is a multiple of 4
/// - result: `[images, 3, side, side]`, in [-1, 1]
pub fn pixels(rgb: &[u8], side: usize, Compute { device, kernels }: &Compute) -> Tensor<4> {
    match kernels {
        Kernels::Stock => {
            let images = rgb.len() / (CHANNELS * side * side);
            let bytes: Vec<f32> = rgb.iter().map(|&byte| byte.into()).collect();
            let values = Tensor::<4>::from_data(TensorData::new(bytes, [images, side, side, CHANNELS]), device);
            values.permute([0, 3, 1, 2]).div_scalar(255.0).sub_scalar(0.5).div_scalar(0.5)
        }
        Kernels::Own(target) => {
            // Four bytes a word, and no whole image ends within one.
            let word = |bytes: &[u8]| i32::from_le_bytes(std::array::from_fn(|i| bytes[i]));
            let words: Vec<i32> = rgb.chunks_exact(4).map(word).collect();
            let count = words.len();
            let words = Tensor::<1, Int>::from_data(TensorData::new(words, [count]), device);
            Tensor::from_dispatch(Dispatch::layer_pixels(words.into_dispatch(), side, *target))
        }
    }
}

pub fn unpack(words: CubeTensor, side: usize, target: Target) -> CubeTensor {
    let words = into_contiguous(words);
    let pixels = words.shape().num_elements() * 4 / CHANNELS;
    let result = empty_of(target.precision().dtype(), &words, [pixels / (side * side), CHANNELS, side, side]);
    let kernel = Pixels { workgroup: target.workgroup(), precision: target.precision() };
    let workgroups = Workgroups::Threads { count: pixels / 4, workgroup: target.workgroup() };
    let buffers = [Buffer::Read(&words), Buffer::Write(&result)];
    Launch::new(kernel, workgroups, &[pixels / 4, side * side / 4]).run(&buffers);
    result
}
