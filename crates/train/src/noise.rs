//! Random streams, latents and the fixed noise.

use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use facegan_core::config::FIXED_SAMPLES;

/// What a random stream is for. Each has its own, so that drawing more of one changes no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Initial weights.
    Weights,
    /// The order of the photos in an epoch.
    Order,
    /// The latents of training.
    Latents,
    /// The fixed noise of the sample grids.
    FixedNoise,
    /// Which real images are mirrored.
    Flip,
    /// How the images that netD sees are augmented.
    Augment,
    /// The two directions of a pad over the latent space.
    Directions,
    /// The latents of the images that netG is measured by.
    Fakes,
    /// Which photos are held out of the training.
    Holdout,
    /// The first vectors of netD's spectral normalisations.
    SpectralNorm,
    /// The random faces that a search for a photo's latent begins with.
    Inversion,
}

impl Stream {
    /// The stream's generator, from a run's seed.
    pub fn rng(self, seed: u32) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
        rng.set_stream(self as u64);
        rng
    }
}

/// The generator that the `component`-th number of a seed's fixed noise is drawn again from.
pub(super) fn redraws(seed: u32, component: usize) -> ChaCha8Rng {
    /// Beyond those of [`Stream`].
    const FIRST: u64 = 1 << 32;
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
    rng.set_stream(FIRST + component as u64);
    rng
}

/// A place in a random stream (of ChaCha with 8 rounds).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RngState {
    /// The generator's key.
    pub seed: [u8; 32],
    /// The stream of that key.
    pub stream: u64,
    /// 32-bit words drawn so far.
    pub word_pos: u128,
}

impl From<&ChaCha8Rng> for RngState {
    fn from(rng: &ChaCha8Rng) -> Self {
        Self { seed: rng.get_seed(), stream: rng.get_stream(), word_pos: rng.get_word_pos() }
    }
}

impl From<&RngState> for ChaCha8Rng {
    fn from(state: &RngState) -> Self {
        let mut rng = Self::from_seed(state.seed);
        rng.set_stream(state.stream);
        rng.set_word_pos(state.word_pos);
        rng
    }
}

/// `count` latents from N(0, 1): `count × nz` values, drawn on the host so that they are the same on every backend.
pub fn latents(count: usize, nz: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    StandardNormal.sample_iter(rng).take(count * nz).collect()
}

/// The tutorial's `fixed_noise`, which every sample grid is drawn from: `FIXED_SAMPLES × nz` values from the seed's own
/// stream for fixed noise.
pub(super) fn fixed_noise(nz: usize, seed: u32) -> Vec<f32> {
    latents(FIXED_SAMPLES, nz, &mut Stream::FixedNoise.rng(seed))
}

/// Latents on the device, of shape `[count, nz, 1, 1]`.
pub(super) fn to_device(values: Vec<f32>, nz: usize, device: &Device) -> Tensor<4> {
    let count = values.len() / nz;
    Tensor::from_data(TensorData::new(values, [count, nz, 1, 1]), device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_continues_from_its_state_at_any_place() {
        let mut rng = Stream::Latents.rng(7);
        for count in [1, 3, 64, 1000] {
            latents(count, 5, &mut rng);
            let mut again = ChaCha8Rng::from(&RngState::from(&rng));
            assert_eq!(latents(9, 7, &mut again), latents(9, 7, &mut rng));
        }
    }

    #[test]
    fn streams_of_one_seed_differ() {
        let first = |stream: Stream| latents(1, 4, &mut stream.rng(1));
        assert_ne!(first(Stream::Latents), first(Stream::FixedNoise));
    }
}
