//! Compiling a run's kernels ahead of it.

use super::augment::Augmentations;
use super::error::TrainError;
use super::noise::{Stream, latents, to_device};
use super::step::Gan;
use facegan_core::config::{CHANNELS, TrainConfig};
use facegan_kernels::{Compute, pixels};

/// Channels of the small networks, and images of their batch.
const FEATURES: usize = 8;
const BATCH: usize = 2;

/// Runs an iteration of small networks with each variant of the kernels, and drops them. Kernels take sizes as values, not
/// as text, so those of the large networks are then compiled as well.
///
/// # Errors
/// When the GPU fails.
pub async fn warm_up(config: &TrainConfig, compute: &Compute) -> Result<(), TrainError> {
    let config = TrainConfig { ngf: FEATURES, ndf: FEATURES, batch_size: BATCH, ..config.clone() };
    for kernels in compute.kernels.variants() {
        iterate(&config, &Compute { kernels, ..compute.clone() }).await?;
    }
    Ok(())
}

async fn iterate(config: &TrainConfig, compute: &Compute) -> Result<(), TrainError> {
    let mut gan = Gan::new(config, &mut Stream::Weights.rng(config.seed), compute);
    let black = vec![0; BATCH * CHANNELS * config.image_size * config.image_size];
    let real = pixels(&black, config.image_size, compute);
    let latent =
        to_device(latents(BATCH, config.nz, &mut Stream::Latents.rng(config.seed)), config.nz, &compute.device);
    let mut rng = Stream::Augment.rng(config.seed);
    let augmentations = Augmentations::draw(config.diffaugment, BATCH, config.image_size, &mut rng, &compute.device);
    gan.step(real, latent, augmentations, config.lr).read().await.map(|_| ())
}
