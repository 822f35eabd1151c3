//! A convolution, and the maps between convolutions.

use facegan_core::images::CHANNELS;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::products::{LANES, products};

/// Side of the window.
const WINDOW: usize = 4;
/// What negative values are multiplied with.
const SLOPE: f32 = 0.2;

/// A 4×4 convolution of stride 2 with a border of one zero, without a bias, and a leaky ReLU.
#[derive(Debug, Clone)]
pub struct Conv {
    /// Values that each output is a sum of.
    pub inputs: usize,
    /// Channels of the output.
    pub outputs: usize,
    /// `[groups of outputs][rows, columns, channels of the window][LANES]`.
    weight: Vec<Vec<[f32; LANES]>>,
}

/// `side × side × channels` values within a border of one zero; the channels of a pixel side by side.
#[derive(Debug, Clone)]
pub struct Map {
    side: usize,
    channels: usize,
    values: Vec<f32>,
}

impl Conv {
    /// Weights from N(0, 2 / ((1 + 0.2²) · inputs)); `outputs` is a multiple of [`LANES`].
    pub fn new(channels: usize, outputs: usize, rng: &mut ChaCha8Rng) -> Self {
        let inputs = WINDOW * WINDOW * channels;
        let deviation = (2.0 / ((1.0 + SLOPE * SLOPE) * inputs as f32)).sqrt();
        let mut lanes = || -> [f32; LANES] {
            std::array::from_fn(|_| {
                let normal: f32 = StandardNormal.sample(rng);
                normal * deviation
            })
        };
        let weight = (0..outputs / LANES).map(|_| (0..inputs).map(|_| lanes()).collect()).collect();
        Self { inputs, outputs, weight }
    }

    /// `output[y][x][o] = lrelu(Σ input[2 y + i − 1][2 x + j − 1][c] · weight[o][i][j][c])`, `lrelu(v) = max(v, 0.2 v)`.
    pub fn forward(&self, input: &Map) -> Map {
        let mut output = Map::zeros(input.side / 2, self.outputs);
        let windows = input.windows();
        let mut sums = vec![[0.0; LANES]; output.side * output.side];
        for (group, weight) in self.weight.iter().enumerate() {
            products(&windows, self.inputs, 0, weight, &mut sums);
            for (index, sums) in sums.iter().enumerate() {
                let pixel = output.place(index / output.side, index % output.side) + group * LANES;
                let lanes = output.values[pixel..pixel + LANES].iter_mut().zip(sums);
                lanes.for_each(|(value, sum)| *value = if *sum > 0.0 { *sum } else { SLOPE * sum });
            }
        }
        output
    }
}

impl Map {
    fn zeros(side: usize, channels: usize) -> Self {
        Self { side, channels, values: vec![0.0; (side + 2) * (side + 2) * channels] }
    }

    /// Bytes of an image as values from −1 to 1.
    pub fn from_bytes(rgb: &[u8], side: usize) -> Self {
        let mut map = Self::zeros(side, CHANNELS);
        for (y, row) in rgb.chunks_exact(side * CHANNELS).enumerate() {
            let start = map.place(y, 0);
            let values = map.values[start..start + row.len()].iter_mut().zip(row);
            values.for_each(|(value, byte)| *value = f32::from(*byte) / 127.5 - 1.0);
        }
        map
    }

    /// Where a pixel's channels are.
    fn place(&self, y: usize, x: usize) -> usize {
        ((y + 1) * (self.side + 2) + x + 1) * self.channels
    }

    /// The windows of a convolution, one behind the other.
    fn windows(&self) -> Vec<f32> {
        let half = self.side / 2;
        let length = WINDOW * self.channels;
        let mut windows = Vec::with_capacity(half * half * WINDOW * length);
        for (y, x) in (0..half).flat_map(|y| (0..half).map(move |x| (2 * y, 2 * x))) {
            for row in y..y + WINDOW {
                let start = (row * (self.side + 2) + x) * self.channels;
                windows.extend_from_slice(&self.values[start..start + length]);
            }
        }
        windows
    }

    /// The mean of each channel over the parts of a `grid × grid` of the map: row by row, the channels of a part side by
    /// side.
    pub fn means(&self, grid: usize) -> Vec<f32> {
        let end = |part: usize| part * self.side / grid;
        let mut means = Vec::with_capacity(grid * grid * self.channels);
        for (row, column) in (0..grid).flat_map(|row| (0..grid).map(move |column| (row, column))) {
            let (ys, xs) = (end(row)..end(row + 1), end(column)..end(column + 1));
            let mut sums = vec![0.0; self.channels];
            for pixel in ys.clone().flat_map(|y| xs.clone().map(move |x| self.place(y, x))) {
                let values = &self.values[pixel..pixel + self.channels];
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
            let count = (ys.len() * xs.len()) as f32;
            means.extend(sums.iter().map(|sum| sum / count));
        }
        means
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeded::Stream;

    fn map(side: usize, channels: usize) -> Map {
        let mut map = Map::zeros(side, channels);
        for y in 0..side {
            for at in 0..side * channels {
                let start = map.place(y, 0);
                map.values[start + at] = ((y * side * channels + at) * 37 % 101) as f32 / 50.0 - 1.0;
            }
        }
        map
    }

    #[test]
    fn a_convolution_is_the_sum_over_its_window() {
        let (side, channels, outputs) = (6, 5, 2 * LANES);
        let conv = Conv::new(channels, outputs, &mut Stream::Weights.rng(3, 0));
        let input = map(side, channels);
        let output = conv.forward(&input);
        assert_eq!((output.side, output.channels), (3, outputs));
        for (y, x, o) in (0..3).flat_map(|y| (0..3).flat_map(move |x| (0..outputs).map(move |o| (y, x, o)))) {
            let mut sum = 0.0;
            for (i, j, c) in
                (0..WINDOW).flat_map(|i| (0..WINDOW).flat_map(move |j| (0..channels).map(move |c| (i, j, c))))
            {
                let (row, column) = ((2 * y + i) as isize - 1, (2 * x + j) as isize - 1);
                if (0..side as isize).contains(&row) && (0..side as isize).contains(&column) {
                    let weight = conv.weight[o / LANES][(i * WINDOW + j) * channels + c][o % LANES];
                    sum += weight * input.values[input.place(row as usize, column as usize) + c];
                }
            }
            let expected = if sum > 0.0 { sum } else { SLOPE * sum };
            let found = output.values[output.place(y, x) + o];
            assert!((found - expected).abs() < 1e-5, "{y} {x} {o}: {found}, {expected}");
        }
    }

    #[test]
    fn means_are_of_the_parts_of_a_map() {
        let mut map = Map::zeros(4, 2);
        for (y, x) in (0..4).flat_map(|y| (0..4).map(move |x| (y, x))) {
            let place = map.place(y, x);
            map.values[place] = (4 * y + x) as f32;
        }
        assert_eq!(map.means(2), [2.5, 0.0, 4.5, 0.0, 10.5, 0.0, 12.5, 0.0]);
        // 5 pixels in parts of 2 and 3.
        assert_eq!(Map::zeros(5, 3).means(2), [0.0; 12]);
    }

    #[test]
    fn bytes_are_from_minus_one_to_one() {
        let map = Map::from_bytes(&[0, 255, 51].repeat(4), 2);
        let place = map.place(1, 1);
        assert_eq!(map.values[place..place + 3], [-1.0, 1.0, -0.6]);
        assert_eq!(map.values.iter().filter(|value| **value == 0.0).count(), 3 * 12);
    }
}
