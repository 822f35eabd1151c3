//! Patches of a level, which the sets are compared by.

use facegan_core::images::CHANNELS;
use multiversion::multiversion;

use crate::pyramid::Level;

/// Side of a patch in pixels.
pub const PATCH: usize = 7;
/// Values of one channel of a patch.
pub const CHANNEL: usize = PATCH * PATCH;
/// Values of a patch: channel by channel, row by row.
pub const LENGTH: usize = CHANNELS * CHANNEL;

/// The patches of a set of images at one level, [`LENGTH`] values each.
#[derive(Debug, Clone, Default)]
pub struct Patches {
    /// Patch by patch, those of an image side by side.
    pub values: Vec<f32>,
}

impl Patches {
    /// Memory for `count` patches.
    pub fn with_capacity(count: usize) -> Self {
        Self { values: Vec::with_capacity(count * LENGTH) }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.values.len() / LENGTH
    }

    /// Adds the patches of an image whose upper left corners lie at these columns and rows.
    pub fn push(&mut self, level: &Level, corners: &[[u16; 2]]) {
        let side = level.side;
        for [x, y] in corners.iter().map(|corner| corner.map(usize::from)) {
            let mut patch = [0.0; LENGTH];
            let rows = patch.as_chunks_mut::<PATCH>().0.iter_mut();
            let planes = level.values.chunks_exact(side * side);
            let places = planes.flat_map(|plane| (y..y + PATCH).map(|row| &plane[row * side + x..][..PATCH]));
            rows.zip(places).for_each(|(row, values)| row.copy_from_slice(values));
            self.values.extend_from_slice(&patch);
        }
    }

    /// Brings each channel to mean 0 and standard deviation 1 (of the population) over all patches, as the published code
    /// does. A channel that is the same everywhere becomes zeros.
    pub fn normalise(&mut self) {
        let count = (self.count() * CHANNEL) as f64;
        let means = moments(&self.values, &[0.0; CHANNELS]).map(|[sum, _]| sum / count);
        let scales = moments(&self.values, &means).map(|[_, squares]| {
            let deviation = (squares / count).sqrt();
            if deviation > 0.0 { 1.0 / deviation } else { 0.0 }
        });
        scale(&mut self.values, &means, &scales);
    }
}

/// Of each channel of patches `Σ (v − c)` and `Σ (v − c)²`, `c` being the channel's centre. Every place in a patch is summed
/// for itself, then the sums are added.
#[multiversion(targets("x86_64+avx2"))]
pub fn moments(patches: &[f32], centres: &[f64; CHANNELS]) -> [[f64; 2]; CHANNELS] {
    let centres: [f64; LENGTH] = std::array::from_fn(|place| centres[place / CHANNEL]);
    let (mut sums, mut squares) = ([0.0; LENGTH], [0.0; LENGTH]);
    for patch in patches.as_chunks::<LENGTH>().0 {
        for (((value, centre), sum), square) in patch.iter().zip(&centres).zip(&mut sums).zip(&mut squares) {
            let value = f64::from(*value) - centre;
            *sum += value;
            *square += value * value;
        }
    }
    std::array::from_fn(|channel| [&sums, &squares].map(|sums| sums[channel * CHANNEL..][..CHANNEL].iter().sum()))
}

/// `(v − mean) · scale` of each value by its channel.
#[multiversion(targets("x86_64+avx2"))]
fn scale(patches: &mut [f32], means: &[f64; CHANNELS], scales: &[f64; CHANNELS]) {
    let by_place =
        |channels: &[f64; CHANNELS]| -> [f64; LENGTH] { std::array::from_fn(|place| channels[place / CHANNEL]) };
    let (means, scales) = (by_place(means), by_place(scales));
    for patch in patches.as_chunks_mut::<LENGTH>().0 {
        for ((value, mean), scale) in patch.iter_mut().zip(&means).zip(&scales) {
            *value = ((f64::from(*value) - mean) * scale) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Level {
        Level { side: 16, values: (0..CHANNELS * 256).map(|at| at as f32).collect() }
    }

    #[test]
    fn a_patch_is_cut_out_channel_by_channel() {
        let mut patches = Patches::default();
        patches.push(&level(), &[[2, 3], [9, 9]]);
        assert_eq!(patches.count(), 2);
        let first = &patches.values[..LENGTH];
        let corner = (3 * 16 + 2) as f32;
        assert_eq!([first[0], first[1], first[PATCH]], [corner, corner + 1.0, corner + 16.0]);
        assert_eq!([first[CHANNEL], first[2 * CHANNEL]], [corner + 256.0, corner + 512.0]);
        assert_eq!(patches.values[2 * LENGTH - 1], 767.0);
    }

    #[test]
    fn every_channel_is_normalised_for_itself() {
        let mut patches = Patches::default();
        patches.push(&level(), &[[2, 3], [9, 9], [0, 1]]);
        patches.values[..CHANNEL].iter_mut().for_each(|value| *value *= 5.0);
        patches.normalise();
        for channel in 0..CHANNELS {
            let of_channel = |patch: &[f32]| patch[channel * CHANNEL..][..CHANNEL].to_vec();
            let values: Vec<f32> = patches.values.chunks_exact(LENGTH).flat_map(of_channel).collect();
            let mean = values.iter().sum::<f32>() / values.len() as f32;
            let square = values.iter().map(|value| value * value).sum::<f32>() / values.len() as f32;
            assert!(mean.abs() < 1e-5 && (square - 1.0).abs() < 1e-5, "{mean} {square}");
        }
    }

    #[test]
    fn an_even_channel_becomes_zeros() {
        let mut patches = Patches::default();
        patches.push(&Level { side: 16, values: vec![3.0; CHANNELS * 256] }, &[[0, 0]]);
        patches.normalise();
        assert_eq!(patches.values, [0.0; LENGTH]);
    }
}
