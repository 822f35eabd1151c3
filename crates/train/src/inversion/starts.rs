//! The latents that are moved towards a photo.

use burn::module::Param;
use burn::tensor::{Gradients, Tensor};

use super::target::InversionTarget;
use crate::adam::Adam;
use facegan_core::config::TrainConfig;
use facegan_kernels::Kernels;
use facegan_model::{Generator, StateDict, StateMapper};

/// Adam's learning rate in the first half. A latent's components are from N(0, 1), so that a few steps cross them.
const LR: f64 = 0.3;
/// Adam's β₁, PyTorch's default: unlike in the training of a GAN, the loss stays the same.
const BETA1: f64 = 0.9;

/// Latents with their optimiser.
#[derive(Debug)]
pub struct Starts {
    latents: Latents,
    adam: Adam,
}

/// `[starts, nz, 1, 1]`, as a network of one parameter, which Adam updates.
#[derive(Debug, Clone)]
struct Latents(Param<Tensor<4>>);

impl StateDict for Latents {
    fn map_state(&mut self, mapper: &mut impl StateMapper) {
        mapper.map("latents".into(), &mut self.0);
    }
}

/// What became of the latents in a pass, on the device.
pub struct Evaluated {
    /// `[starts]`
    pub losses: Tensor<1>,
    /// `[starts, 3, size, size]`
    pub images: Tensor<4>,
    /// Of the sum of the losses, in which each latent has a term of its own.
    pub gradients: Gradients,
}

impl Starts {
    /// Before the first step.
    ///
    /// # Shapes
    /// - `latents`: `[starts, nz, 1, 1]`
    pub fn new(latents: Tensor<4>) -> Self {
        let config = TrainConfig { beta1: BETA1, ..TrainConfig::default() };
        // So few numbers need no kernel of their own.
        Self { latents: Latents(Param::from_tensor(latents)), adam: Adam::new(&config, Kernels::Stock) }
    }

    /// The latents, `[starts, nz, 1, 1]`.
    pub fn latents(&self) -> Tensor<4> {
        self.latents.0.val()
    }

    /// Draws the latents in eval mode and computes their losses with the gradients.
    pub fn evaluate(&self, net_g: &Generator, target: &InversionTarget) -> Evaluated {
        let images = net_g.forward_eval(self.latents());
        let losses = target.losses(images.clone(), self.latents());
        let gradients = losses.clone().sum().backward();
        Evaluated { losses, images, gradients }
    }

    /// Moves the latents by one step of Adam. `progress` goes from 0 to 1; from one half on the learning rate falls linearly
    /// to 0, so that the last steps settle.
    pub fn step(&mut self, gradients: &Gradients, progress: f64) {
        let lr = LR * (2.0 * (1.0 - progress)).min(1.0);
        self.adam.step(&mut self.latents, gradients, lr);
    }
}
