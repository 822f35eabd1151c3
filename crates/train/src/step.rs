//! One iteration of the tutorial: netD's update on a real and a fake batch, then netG's.

use burn::tensor::{Device, Gradients, Tensor, TensorData};
use rand::Rng;

use super::adam::Adam;
use super::augment::Augmentations;
use super::error::TrainError;
use super::noise::Stream;
use facegan_core::config::{Loss, Rates, TrainConfig};
use facegan_kernels::{Compute, Criterion, Earlier, Kernels, Labels, StepScalars};
use facegan_model::{Discriminator, Generator, Learner, ReadError, next_stamp, values};

/// Where in a step's upload both optimisers' scalars, its stamp and the latents begin. The latents are a tensor of their own
/// in the same buffer: it begins at a multiple of 256 bytes, WebGPU's default alignment, since Burn would copy it otherwise.
const SCALARS: [usize; 2] = [0, 2];
const STAMP: usize = 4;
const LATENTS: usize = 64;
/// Numbers of a step behind its stamp.
const NUMBERS: usize = 6;

/// Both networks and their optimisers.
pub struct Gan {
    /// The generator.
    pub net_g: Generator,
    /// The discriminator.
    pub net_d: Discriminator,
    /// netG's optimiser.
    pub adam_g: Adam,
    /// netD's optimiser.
    pub adam_d: Adam,
    device: Device,
    kernels: Kernels,
    criteria: Criteria,
    /// The next step's.
    stamp: Option<Stamp>,
}

/// What the networks are trained with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Criteria {
    /// netD's, of the real batch and of fakes.
    pub of_d: Criterion,
    /// netG's, of fakes that are labelled real.
    pub of_g: Criterion,
}

impl Criteria {
    /// Those of a run's settings.
    pub fn of(config: &TrainConfig) -> Self {
        let bce = |real_label| Criterion::Bce { real_label };
        match config.loss {
            Loss::Bce => Self { of_d: bce(config.real_label as f32), of_g: bce(1.0) },
            Loss::Hinge => Self { of_d: Criterion::HingeD, of_g: Criterion::HingeG },
        }
    }
}

/// Identifies the numbers of a step. A buffer that was not written since an earlier step has an older stamp.
struct Stamp {
    value: f32,
    uploaded: Earlier,
}

/// The numbers of a step, on the device: its stamp, where something was uploaded for it, and then `[6]`:
///
/// - Loss_D = BCE of the real batch against the real label + BCE of the fakes against 0, before netD's update; or its hinge
///   loss
/// - D(x): mean of sigmoid(netD) over the real batch, before netD's update
/// - D(G(z)): the same over the fakes, before netD's update
/// - Loss_G = BCE of the fakes against 1, after netD's update; or its hinge loss
/// - D(G(z)): mean of sigmoid(netD) over the fakes, after netD's update
/// - 0, the mean over no fakes in netG's turn
pub struct Numbers {
    all: Tensor<1>,
    stamp: Option<f32>,
}

impl Numbers {
    /// Loss_D, Loss_G, D(x) and D(G(z)) before and after netD's update.
    ///
    /// # Errors
    /// When the device fails, or did not do its work.
    pub async fn read(self) -> Result<[f32; 5], TrainError> {
        let numbers = values(self.all.inner()).await?;
        let (stamp, numbers) = numbers.split_at(numbers.len().saturating_sub(NUMBERS));
        if stamp.first() != self.stamp.as_ref() {
            return Err(ReadError::Undone.into());
        }
        match *numbers {
            [loss_d, d_x, d_g_z1, loss_g, d_g_z2, _] => Ok([loss_d, loss_g, d_x, d_g_z1, d_g_z2]),
            _ => Err(TrainError::Count(numbers.len())),
        }
    }
}

impl Gan {
    /// Networks with the tutorial's initial weights, drawn from `rng`.
    pub fn new(config: &TrainConfig, rng: &mut impl Rng, compute: &Compute) -> Self {
        let net_g = Generator::new(config, rng, compute);
        let mut net_d = Discriminator::new(config, rng, compute);
        if config.spectral_norm {
            net_d.normalize_spectrally(&mut Stream::SpectralNorm.rng(config.seed));
        }
        Self {
            net_g,
            net_d,
            adam_g: Adam::new(config, compute.kernels),
            adam_d: Adam::new(config, compute.kernels),
            device: compute.device.clone(),
            kernels: compute.kernels,
            criteria: Criteria::of(config),
            stamp: None,
        }
    }

    /// Uploads what the next step needs besides images, all at once, since every upload is a call of its own: keeps its
    /// stamp, hands the numbers to both optimisers and returns the latents.
    ///
    /// # Shapes
    /// - `latents`: `batch × nz` values
    /// - result: `[batch, nz, 1, 1]`
    pub fn upload(&mut self, latents: &[f32], nz: usize, rates: Rates) -> Tensor<4> {
        let stamp = next_stamp();
        let mut values = [self.adam_d.next(rates.of_d()), self.adam_g.next(rates.of_g())].concat();
        values.push(stamp);
        values.resize(LATENTS, 0.0);
        values.extend(latents);
        let (count, batch) = (values.len(), latents.len() / nz);
        let all = Tensor::<1>::from_data(TensorData::new(values, [count]), &self.device);
        for (adam, offset) in [&mut self.adam_d, &mut self.adam_g].into_iter().zip(SCALARS) {
            adam.provide(StepScalars { values: all.clone(), offset });
        }
        let uploaded = Earlier { values: all.clone(), range: STAMP..STAMP + 1 };
        self.stamp = Some(Stamp { value: stamp, uploaded });
        all.narrow(0, LATENTS, latents.len()).reshape([batch, nz, 1, 1])
    }

    /// Updates netD, then netG, each with its learning rate; netD sees the images through `augmentations`.
    ///
    /// # Shapes
    /// - `real`: `[batch, 3, image_size, image_size]`, in [-1, 1]
    /// - `latent`: `[batch, nz, 1, 1]`
    pub fn step(&mut self, real: Tensor<4>, latent: Tensor<4>, augmentations: Augmentations, rates: Rates) -> Numbers {
        let kernels = self.kernels;
        let fake = self.net_g.forward_train(latent);
        let seen = augmentations.fake.of(fake.clone().detach(), kernels);
        let (of_d, gradients) = self.backward_d(augmentations.real.of(real, kernels), seen);
        self.adam_d.step(&mut self.net_d, &gradients, rates.of_d());
        let (numbers, gradients) = self.backward_g(augmentations.again.of(fake, kernels), of_d);
        self.adam_g.step(&mut self.net_g, &gradients, rates.of_g());
        numbers
    }

    /// netD's forward and backward pass of a real batch and of fakes without gradients, as two groups of one batch: returns
    /// Loss_D, D(x) and D(G(z)), behind the step's stamp if something was uploaded for it, and the gradients of netD. Its
    /// running statistics move, nothing else changes.
    ///
    /// # Shapes
    /// - `real` and `fake`: `[batch, 3, image_size, image_size]`
    /// - result: `[3]` or `[4]`
    pub fn backward_d(&mut self, real: Tensor<4>, fake: Tensor<4>) -> (Tensor<1>, Gradients) {
        let labels = Labels { real_count: real.dims()[0], criterion: self.criteria.of_d };
        let images = Tensor::cat(vec![real, fake], 0);
        let stamp = self.stamp.as_ref().map(|stamp| stamp.uploaded.clone());
        let loss = self.kernels.gan_loss(self.net_d.forward_train(images, 2, Learner::Discriminator), labels, stamp);
        let gradients = loss.backward();
        (loss.metrics, gradients)
    }

    /// netG's forward and backward pass through netD of the fakes that it made: returns the numbers of the whole step,
    /// which begin with those of netD's turn, and the gradients of netG through the fakes. netD's running statistics
    /// move, nothing else changes.
    ///
    /// # Shapes
    /// - `fake`: `[batch, 3, image_size, image_size]`
    /// - `of_d`: as [`backward_d`](Self::backward_d) returns it
    pub fn backward_g(&mut self, fake: Tensor<4>, of_d: Tensor<1>) -> (Numbers, Gradients) {
        let labels = Labels { real_count: fake.dims()[0], criterion: self.criteria.of_g };
        let logits = self.net_d.forward_train(fake, 1, Learner::Generator);
        let loss = self.kernels.gan_loss(logits, labels, Some(of_d.into()));
        let stamp = self.stamp.take().map(|stamp| stamp.value);
        let gradients = loss.backward();
        (Numbers { all: loss.metrics, stamp }, gradients)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use pollster::block_on;

    use super::*;

    fn read(numbers: [f32; 7], stamp: f32) -> Result<[f32; 5], TrainError> {
        let all = Tensor::from_floats(numbers, &Device::flex().autodiff());
        block_on(Numbers { all, stamp: Some(stamp) }.read())
    }

    #[test]
    fn numbers_of_this_step_are_told_from_those_of_another_and_from_none() {
        let numbers = [7.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.0];
        assert_eq!(read(numbers, 7.0).unwrap(), [0.1, 0.4, 0.2, 0.3, 0.5]);
        assert!(matches!(read(numbers, 8.0), Err(TrainError::Read(ReadError::Undone))));
        assert!(matches!(read([0.0; 7], 1.0), Err(TrainError::Read(ReadError::Undone))));
    }
}
