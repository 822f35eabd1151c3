//! The kernel that turns bytes into normalised images.

use askama::Template;
use burn::backend::TensorMetadata;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;

use crate::launch::{Buffer, Launch, Wgsl, Workgroups, empty_of};
use crate::target::{Precision, Target};
use facegan_core::images::CHANNELS;

#[derive(Template, Debug, Clone, PartialEq, Eq, Hash)]
#[template(path = "normalize_bytes.wgsl", escape = "none")]
struct NormalizeBytes {
    workgroup: usize,
    precision: Precision,
}

impl Wgsl for NormalizeBytes {
    fn loops(&self, _: &[u32]) -> usize {
        0
    }
}

/// (byte / 255 − 0.5) / 0.5 of every byte, channel by channel.
///
/// # Shapes
/// - `words`: four bytes each, interleaved red, green and blue
/// - result: `[images, 3, side, side]`
pub fn normalize_bytes(words: CubeTensor, side: usize, target: Target) -> CubeTensor {
    let words = into_contiguous(words);
    let pixels = words.shape().num_elements() * 4 / CHANNELS;
    let result = empty_of(target.precision().dtype(), &words, [pixels / (side * side), CHANNELS, side, side]);
    let kernel = NormalizeBytes { workgroup: target.workgroup(), precision: target.precision() };
    let workgroups = Workgroups::Threads { count: pixels / 4, workgroup: target.workgroup() };
    let buffers = [Buffer::Read(&words), Buffer::Write(&result)];
    Launch::new(kernel, workgroups, &[pixels / 4, side * side / 4]).run(&buffers);
    result
}
