//! One iteration of the tutorial: netD's update on a real and a fake batch, then netG's.

use burn::tensor::{Device, Gradients, Tensor};
use rand::Rng;

use super::adam::Adam;
use super::loss::{Label, judge};
use crate::config::TrainConfig;
use crate::model::{Discriminator, Generator};

/// Both networks and their optimisers.
pub struct Gan {
    pub net_g: Generator,
    pub net_d: Discriminator,
    pub adam_g: Adam,
    pub adam_d: Adam,
}

impl Gan {
    /// Networks with the tutorial's initial weights, drawn from `rng`, on an autodiff `device`.
    pub fn new(config: &TrainConfig, rng: &mut impl Rng, device: &Device) -> Self {
        Self {
            net_g: Generator::new(config, rng, device),
            net_d: Discriminator::new(config, rng, device),
            adam_g: Adam::new(config),
            adam_d: Adam::new(config),
        }
    }

    /// Updates netD, then netG, and returns Loss_D, Loss_G, D(x) and D(G(z)) before and after netD's update.
    ///
    /// # Shapes
    /// - `real`: `[batch, 3, image_size, image_size]`, in [-1, 1]
    /// - `latent`: `[batch, nz, 1, 1]`
    /// - result: `[5]`
    pub fn step(&mut self, real: Tensor<4>, latent: Tensor<4>) -> Tensor<1> {
        let fake = self.net_g.forward_train(latent);
        let ([loss_d, d_x, d_g_z1], gradients) = self.backward_d(real, fake.clone().detach());
        self.adam_d.step(&mut self.net_d, &gradients);
        let ([loss_g, d_g_z2], gradients) = self.backward_g(fake);
        self.adam_g.step(&mut self.net_g, &gradients);
        Tensor::cat(vec![loss_d, loss_g, d_x, d_g_z1, d_g_z2], 0)
    }

    /// Judges a real batch and fakes that carry no gradient; returns Loss_D, D(x) and D(G(z)), and the gradients of
    /// netD. Its running statistics move, nothing else changes.
    ///
    /// # Shapes
    /// - `real` and `fake`: `[batch, 3, image_size, image_size]`
    /// - results: `[1]` each
    pub fn backward_d(&mut self, real: Tensor<4>, fake: Tensor<4>) -> ([Tensor<1>; 3], Gradients) {
        let on_real = judge(self.net_d.forward_train(real), Label::Real);
        let on_fake = judge(self.net_d.forward_train(fake), Label::Fake);
        let gradients = (on_real.pull + on_fake.pull).backward();
        ([on_real.loss + on_fake.loss, on_real.mean, on_fake.mean], gradients)
    }

    /// Judges the fakes that netG made; returns Loss_G and D(G(z)), and the gradients of netG through them. netD's
    /// running statistics move, nothing else changes.
    ///
    /// # Shapes
    /// - `fake`: `[batch, 3, image_size, image_size]`
    /// - results: `[1]` each
    pub fn backward_g(&mut self, fake: Tensor<4>) -> ([Tensor<1>; 2], Gradients) {
        let on_fake = judge(self.net_d.forward_train(fake), Label::Real);
        let gradients = on_fake.pull.backward();
        ([on_fake.loss, on_fake.mean], gradients)
    }
}
