//! Random choices: every trait of a face is drawn from one seeded generator.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Rolls that are the same for the same seed and index, on every platform.
pub struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new(seed: u32, index: u32) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
        rng.set_stream(u64::from(index));
        Self(rng)
    }

    /// Anything between `low` and `high`, evenly.
    pub fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.0.random::<f32>()
    }

    /// Anything between `low` and `high`, the middle more often than the ends.
    pub fn bell(&mut self, low: f32, high: f32) -> f32 {
        let mean = (0..3).map(|_| self.0.random::<f32>()).sum::<f32>() / 3.0;
        low + (high - low) * mean
    }

    /// Whether something of this likelihood (0 to 1) happens.
    pub fn chance(&mut self, likelihood: f32) -> bool {
        self.0.random::<f32>() < likelihood
    }

    /// -1 or 1.
    pub fn side(&mut self) -> f32 {
        if self.chance(0.5) { -1.0 } else { 1.0 }
    }

    /// One of the options, which must not be empty.
    pub fn pick<T: Copy>(&mut self, options: &[T]) -> T {
        options[self.0.random_range(0..options.len())]
    }

    /// One of the (option, weight) pairs, which must not be empty; each is as likely as its weight.
    pub fn weighted<T: Copy>(&mut self, options: &[(T, f32)]) -> T {
        let mut left = self.range(0.0, options.iter().map(|(_, weight)| weight).sum());
        let reached = |(_, weight): &&(T, f32)| {
            left -= weight;
            left < 0.0
        };
        options.iter().find(reached).unwrap_or(&options[0]).0
    }
}
