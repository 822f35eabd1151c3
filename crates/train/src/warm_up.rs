//! Compiling a run's kernels ahead of it.

use std::vec;

use super::augment::Augmentations;
use super::error::TrainError;
use super::noise::{Stream, latents, to_device};
use super::step::Gan;
use facegan_core::config::TrainConfig;
use facegan_core::images::CHANNELS;
use facegan_kernels::{BATCH_NORM_MOST_IN_ONE_PASS, Compute, pixels};

/// Channels of the small networks, and images of their batch.
const FEATURES: usize = 8;
const BATCH: usize = 2;

/// Compiles kernels by training small networks for an iteration, with each variant of the kernels. Kernels take sizes as
/// values, not as text, so those of large networks are then compiled as well. Those for batches of many images need one of
/// these: the smallest networks have one.
pub struct WarmUp(vec::IntoIter<(TrainConfig, Compute)>);

impl WarmUp {
    /// For runs with these settings.
    pub fn new(config: &TrainConfig, compute: &Compute) -> Self {
        let small = TrainConfig { ngf: FEATURES, ndf: FEATURES, batch_size: BATCH, ..config.clone() };
        let many = TrainConfig { ngf: 1, ndf: 1, batch_size: many_images(config.image_size), ..config.clone() };
        let variants = compute.kernels.variants().into_iter();
        let variants = variants.map(|kernels| (small.clone(), Compute { kernels, ..compute.clone() }));
        Self(variants.chain([(many, compute.clone())]).collect::<Vec<_>>().into_iter())
    }

    /// Trains the next networks and drops them; returns whether any are left.
    ///
    /// # Errors
    /// When the GPU fails.
    pub async fn next(&mut self) -> Result<bool, TrainError> {
        if let Some((config, compute)) = self.0.next() {
            iterate(&config, &compute).await?;
        }
        Ok(self.0.len() > 0)
    }
}

/// Images of a batch whose largest normalisation takes two passes, in netD (of a quarter of the image's side, real and fake)
/// and in netG (of half its side).
fn many_images(image_size: usize) -> usize {
    BATCH_NORM_MOST_IN_ONE_PASS / (2 * (image_size / 4).pow(2)) + 1
}

async fn iterate(config: &TrainConfig, compute: &Compute) -> Result<(), TrainError> {
    let mut gan = Gan::new(config, &mut Stream::Weights.rng(config.seed), compute);
    let batch = config.batch_size;
    let black = vec![0; batch * CHANNELS * config.image_size * config.image_size];
    let real = pixels(&black, config.nc, config.image_size, compute);
    let latent =
        to_device(latents(batch, config.nz, &mut Stream::Latents.rng(config.seed)), config.nz, &compute.device);
    let mut rng = Stream::Augment.rng(config.seed);
    let augmentations = Augmentations::draw(config.diffaugment, batch, config.image_size, &mut rng, &compute.device);
    gan.step(real, latent, augmentations, config.rates()).read().await.map(|_| ())
}
