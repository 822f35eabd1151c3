//! conv2d of a whole 4×4 image to a single pixel, conv_transpose2d back, and their weight gradient.
//!
//! They are matrix products of images `[batch, 16 channels]` and weights `[outputs, 16 channels]`:
//! output[n, o] = Σ_k image[n, k] · weight[o, k].

use askama::Template;
use burn::backend::TensorMetadata;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{Buffer, Launch, Loops, Wgsl, Workgroups, empty};
use crate::target::{Precision, Target};

/// Threads that reduce one output.
const WORKGROUP: usize = 64;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "valid4x4.wgsl", escape = "none")]
struct Conv2d {
    workgroup: usize,
    images: Precision,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "valid4x4_transpose.wgsl", escape = "none")]
struct ConvTranspose2d {
    workgroup: usize,
    samples: usize,
}

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "valid4x4_weight_gradient.wgsl", escape = "none")]
struct WeightGradient {
    workgroup: usize,
    images: Precision,
    channels: usize,
}

impl Wgsl for Conv2d {
    fn loops(&self, uniform: &[u32]) -> usize {
        (uniform[0] as usize).div_ceil(self.workgroup) + self.workgroup.ilog2() as usize
    }
}

impl Wgsl for ConvTranspose2d {
    fn loops(&self, uniform: &[u32]) -> usize {
        uniform[2] as usize
    }
}

impl Wgsl for WeightGradient {
    fn loops(&self, uniform: &[u32]) -> usize {
        uniform[0] as usize
    }
}

/// Sizes of the images and of the outputs.
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
pub fn conv2d(images: CubeTensor, weight: CubeTensor) -> CubeTensor {
    let (images, weight) = (into_contiguous(images), into_contiguous(weight));
    let ([batch, channels, ..], [outputs, ..]): ([usize; 4], [usize; 4]) =
        (images.shape().dims(), weight.shape().dims());
    let result = empty(&weight, [batch, outputs, 1, 1]);
    let buffers = [Buffer::Read(&images), Buffer::Read(&weight), Buffer::Write(&result)];
    conv2d_launch(Sizes { batch, channels, outputs }, Precision::of(&images)).run(&buffers);
    result
}

fn conv2d_launch(Sizes { batch, channels, outputs }: Sizes, images: Precision) -> Launch<impl Wgsl> {
    let kernel = Conv2d { workgroup: WORKGROUP, images };
    Launch::new(kernel, Workgroups::Grid(outputs, batch), &[4 * channels, outputs])
}

/// # Shapes
/// - `input`: `[batch, inputs, 1, 1]`
/// - `weight`: `[inputs, channels, 4, 4]`
/// - result: `[batch, channels, 4, 4]`
pub fn conv_transpose2d(input: CubeTensor, weight: CubeTensor, target: Target) -> CubeTensor {
    let (input, weight) = (into_contiguous(input), into_contiguous(weight));
    let ([batch, outputs, ..], [_, channels, ..]): ([usize; 4], [usize; 4]) =
        (input.shape().dims(), weight.shape().dims());
    let result = empty(&input, [batch, channels, 4, 4]);
    let buffers = [Buffer::Read(&input), Buffer::Read(&weight), Buffer::Write(&result)];
    conv_transpose2d_launch(Sizes { batch, channels, outputs }, target).run(&buffers);
    result
}

fn conv_transpose2d_launch(Sizes { batch, channels, outputs }: Sizes, target: Target) -> Launch<impl Wgsl> {
    let kernel = ConvTranspose2d { workgroup: target.workgroup(), samples: 4 };
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
    weight_gradient_launch(Sizes { batch, channels, outputs }, Precision::of(&images), target).run(&buffers);
    result
}

fn weight_gradient_launch(
    Sizes { batch, channels, outputs }: Sizes,
    images: Precision,
    target: Target,
) -> Launch<impl Wgsl> {
    let kernel = WeightGradient { workgroup: target.workgroup(), images, channels: 4 };
    let length = 4 * channels;
    let count = length * outputs.div_ceil(kernel.channels);
    Launch::new(kernel, Workgroups::Threads { count, workgroup: target.workgroup() }, &[batch, length, outputs])
}

/// Loop iterations of a thread in every kernel, for images of these sizes.
pub fn loops(batch: usize, [channels, outputs]: [usize; 2], target: Target) -> Vec<Loops> {
    let sizes = Sizes { batch, channels, outputs };
    vec![
        ("valid conv2d", conv2d_launch(sizes, Precision::F32).loops()),
        ("valid conv_transpose2d", conv_transpose2d_launch(sizes, target).loops()),
        ("valid conv2d's weight gradient", weight_gradient_launch(sizes, Precision::F32, target).loops()),
    ]
}
