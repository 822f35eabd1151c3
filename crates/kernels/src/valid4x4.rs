//! Convolutions of a whole 4×4 image to a single pixel, and the three kernels that they and their gradients need.
//!
//! They are products of matrices: images `[batch, 16 channels]` and weights `[outputs, 16 channels]`.

use askama::Template;
use burn::backend::TensorMetadata;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use super::launch::{Buffer, Launch, Wgsl, Workgroups, empty};
use super::{Precision, Target};

/// Threads that add up one output.
const LANES: usize = 64;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "closing.wgsl", escape = "none")]
struct Closing {
    workgroup: usize,
    images: Precision,
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
    images: Precision,
    channels: usize,
}

impl Wgsl for Closing {
    fn loops(&self, shape: &[u32]) -> usize {
        (shape[0] as usize).div_ceil(self.workgroup) + self.workgroup.ilog2() as usize
    }
}

impl Wgsl for Opening {
    fn loops(&self, shape: &[u32]) -> usize {
        shape[2] as usize
    }
}

impl Wgsl for WeightGradient {
    fn loops(&self, shape: &[u32]) -> usize {
        shape[0] as usize
    }
}

/// Sizes of a convolution that closes an image.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    batch: usize,
    /// Of the 4×4 image.
    channels: usize,
    /// Of the single pixel.
    outputs: usize,
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
    close(Sizes { batch, channels, outputs }, Precision::of(&images)).run(&buffers);
    result
}

fn close(Sizes { batch, channels, outputs }: Sizes, images: Precision) -> Launch<impl Wgsl> {
    let kernel = Closing { workgroup: LANES, images };
    Launch::new(kernel, Workgroups::Grid(outputs, batch), &[4 * channels, outputs])
}

/// # Shapes
/// - `input`: `[batch, inputs, 1, 1]`
/// - `weight`: `[inputs, channels, 4, 4]`
/// - result: `[batch, channels, 4, 4]`
pub fn transposed(input: CubeTensor, weight: CubeTensor, target: Target) -> CubeTensor {
    let (input, weight) = (into_contiguous(input), into_contiguous(weight));
    let ([batch, outputs, ..], [_, channels, ..]): ([usize; 4], [usize; 4]) =
        (input.shape().dims(), weight.shape().dims());
    let result = empty(&input, [batch, channels, 4, 4]);
    let buffers = [Buffer::Read(&input), Buffer::Read(&weight), Buffer::Write(&result)];
    open(Sizes { batch, channels, outputs }, target).run(&buffers);
    result
}

fn open(Sizes { batch, channels, outputs }: Sizes, target: Target) -> Launch<impl Wgsl> {
    let kernel = Opening { workgroup: target.workgroup(), samples: 4 };
    let length = 4 * channels;
    let count = length * batch.div_ceil(kernel.samples);
    Launch::new(kernel, Workgroups::Threads { count, workgroup: target.workgroup() }, &[batch, length, outputs])
}

/// # Shapes
/// - `images`: `[batch, channels, 4, 4]`
/// - `output`: `[batch, outputs, 1, 1]`
/// - result: `[outputs, channels, 4, 4]`
pub fn weight_gradient(images: CubeTensor, output: CubeTensor, target: Target) -> CubeTensor {
    let (images, output) = (into_contiguous(images), into_contiguous(output));
    let ([batch, channels, ..], [_, outputs, ..]): ([usize; 4], [usize; 4]) =
        (images.shape().dims(), output.shape().dims());
    let result = empty(&output, [outputs, channels, 4, 4]);
    let buffers = [Buffer::Read(&images), Buffer::Read(&output), Buffer::Write(&result)];
    sum_weights(Sizes { batch, channels, outputs }, Precision::of(&images), target).run(&buffers);
    result
}

fn sum_weights(Sizes { batch, channels, outputs }: Sizes, images: Precision, target: Target) -> Launch<impl Wgsl> {
    let kernel = WeightGradient { workgroup: target.workgroup(), images, channels: 4 };
    let length = 4 * channels;
    let count = length * outputs.div_ceil(kernel.channels);
    Launch::new(kernel, Workgroups::Threads { count, workgroup: target.workgroup() }, &[batch, length, outputs])
}

/// Iterations that a thread's loops make in every kernel, for images of these sizes.
pub fn loops(batch: usize, [channels, outputs]: [usize; 2], target: Target) -> Vec<(&'static str, usize)> {
    let sizes = Sizes { batch, channels, outputs };
    vec![
        ("closing convolution", close(sizes, Precision::F32).loops()),
        ("its transpose", open(sizes, target).loops()),
        ("its weights' gradient", sum_weights(sizes, Precision::F32, target).loops()),
    ]
}
