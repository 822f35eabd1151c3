use burn::module::{Module, Param};
use burn::tensor::Tensor;
use rand::Rng;

use super::init::kernel;
use super::{BatchNorm, StateDict, StateMapper, inner_layers};
use facegan_core::config::{CHANNELS, TrainConfig};
use facegan_kernels::{Activation, Compute, Conv, Kernels};

/// The tutorial's netD: from an image to the logit of its being real (DCGAN: Radford et al. 2015,
/// <https://arxiv.org/abs/1511.06434>).
///
/// The tutorial's netD ends in a sigmoid. Here that is part of the loss, which needs the logit too.
#[derive(Module, Debug)]
pub struct Discriminator {
    input: Param<Tensor<4>>,
    blocks: Vec<DownBlock>,
    output: Param<Tensor<4>>,
    #[module(skip)]
    kernels: Kernels,
}

/// Halves the side.
#[derive(Module, Debug)]
struct DownBlock {
    weight: Param<Tensor<4>>,
    norm: BatchNorm,
}

/// The network that a pass of netD computes gradients for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learner {
    /// netD itself.
    Discriminator,
    /// netG, which made the images: netD's parameters are constants, and their gradients are not computed.
    Generator,
}

impl Learner {
    fn parameter<const D: usize>(self, parameter: Tensor<D>) -> Tensor<D> {
        match self {
            Self::Discriminator => parameter,
            // Burn's detach would keep it a leaf that gradients are computed for.
            Self::Generator => Tensor::from_inner(parameter.inner()),
        }
    }
}

impl Discriminator {
    /// A network with the tutorial's initial weights, drawn from `rng`.
    pub fn new(config: &TrainConfig, rng: &mut impl Rng, compute: &Compute) -> Self {
        let Compute { device, kernels } = compute;
        let input = kernel([config.ndf, CHANNELS], rng, device);
        let mut channels = config.ndf;
        let mut blocks = Vec::new();
        for _ in 0..inner_layers(config.image_size) {
            let doubled = channels * 2;
            blocks.push(DownBlock {
                weight: kernel([doubled, channels], rng, device),
                norm: BatchNorm::new(doubled, rng, device),
            });
            channels = doubled;
        }
        Self { input, blocks, output: kernel([1, channels], rng, device), kernels: *kernels }
    }

    /// Logits of images in train mode: batch statistics are used and the running ones move.
    ///
    /// The images are `groups` batches of equal size, one after the other. Each is normalised on its own, as in a pass of
    /// its own.
    ///
    /// # Shapes
    /// - `images`: `[groups · batch, 3, image_size, image_size]`
    /// - result: `[groups · batch]`
    pub fn forward_train(&mut self, images: Tensor<4>, groups: usize, learner: Learner) -> Tensor<1> {
        let kernels = self.kernels;
        let activation = Activation::LeakyRelu;
        let x = kernels.conv2d(images, learner.parameter(self.input.val()), Conv::Stride2, activation);
        let down = |x, DownBlock { weight, norm }: &mut DownBlock| {
            let x = kernels.conv2d(x, learner.parameter(weight.val()), Conv::Stride2, Activation::Linear);
            let parameters = norm.parameters().map(|parameter| learner.parameter(parameter));
            norm.forward_train(x, parameters, groups, activation, kernels)
        };
        let x = self.blocks.iter_mut().fold(x, down);
        let output = learner.parameter(self.output.val());
        kernels.conv2d(x, output, Conv::Valid, Activation::Linear).flatten(0, 3)
    }
}

impl StateDict for Discriminator {
    fn map_state(&mut self, mapper: &mut impl StateMapper) {
        mapper.map("main.0.weight".into(), &mut self.input);
        for (i, block) in self.blocks.iter_mut().enumerate() {
            mapper.map(format!("main.{}.weight", 3 * i + 2), &mut block.weight);
            block.norm.map_state(&format!("main.{}", 3 * i + 3), mapper);
        }
        mapper.map(format!("main.{}.weight", 3 * self.blocks.len() + 2), &mut self.output);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use burn::tensor::Device;

    use super::*;

    #[test]
    fn netd_s_parameters_are_constants_in_netg_s_turn() {
        let parameter = Tensor::<1>::ones([1], &Device::flex().autodiff()).require_grad();
        let input = Tensor::<1>::ones([1], &Device::flex().autodiff()).require_grad();
        let constant = Learner::Generator.parameter(parameter.clone());
        let gradients = (input.clone() * constant.clone()).backward();
        assert!(input.grad(&gradients).is_some() && constant.grad(&gradients).is_none());
        let own = Learner::Discriminator.parameter(parameter);
        let gradients = (input * own.clone()).backward();
        assert!(own.grad(&gradients).is_some());
    }
}
