//! Random streams: each purpose has its own, so that drawing more for one changes no other.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What a random stream is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Which images and photos are compared.
    Choice,
    /// Where patches lie.
    Corners,
    /// The directions that patches are projected on.
    Directions,
    /// The multipliers of the images in the resampling.
    Multipliers,
    /// The weights of the network whose features are compared.
    Weights,
}

impl Stream {
    /// The generator of part `part` of the stream: a level, a set or a layer.
    pub fn rng(self, seed: u32, part: usize) -> ChaCha8Rng {
        /// More than there are parts of any stream.
        const PARTS: u64 = 1 << 32;
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
        rng.set_stream(self as u64 * PARTS + part as u64);
        rng
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    #[test]
    fn streams_and_their_parts_differ_and_repeat() {
        let first = |stream: Stream, part: usize| stream.rng(1, part).random::<u64>();
        assert_eq!(first(Stream::Corners, 2), first(Stream::Corners, 2));
        assert_ne!(first(Stream::Corners, 2), first(Stream::Corners, 3));
        assert_ne!(first(Stream::Corners, 2), first(Stream::Directions, 2));
    }
}
