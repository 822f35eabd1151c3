//! Patches of a level, which the sets are compared by.

use facegan_core::config::CHANNELS;

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
            for plane in level.values.chunks_exact(side * side) {
                for row in y..y + PATCH {
                    self.values.extend_from_slice(&plane[row * side + x..][..PATCH]);
                }
            }
        }
    }

    /// Brings each channel to mean 0 and standard deviation 1 (of the population) over all patches, as the published code
    /// does. A channel that is the same everywhere becomes zeros.
    pub fn normalise(&mut self) {
        let count = (self.count() * CHANNEL) as f64;
        for channel in 0..CHANNELS {
            let mean = self.channel(channel).sum::<f64>() / count;
            let squares: f64 = self.channel(channel).map(|value| (value - mean) * (value - mean)).sum();
            let deviation = (squares / count).sqrt();
            let scale = if deviation > 0.0 { 1.0 / deviation } else { 0.0 };
            let normal = |value: &mut f32| *value = ((f64::from(*value) - mean) * scale) as f32;
            for patch in self.values.chunks_exact_mut(LENGTH) {
                patch[channel * CHANNEL..][..CHANNEL].iter_mut().for_each(normal);
            }
        }
    }

    /// The values of one channel.
    fn channel(&self, channel: usize) -> impl Iterator<Item = f64> {
        let patches = self.values.chunks_exact(LENGTH);
        patches.flat_map(move |patch| patch[channel * CHANNEL..][..CHANNEL].iter().copied().map(f64::from))
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
            let values: Vec<f64> = patches.channel(channel).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let square = values.iter().map(|value| value * value).sum::<f64>() / values.len() as f64;
            assert!(mean.abs() < 1e-6 && (square - 1.0).abs() < 1e-5, "{mean} {square}");
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
