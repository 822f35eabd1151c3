//! Convolutions of a whole 4×4 image to a single pixel, and the three kernels that they and their gradients need.
//!
//! They are products of matrices: images `[batch, 16 channels]` and weights `[outputs, 16 channels]`.

use askama::Template;
use burn::backend::TensorMetadata;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::launch::{Buffer, Workgroups, empty, launch};
use super::{Layout, Storage};

/// Threads that add up one output.
const LANES: usize = 64;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "closing.wgsl", escape = "none")]
struct Closing {
    workgroup: usize,
    images: Storage,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "opening.wgsl", escape = "none")]
struct Opening {
    workgroup: usize,
    samples: usize,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "closing_weight_gradient.wgsl", escape = "none")]
struct WeightGradient {
    workgroup: usize,
    images: Storage,
    channels: usize,
}

/// # Shapes
/// - `images`: `[batch, channels, 4, 4]`
/// - `weight`: `[outputs, channels, 4, 4]`
/// - result: `[batch, outputs, 1, 1]`
pub fn convolution(images: CubeTensor, weight: CubeTensor) -> CubeTensor {
    let (images, weight) = (into_contiguous(images), into_contiguous(weight));
    let ([batch, channels, ..], [outputs, ..]): ([usize; 4], [usize; 4]) =
        (images.shape().dims(), weight.shape().dims());
    let result = empty(&weight, [batch, outputs, 1, 1]);
    let buffers = [Buffer::Read(&images), Buffer::Read(&weight), Buffer::Write(&result)];
    let shape = [4 * channels as u32, outputs as u32];
    launch(
        Closing { workgroup: LANES, images: Storage::of(&images) },
        Workgroups::Grid(outputs, batch),
        &buffers,
        &shape,
    );
    result
}

/// # Shapes
/// - `input`: `[batch, inputs, 1, 1]`
/// - `weight`: `[inputs, channels, 4, 4]`
/// - result: `[batch, channels, 4, 4]`
pub fn transposed(input: CubeTensor, weight: CubeTensor, layout: Layout) -> CubeTensor {
    let (input, weight) = (into_contiguous(input), into_contiguous(weight));
    let ([batch, inputs, ..], [_, channels, ..]): ([usize; 4], [usize; 4]) =
        (input.shape().dims(), weight.shape().dims());
    let result = empty(&input, [batch, channels, 4, 4]);
    let kernel = Opening { workgroup: layout.workgroup(), samples: 4 };
    let length = 4 * channels;
    let count = length * batch.div_ceil(kernel.samples);
    let workgroups = Workgroups::Threads { count, workgroup: kernel.workgroup };
    let buffers = [Buffer::Read(&input), Buffer::Read(&weight), Buffer::Write(&result)];
    launch(kernel, workgroups, &buffers, &[batch, length, inputs].map(|size| size as u32));
    result
}

/// # Shapes
/// - `images`: `[batch, channels, 4, 4]`
/// - `output`: `[batch, outputs, 1, 1]`
/// - result: `[outputs, channels, 4, 4]`
pub fn weight_gradient(images: CubeTensor, output: CubeTensor, layout: Layout) -> CubeTensor {
    let (images, output) = (into_contiguous(images), into_contiguous(output));
    let ([batch, channels, ..], [_, outputs, ..]): ([usize; 4], [usize; 4]) =
        (images.shape().dims(), output.shape().dims());
    let result = empty(&output, [outputs, channels, 4, 4]);
    let kernel = WeightGradient { workgroup: layout.workgroup(), images: Storage::of(&images), channels: 4 };
    let length = 4 * channels;
    let count = length * outputs.div_ceil(kernel.channels);
    let workgroups = Workgroups::Threads { count, workgroup: kernel.workgroup };
    let buffers = [Buffer::Read(&images), Buffer::Read(&output), Buffer::Write(&result)];
    launch(kernel, workgroups, &buffers, &[batch, length, outputs].map(|size| size as u32));
    result
}
