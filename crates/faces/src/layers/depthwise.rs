//! Depthwise 3×3 convolutions.

use multiversion::multiversion;

use crate::feature_map::{FeatureMap, GROUP};

/// Side of the window.
const SIDE: usize = 3;
/// Pixels that are computed together.
const PIXELS: usize = 4;

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
        let mut padded = PaddedRows::new(self, input);
        let row = output.width * self.channels;
        for (y, row) in output.values.chunks_exact_mut(row).enumerate() {
            convolve(self, padded.window(y * self.stride), row);
        }
        output
    }
}

/// The rows that a window covers, with the zeros that lie around the map.
struct PaddedRows<'a> {
    input: &'a FeatureMap,
    /// Rows and columns of zeros before the first.
    before: usize,
    /// Row `y` of the padded map lies at `y % SIDE`.
    rows: [Vec<f32>; SIDE],
    /// The first row that is not in there yet.
    next: usize,
}

impl<'a> PaddedRows<'a> {
    fn new(Depthwise { stride, channels, .. }: &Depthwise, input: &'a FeatureMap) -> Self {
        // So wide that no window of `PIXELS` pixels reaches beyond.
        let row = vec![0.0; (input.width + SIDE + PIXELS * stride) * channels];
        let before = if *stride == 1 { 1 } else { 0 };
        Self { input, before, rows: [row.clone(), row.clone(), row], next: 0 }
    }

    /// The rows from `top` on, which must not lie above those of the call before.
    fn window(&mut self, top: usize) -> [&[f32]; SIDE] {
        for y in self.next.max(top)..top + SIDE {
            let (start, length) = (self.before * self.input.channels, self.input.width * self.input.channels);
            let row = &mut self.rows[y % SIDE][start..start + length];
            match y.checked_sub(self.before) {
                Some(y) if y < self.input.height => row.copy_from_slice(self.input.row(y)),
                _ => row.fill(0.0),
            }
        }
        self.next = top + SIDE;
        std::array::from_fn(|dy| self.rows[(top + dy) % SIDE].as_slice())
    }
}

/// One row of the output, from three rows of the padded input; [`PIXELS`] pixels and [`GROUP`] channels at a time. Each
/// pixel's sums have a name: those of an array would stay in memory.
#[multiversion(targets("x86_64+avx2"))]
fn convolve(layer: &Depthwise, rows: [&[f32]; SIDE], output: &mut [f32]) {
    let Depthwise { stride, channels, weight, bias } = layer;
    let (groups, step) = (bias.len(), stride * channels);
    for (tile, pixels) in output.chunks_mut(PIXELS * channels).enumerate() {
        for (group, bias) in bias.iter().enumerate() {
            let [mut a, mut b, mut c, mut d] = [*bias; PIXELS];
            for (dy, row) in rows.iter().enumerate() {
                for dx in 0..SIDE {
                    let weights = &weight[(dy * SIDE + dx) * groups + group];
                    let first = tile * PIXELS * step + dx * channels + group * GROUP;
                    let values = &row[first..first + (PIXELS - 1) * step + GROUP];
                    add_products(&mut a, values, weights);
                    add_products(&mut b, &values[step..], weights);
                    add_products(&mut c, &values[2 * step..], weights);
                    add_products(&mut d, &values[3 * step..], weights);
                }
            }
            for (pixel, sums) in pixels.chunks_exact_mut(*channels).zip([a, b, c, d]) {
                pixel[group * GROUP..][..GROUP].copy_from_slice(&sums);
            }
        }
    }
}

#[inline]
fn add_products(sums: &mut [f32; GROUP], values: &[f32], weights: &[f32; GROUP]) {
    sums.iter_mut().zip(&values[..GROUP]).zip(weights).for_each(|((sum, value), weight)| *sum += value * weight);
}
