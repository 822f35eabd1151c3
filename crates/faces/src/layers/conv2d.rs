//! Dense convolutions: 1×1, and the network's first layer.

use multiversion::multiversion;

use super::larger;
use crate::feature_map::{FeatureMap, GROUP};

/// Pixels that are computed together.
const PIXELS: usize = 4;

/// A 1×1 convolution: `output[o] = bias[o] + Σ_i input[i] · weight[i][o]` at every pixel.
pub struct Conv1x1 {
    inputs: usize,
    /// `[groups of outputs][inputs][GROUP]`.
    weight: Vec<[f32; GROUP]>,
    bias: Vec<[f32; GROUP]>,
}

impl Conv1x1 {
    /// From `inputs × outputs` weights and the biases. `inputs` is filled up with zeros to `padded` ones.
    pub fn new(weight: &[f32], bias: &[f32], padded: usize) -> Self {
        let outputs = bias.len();
        let at = |input: usize, output: usize| {
            let inside = output < outputs && input * outputs < weight.len();
            if inside { weight[input * outputs + output] } else { 0.0 }
        };
        let groups = outputs.div_ceil(GROUP);
        let packed = (0..groups).flat_map(|group| {
            (0..padded).map(move |input| std::array::from_fn(|lane| at(input, group * GROUP + lane)))
        });
        let lane = |group: usize| std::array::from_fn(|lane| bias.get(group * GROUP + lane).copied().unwrap_or(0.0));
        Self { inputs: padded, weight: packed.collect(), bias: (0..groups).map(lane).collect() }
    }

    /// Channels of its output.
    pub fn outputs(&self) -> usize {
        self.bias.len() * GROUP
    }

    /// The convolution of a map.
    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        self.convolve(input, false)
    }

    /// The same with negative values set to zero (ReLU).
    pub fn forward_relu(&self, input: &FeatureMap) -> FeatureMap {
        self.convolve(input, true)
    }

    fn convolve(&self, input: &FeatureMap, relu: bool) -> FeatureMap {
        let mut output = FeatureMap::zeros(input.height, input.width, self.outputs());
        products(&input.values, &self.weight, &self.bias, self.inputs, &mut output.values, relu);
        output
    }
}

/// Multiplies every pixel's inputs with the weights, [`PIXELS`] pixels and [`GROUP`] outputs at a time.
#[multiversion(targets("x86_64+avx2"))]
fn products(
    input: &[f32],
    weight: &[[f32; GROUP]],
    bias: &[[f32; GROUP]],
    inputs: usize,
    output: &mut [f32],
    relu: bool,
) {
    let outputs = bias.len() * GROUP;
    let mut tiles = input.chunks_exact(PIXELS * inputs);
    let mut written = output.chunks_exact_mut(PIXELS * outputs);
    for (pixels, output) in tiles.by_ref().zip(written.by_ref()) {
        let [a, b, c, d] = std::array::from_fn(|pixel| &pixels[pixel * inputs..(pixel + 1) * inputs]);
        for (group, (weight, bias)) in weight.chunks_exact(inputs).zip(bias).enumerate() {
            let mut sums = [*bias; PIXELS];
            for ((((weight, a), b), c), d) in weight.iter().zip(a).zip(b).zip(c).zip(d) {
                for (sum, value) in sums.iter_mut().zip([a, b, c, d]) {
                    sum.iter_mut().zip(weight).for_each(|(sum, weight)| *sum += value * weight);
                }
            }
            for (pixel, sum) in sums.iter().enumerate() {
                store(sum, &mut output[pixel * outputs + group * GROUP..][..GROUP], relu);
            }
        }
    }
    let rest = tiles.remainder().chunks_exact(inputs).zip(written.into_remainder().chunks_exact_mut(outputs));
    for (pixel, output) in rest {
        for ((weight, bias), output) in weight.chunks_exact(inputs).zip(bias).zip(output.chunks_exact_mut(GROUP)) {
            let mut sum = *bias;
            for (weight, value) in weight.iter().zip(pixel) {
                sum.iter_mut().zip(weight).for_each(|(sum, weight)| *sum += value * weight);
            }
            store(&sum, output, relu);
        }
    }
}

#[inline]
fn store(sum: &[f32; GROUP], output: &mut [f32], relu: bool) {
    let least = if relu { 0.0 } else { f32::NEG_INFINITY };
    output.iter_mut().zip(sum).for_each(|(output, sum)| *output = larger(*sum, least));
}

/// The network's first layer: 3×3, stride 2, 3 channels, ReLU. As in TensorFlow's SAME padding there are zeros behind the
/// last row and column and none before the first.
pub struct Stem(Conv1x1);

impl Stem {
    /// Side of the window.
    const SIDE: usize = 3;

    /// From `3 × 3 × inputs × outputs` weights and the biases.
    pub fn new(weight: &[f32], bias: &[f32]) -> Self {
        Self(Conv1x1::new(weight, bias, weight.len() / bias.len()))
    }

    /// The layer's output of half the size.
    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let (height, width) = (input.height / 2, input.width / 2);
        let row = Self::SIDE * input.channels;
        let mut windows = FeatureMap::zeros(height, width, Self::SIDE * row);
        for (index, window) in windows.values.chunks_exact_mut(Self::SIDE * row).enumerate() {
            let (top, left) = (2 * (index / width), 2 * (index % width) * input.channels);
            for (y, window) in window.chunks_exact_mut(row).enumerate().take(input.height - top) {
                let from = &input.row(top + y)[left..];
                let inside = row.min(from.len());
                window[..inside].copy_from_slice(&from[..inside]);
            }
        }
        self.0.forward_relu(&windows)
    }
}
