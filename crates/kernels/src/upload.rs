//! From the host to the device: images as bytes, and tensors that repeat a table of values.

use burn::tensor::{Tensor, TensorData};

use crate::compute::{Compute, Kernels};
use crate::own;
use facegan_core::images::CHANNELS;

/// Uploads images as bytes and normalises them on the device, as torchvision's `ToTensor` and `Normalize(0.5, 0.5)` do:
/// (byte / 255 − 0.5) / 0.5.
///
/// # Shapes
/// - `rgb`: `side × side` pixels an image, one image after the other; a side is a multiple of 4
/// - result: `[images, nc, side, side]`, in [-1, 1]; the first `nc` channels, which grey images have alike
pub fn pixels(rgb: &[u8], nc: usize, side: usize, Compute { device, kernels }: &Compute) -> Tensor<4> {
    let images = match kernels {
        Kernels::Stock => {
            let images = rgb.len() / (CHANNELS * side * side);
            let bytes: Vec<f32> = rgb.iter().map(|&byte| byte.into()).collect();
            let values = Tensor::<4>::from_data(TensorData::new(bytes, [images, side, side, CHANNELS]), device);
            values.permute([0, 3, 1, 2]).div_scalar(255.0).sub_scalar(0.5).div_scalar(0.5)
        }
        Kernels::Own(target) => own::pixels(rgb, side, device, *target),
    };
    if nc == CHANNELS { images } else { images.narrow(1, 0, nc) }
}

/// A tensor whose `i`-th value in row-major order is `table[(i + from) % table.len()]`: checks of a run's kernels need no
/// uploads as large as its tensors.
pub fn fill<const D: usize>(
    table: &[f32],
    from: usize,
    shape: [usize; D],
    Compute { device, kernels }: &Compute,
) -> Tensor<D> {
    let length = shape.iter().product::<usize>();
    match kernels {
        Kernels::Stock => {
            let values: Vec<_> = table.iter().cycle().skip(from % table.len()).take(length).copied().collect();
            Tensor::from_data(TensorData::new(values, shape), device)
        }
        Kernels::Own(target) => {
            let table = Tensor::<1>::from_data(TensorData::new(table.to_vec(), [table.len()]), device);
            own::fill(table, length, from, *target).reshape(shape)
        }
    }
}
