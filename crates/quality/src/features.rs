//! Features of images: what a fixed network with random weights says of them.
//!
//! Random convolutions keep what makes images similar, and a distance between their features is a far better one than
//! between pixels (Saxe et al. 2011, “On random weights and unsupervised feature learning”). Unlike a trained network,
//! which is a download of some 90 MB, this one needs nothing but a seed. Its features are not Inception's: nothing measured
//! in them may be compared with what papers report in those, nor be called FID.

mod conv;

use facegan_core::images::{CHANNELS, Images};

use crate::error::QualityError;
use crate::estimate::mean_and_variance;
use crate::pyramid;
use crate::seeded::Stream;
use conv::{Conv, Map};

/// Channels of the layers, the first to the last. Where there are more layers, the others have as many as the last here.
const WIDTHS: [usize; 4] = [16, 32, 64, 128];
/// The side of the last layer's map, at least.
const LAST: usize = 4;
/// The side of the grid over which the features are means.
const GRID: usize = 2;

/// Features of a set of images, all of one length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Features {
    /// How many an image has.
    pub length: usize,
    /// Image by image.
    pub values: Vec<f32>,
}

impl Features {
    /// How many images they are of.
    pub fn count(&self) -> usize {
        self.values.len().checked_div(self.length).unwrap_or(0)
    }

    /// An image's.
    pub fn image(&self, index: usize) -> &[f32] {
        &self.values[index * self.length..][..self.length]
    }

    /// The mean and the standard deviation of each.
    fn moments(&self) -> Vec<(f64, f64)> {
        let of_feature = |feature: usize| {
            let values: Vec<f64> =
                self.values.iter().skip(feature).step_by(self.length).copied().map(f64::from).collect();
            let (mean, variance) = mean_and_variance(&values);
            (mean, variance.sqrt())
        };
        (0..self.length).map(of_feature).collect()
    }
}

/// Brings each feature to mean 0 and standard deviation 1 over the first set, the photos, and the other sets' by the same
/// numbers.
///
/// Random weights give some features ten times the spread of others; without this the few widest, mostly the brightness of
/// parts of the image, would decide which images are near. The others are not normalised for themselves, since their
/// differences from the photos are what is looked for. A feature that is the same for all photos becomes 0.
pub fn normalise(sets: &mut [Features]) {
    let Some(photos) = sets.first() else { return };
    let moments = photos.moments();
    for set in sets {
        for image in set.values.chunks_exact_mut(moments.len()) {
            for (value, (mean, deviation)) in image.iter_mut().zip(&moments) {
                let scale = if *deviation > 0.0 { 1.0 / deviation } else { 0.0 };
                *value = ((f64::from(*value) - mean) * scale) as f32;
            }
        }
    }
}

/// The network: 4×4 convolutions of stride 2, each followed by a leaky ReLU, until the map has a side of 4 to 7. Of every
/// layer, the mean of each channel over each quarter of the map is a feature.
///
/// Weights are He's: from N(0, 2 / ((1 + 0.2²) · 16 · channels)), so that every layer keeps the size of its values (He et
/// al. 2015, <https://arxiv.org/abs/1502.01852>).
#[derive(Debug, Clone)]
pub struct Network {
    size: usize,
    layers: Vec<Conv>,
}

impl Network {
    /// The network for images of `size` pixels a side, with weights from a seed.
    ///
    /// # Errors
    /// When images of this size have no pyramid either.
    pub fn new(size: usize, seed: u32) -> Result<Self, QualityError> {
        pyramid::sides(size)?;
        let (mut layers, mut channels, mut side) = (Vec::new(), CHANNELS, size);
        while side / 2 >= LAST {
            let width = WIDTHS[layers.len().min(WIDTHS.len() - 1)];
            layers.push(Conv::new(channels, width, &mut Stream::Weights.rng(seed, layers.len())));
            (channels, side) = (width, side / 2);
        }
        Ok(Self { size, layers })
    }

    /// Features of an image.
    pub fn length(&self) -> usize {
        self.layers.iter().map(|layer| layer.outputs * GRID * GRID).sum()
    }

    /// Multiplications and additions of an image.
    pub fn operations(&self) -> f64 {
        let mut side = self.size;
        let layer = |layer: &Conv| {
            side /= 2;
            (side * side * layer.outputs * layer.inputs * 2) as f64
        };
        self.layers.iter().map(layer).sum()
    }

    /// Adds the features of images `range`.
    ///
    /// # Panics
    /// When the images have another size, or there are fewer.
    pub fn add(&self, features: &mut Features, images: &Images, range: std::ops::Range<usize>) {
        assert_eq!(images.size, self.size);
        features.length = self.length();
        let length = self.size * self.size * CHANNELS;
        for rgb in images.rgb[range.start * length..range.end * length].chunks_exact(length) {
            let mut map = Map::from_bytes(rgb, self.size);
            for layer in &self.layers {
                map = layer.forward(&map);
                features.values.extend(map.means(GRID));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Images of `size` pixels that look like noise.
    fn images(size: usize, count: usize) -> Images {
        let byte = |at: usize| (at * at % 65_521 % 256) as u8;
        Images { size, rgb: (0..count * size * size * CHANNELS).map(byte).collect() }
    }

    fn features(size: usize, seed: u32) -> Features {
        let mut features = Features::default();
        Network::new(size, seed).unwrap().add(&mut features, &images(size, 3), 1..3);
        features
    }

    #[test]
    fn networks_take_small_and_large_images() {
        for (size, layers, length) in [(16, 2, 192), (32, 3, 448), (64, 4, 960), (128, 5, 1472), (256, 6, 1984)] {
            let network = Network::new(size, 1).unwrap();
            assert_eq!((network.layers.len(), network.length()), (layers, length));
            let features = features(size, 1);
            assert_eq!((features.count(), features.length), (2, length));
            // The layers keep the size of the values.
            let last = &features.image(1)[length - 64..];
            let square = last.iter().map(|value| value * value).sum::<f32>() / 64.0;
            assert!((1e-3..1.0).contains(&square), "{size}: {square}");
        }
        let operations = Network::new(64, 1).unwrap().operations();
        assert!((14e6..15e6).contains(&operations), "{operations}");
        assert_eq!(Network::new(15, 1).unwrap_err(), QualityError::Size(15));
    }

    #[test]
    fn weights_are_the_seeds() {
        assert_eq!(features(32, 1), features(32, 1));
        assert_ne!(features(32, 1), features(32, 2));
    }

    #[test]
    fn sets_are_normalised_by_the_photos() {
        let set = |values: &[f32]| Features { length: 2, values: values.to_vec() };
        let mut sets = [set(&[1.0, 7.0, 3.0, 7.0, 5.0, 7.0]), set(&[7.0, 9.0])];
        normalise(&mut sets);
        assert_eq!(sets, [set(&[-1.0, 0.0, 0.0, 0.0, 1.0, 0.0]), set(&[2.0, 0.0])]);
    }
}
