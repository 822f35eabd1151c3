//! Shuffled batches, and bytes as numbers in [-1, 1].

use rand::Rng;
use rand::seq::SliceRandom;

use facegan_core::images::{CHANNELS, Images};

/// Endless epochs over images of a data set: each visits every image once, in a new order, the last partial batch included.
#[derive(Debug, Clone)]
pub struct Epochs<R> {
    rng: R,
    order: Vec<u32>,
    batch_size: usize,
    epoch: usize,
    batch: usize,
}

/// A place within an epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The images in the order of the epoch under way.
    pub order: Vec<u32>,
    /// Epoch, from 0.
    pub epoch: usize,
    /// Batches taken of it.
    pub batch: usize,
}

/// The place of a batch in the run and the images in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Epoch, from 0.
    pub epoch: usize,
    /// Batch within the epoch, from 0.
    pub batch: usize,
    /// The images, by their places in the data set.
    pub indices: Vec<u32>,
}

impl<R: Rng> Epochs<R> {
    /// Epochs over the images at these places, whose order is drawn from `rng`.
    pub fn new(places: Vec<u32>, batch_size: usize, mut rng: R) -> Self {
        let mut order = places;
        order.shuffle(&mut rng);
        Self { rng, order, batch_size, epoch: 0, batch: 0 }
    }

    /// Epochs that continue from a place, with the random numbers that follow it.
    pub fn at(place: Place, batch_size: usize, rng: R) -> Self {
        let Place { order, epoch, batch } = place;
        Self { rng, order, batch_size, epoch, batch }
    }

    /// Where the epochs stand.
    pub fn place(&self) -> Place {
        Place { order: self.order.clone(), epoch: self.epoch, batch: self.batch }
    }

    /// The generator of the next epochs' orders.
    pub fn rng(&self) -> &R {
        &self.rng
    }

    /// Images of an epoch.
    pub fn images(&self) -> usize {
        self.order.len()
    }

    /// The first `count` images of the epoch under way, or all of fewer.
    pub fn first(&self, count: usize) -> &[u32] {
        &self.order[..count.min(self.order.len())]
    }

    /// The next batch; empty only if there are no images.
    pub fn next_batch(&mut self) -> Batch {
        if self.batch * self.batch_size >= self.order.len() {
            self.order.shuffle(&mut self.rng);
            self.epoch += 1;
            self.batch = 0;
        }
        let rest = &self.order[self.batch * self.batch_size..];
        let indices = rest[..self.batch_size.min(rest.len())].to_vec();
        let batch = Batch { epoch: self.epoch, batch: self.batch, indices };
        self.batch += 1;
        batch
    }
}

/// Normalises bytes as torchvision's `ToTensor` and `Normalize(0.5, 0.5)` do: x / 127.5 − 1.
///
/// Returns `[images, 3, size, size]` values in [-1, 1], in row-major order.
pub fn normalize(images: &Images) -> Vec<f32> {
    let pixels = images.size * images.size;
    let value: [f32; 256] = std::array::from_fn(|byte| (byte as f32 / 255.0 - 0.5) / 0.5);
    let mut values = Vec::with_capacity(images.rgb.len());
    for image in images.rgb.chunks_exact(pixels * CHANNELS) {
        for channel in 0..CHANNELS {
            values.extend(image[channel..].iter().step_by(CHANNELS).map(|&byte| value[byte as usize]));
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn epochs(images: usize, batch_size: usize, seed: u64) -> Epochs<ChaCha8Rng> {
        Epochs::new((0..images as u32).collect(), batch_size, ChaCha8Rng::seed_from_u64(seed))
    }

    #[test]
    fn an_epoch_visits_every_image_once_and_keeps_the_partial_batch() {
        let mut epochs = epochs(10, 4, 1);
        let mut orders = Vec::new();
        for epoch in 0..3 {
            let batches: Vec<_> = (0..3).map(|_| epochs.next_batch()).collect();
            let places: Vec<_> = batches.iter().map(|b| (b.epoch, b.batch, b.indices.len())).collect();
            assert_eq!(places, [(epoch, 0, 4), (epoch, 1, 4), (epoch, 2, 2)]);
            let order: Vec<_> = batches.into_iter().flat_map(|b| b.indices).collect();
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..10).collect::<Vec<_>>());
            orders.push(order);
        }
        assert!(orders[0] != orders[1] && orders[1] != orders[2]);
    }

    #[test]
    fn epochs_continue_from_any_place() {
        let mut whole = epochs(10, 4, 1);
        for _ in 0..7 {
            let mut rest = Epochs::at(whole.place(), 4, whole.rng().clone());
            let follow = |epochs: &mut Epochs<_>| (0..5).map(|_| epochs.next_batch()).collect::<Vec<_>>();
            assert_eq!(follow(&mut rest), follow(&mut whole.clone()));
            whole.next_batch();
        }
    }

    #[test]
    fn the_seed_decides_the_order() {
        assert_eq!(epochs(100, 100, 5).next_batch(), epochs(100, 100, 5).next_batch());
        assert_ne!(epochs(100, 100, 5).next_batch(), epochs(100, 100, 6).next_batch());
    }

    #[test]
    fn bytes_become_channels_in_minus_one_to_one() {
        let images = Images { size: 2, rgb: vec![0, 51, 255, 255, 102, 0, 0, 153, 255, 255, 204, 0] };
        let expected = [-1.0, 1.0, -1.0, 1.0, -0.6, -0.2, 0.2, 0.6, 1.0, -1.0, 1.0, -1.0];
        for (value, expected) in normalize(&images).into_iter().zip(expected) {
            assert!((value - expected).abs() < 1e-6, "{value} for {expected}");
        }
    }
}
