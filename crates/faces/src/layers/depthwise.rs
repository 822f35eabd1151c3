//! Depthwise 3×3 convolutions.

use multiversion::multiversion;

use crate::feature_map::{FeatureMap, GROUP};

/// Side of the window.
const SIDE: usize = 3;

/// A 3×3 convolution of each channel for itself, with TensorFlow's SAME padding: at stride 1 with a pixel of zeros all
/// around, at stride 2 with one behind the last row and column.
pub struct Depthwise {
    stride: usize,
    channels: usize,
    /// `[3 × 3][groups of channels]`.
    weight: Vec<[f32; GROUP]>,
    bias: Vec<[f32; GROUP]>,
}

impl Depthwise {
    /// From `3 × 3 × channels` weights and the biases; the channels are filled up with zeros.
    pub fn new(weight: &[f32], bias: &[f32], stride: usize) -> Self {
        let channels = bias.len().next_multiple_of(GROUP);
        let groups = |values: &[f32]| {
            let at = |channel: usize| values.get(channel).copied().unwrap_or(0.0);
            (0..channels / GROUP).map(|group| std::array::from_fn(|lane| at(group * GROUP + lane))).collect::<Vec<_>>()
        };
        Self {
            stride,
            channels,
            weight: weight.chunks_exact(bias.len()).flat_map(groups).collect(),
            bias: groups(bias),
        }
    }

    /// The convolution of a map.
    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let mut output = FeatureMap::zeros(input.height / self.stride, input.width / self.stride, self.channels);
        let (row, before) = (output.width * self.channels, if self.stride == 1 { 1 } else { 0 });
        for (y, row) in output.values.chunks_exact_mut(row).enumerate() {
            let top = (y * self.stride) as isize - before;
            let rows = std::array::from_fn(|dy| {
                let y = usize::try_from(top + dy as isize).ok().filter(|y| *y < input.height)?;
                Some(input.row(y))
            });
            convolve(self, &rows, before, input.width, row);
        }
        output
    }
}

/// One row of the output, from three rows of the input; those outside are zeros, and so are columns outside. `before` is how
/// many columns the first window begins before the input's first.
#[multiversion(targets("x86_64+avx2"))]
fn convolve(layer: &Depthwise, rows: &[Option<&[f32]>; SIDE], before: isize, width: usize, output: &mut [f32]) {
    let Depthwise { stride, channels, weight, bias } = layer;
    let groups = bias.len();
    for (x, pixel) in output.chunks_exact_mut(*channels).enumerate() {
        let left = (x * stride) as isize - before;
        for (group, output) in pixel.chunks_exact_mut(GROUP).enumerate() {
            let mut sums = bias[group];
            for (dy, row) in rows.iter().enumerate() {
                let Some(row) = row else { continue };
                for dx in 0..SIDE {
                    let x = left + dx as isize;
                    if x >= 0 && (x as usize) < width {
                        let values = &row[x as usize * channels + group * GROUP..][..GROUP];
                        let weights = &weight[(dy * SIDE + dx) * groups + group];
                        for ((sum, value), weight) in sums.iter_mut().zip(values).zip(weights) {
                            *sum += value * weight;
                        }
                    }
                }
            }
            output.copy_from_slice(&sums);
        }
    }
}
