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
    /// `[3 × 3][channels]`.
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Depthwise {
    /// From `3 × 3 × channels` weights and the biases; the channels are filled up with zeros.
    pub fn new(weight: &[f32], bias: &[f32], stride: usize) -> Self {
        let channels = bias.len().next_multiple_of(GROUP);
        let fill_up = |values: &[f32]| {
            let mut filled = values.to_vec();
            filled.resize(channels, 0.0);
            filled
        };
        let weight = weight.chunks_exact(bias.len()).flat_map(fill_up).collect();
        Self { stride, channels, weight, bias: fill_up(bias) }
    }

    /// The convolution of a map.
    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let mut output = FeatureMap::zeros(input.height / self.stride, input.width / self.stride, self.channels);
        let (width, before) = (output.width, if self.stride == 1 { 1 } else { 0 });
        for (y, row) in output.values.chunks_exact_mut(width * self.channels).enumerate() {
            let top = (y * self.stride) as isize - before;
            let rows: [_; SIDE] = std::array::from_fn(|dy| {
                let y = top + dy as isize;
                (0..input.height as isize).contains(&y).then(|| input.row(y as usize))
            });
            for (x, pixel) in row.chunks_exact_mut(self.channels).enumerate() {
                let left = (x * self.stride) as isize - before;
                self.pixel(&rows, left, input.width, pixel);
            }
        }
        output
    }

    /// One output pixel, whose window begins at column `left` of the rows; rows and columns outside are zeros.
    fn pixel(&self, rows: &[Option<&[f32]>; SIDE], left: isize, width: usize, pixel: &mut [f32]) {
        pixel.copy_from_slice(&self.bias);
        for (dy, row) in rows.iter().enumerate() {
            let Some(row) = row else { continue };
            for dx in 0..SIDE {
                let x = left + dx as isize;
                if (0..width as isize).contains(&x) {
                    let from = &row[x as usize * self.channels..][..self.channels];
                    let weight = &self.weight[(dy * SIDE + dx) * self.channels..][..self.channels];
                    add_products(pixel, from, weight);
                }
            }
        }
    }
}

/// `sums[c] += values[c] · weights[c]`.
#[multiversion(targets("x86_64+avx2"))]
fn add_products(sums: &mut [f32], values: &[f32], weights: &[f32]) {
    for ((sum, value), weight) in sums.iter_mut().zip(values).zip(weights) {
        *sum += value * weight;
    }
}
