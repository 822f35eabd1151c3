//! One iteration of the tutorial: netD's update on a real and a fake batch, then netG's.

use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::activation::{log_sigmoid, sigmoid};
use burn::tensor::{Device, Tensor};
use rand::Rng;

use crate::config::{ADAM_EPS, BETA2, TrainConfig};
use crate::model::{Discriminator, Generator};

/// What PyTorch's `BCELoss` bounds each element's loss to.
const MOST_LOSS: f64 = 100.0;

/// Both networks and their optimisers.
pub struct Gan {
    pub net_g: Generator,
    pub net_d: Discriminator,
    adam_g: ModuleOptimizer,
    adam_d: ModuleOptimizer,
    lr: f64,
}

impl Gan {
    /// Networks with the tutorial's initial weights, drawn from `rng`, on an autodiff `device`.
    pub fn new(config: &TrainConfig, rng: &mut impl Rng, device: &Device) -> Self {
        let adam =
            AdamConfig::new().with_beta_1(config.beta1 as f32).with_beta_2(BETA2 as f32).with_epsilon(ADAM_EPS as f32);
        Self {
            net_g: Generator::new(config, rng, device),
            net_d: Discriminator::new(config, rng, device),
            adam_g: adam.init(),
            adam_d: adam.init(),
            lr: config.lr,
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
        let [loss_d, d_x, d_g_z1] = self.update_d(real, fake.clone().detach());
        let [loss_g, d_g_z2] = self.update_g(fake);
        Tensor::cat(vec![loss_d, loss_g, d_x, d_g_z1, d_g_z2], 0)
    }

    /// Updates netD alone, on a real batch and on fakes that carry no gradient; returns Loss_D, D(x) and D(G(z)).
    ///
    /// # Shapes
    /// - `real` and `fake`: `[batch, 3, image_size, image_size]`
    /// - results: `[1]` each
    pub fn update_d(&mut self, real: Tensor<4>, fake: Tensor<4>) -> [Tensor<1>; 3] {
        let on_real = self.net_d.forward_train(real);
        let on_fake = self.net_d.forward_train(fake);
        let loss = bce(on_real.clone(), Label::Real) + bce(on_fake.clone(), Label::Fake);
        let grads = GradientsParams::from_grads(loss.backward(), &self.net_d);
        self.net_d = self.adam_d.step(self.lr, self.net_d.clone(), grads);
        [loss.detach(), mean_probability(on_real), mean_probability(on_fake)]
    }

    /// Updates netG alone, through the fakes it made; returns Loss_G and D(G(z)). netD's running statistics move.
    ///
    /// # Shapes
    /// - `fake`: `[batch, 3, image_size, image_size]`
    /// - results: `[1]` each
    pub fn update_g(&mut self, fake: Tensor<4>) -> [Tensor<1>; 2] {
        let on_fake = self.net_d.forward_train(fake);
        let loss = bce(on_fake.clone(), Label::Real);
        let grads = GradientsParams::from_grads(loss.backward(), &self.net_g);
        self.net_g = self.adam_g.step(self.lr, self.net_g.clone(), grads);
        [loss.detach(), mean_probability(on_fake)]
    }
}

/// What a batch is labelled as: the tutorial's 1 and 0.
#[derive(Clone, Copy)]
enum Label {
    Real,
    Fake,
}

/// Mean binary cross entropy of logits, each element's bounded as in PyTorch's `BCELoss`.
fn bce(logits: Tensor<1>, label: Label) -> Tensor<1> {
    let towards_label = match label {
        Label::Real => logits,
        Label::Fake => logits.neg(),
    };
    log_sigmoid(towards_label).neg().clamp_max(MOST_LOSS).mean()
}

fn mean_probability(logits: Tensor<1>) -> Tensor<1> {
    sigmoid(logits.detach()).mean()
}
