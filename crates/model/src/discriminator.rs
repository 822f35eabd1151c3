use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};
use rand::Rng;

use super::constant::constant;
use super::init::kernel;
use super::{BatchNorm, SpectralNorm, StateDict, StateMapper, inner_layers};
use facegan_core::config::TrainConfig;
use facegan_kernels::{Activation, Compute, Conv, Kernels};

/// The tutorial's netD: from an image to the logit of its being real (DCGAN: Radford et al. 2015,
/// <https://arxiv.org/abs/1511.06434>).
///
/// The tutorial's netD ends in a sigmoid. Here that is part of the loss, which needs the logit too.
#[derive(Module, Debug)]
pub struct Discriminator {
    input: Weight,
    blocks: Vec<DownBlock>,
    output: Weight,
    #[module(skip)]
    kernels: Kernels,
}

/// Halves the side.
#[derive(Module, Debug)]
struct DownBlock {
    weight: Weight,
    norm: BatchNorm,
}

/// A convolution's weight, spectrally normalised or not.
#[derive(Module, Debug)]
struct Weight {
    value: Param<Tensor<4>>,
    norm: Option<SpectralNorm>,
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
            Self::Generator => constant(parameter),
        }
    }
}

impl Weight {
    /// Weights from N(0, 0.02²).
    fn new(channels: [usize; 2], rng: &mut impl Rng, device: &Device) -> Self {
        Self { value: kernel(channels, rng, device), norm: None }
    }

    /// What a pass in train mode convolves with.
    fn forward_train(&mut self, learner: Learner) -> Tensor<4> {
        let weight = learner.parameter(self.value.val());
        match &mut self.norm {
            Some(norm) => norm.forward_train(weight),
            None => weight,
        }
    }

    /// Hands its part of the state dict to `mapper`, its keys under `prefix`, as PyTorch's parametrizations have them.
    fn map_state(&mut self, prefix: &str, mapper: &mut impl StateMapper) {
        match &mut self.norm {
            Some(norm) => {
                let prefix = format!("{prefix}.parametrizations.weight");
                mapper.map(format!("{prefix}.original"), &mut self.value);
                norm.map_state(&format!("{prefix}.0"), mapper);
            }
            None => mapper.map(format!("{prefix}.weight"), &mut self.value),
        }
    }
}

impl Discriminator {
    /// A network with the tutorial's initial weights, drawn from `rng`.
    pub fn new(config: &TrainConfig, rng: &mut impl Rng, compute: &Compute) -> Self {
        let Compute { device, kernels } = compute;
        let input = Weight::new([config.ndf, config.nc], rng, device);
        let mut channels = config.ndf;
        let mut blocks = Vec::new();
        for _ in 0..inner_layers(config.image_size) {
            let doubled = channels * 2;
            blocks.push(DownBlock {
                weight: Weight::new([doubled, channels], rng, device),
                norm: BatchNorm::new(doubled, rng, device),
            });
            channels = doubled;
        }
        Self { input, blocks, output: Weight::new([1, channels], rng, device), kernels: *kernels }
    }

    /// Normalises the convolutions' weights spectrally from now on (see [`SpectralNorm`]), with vectors drawn from `rng`.
    pub fn normalize_spectrally(&mut self, rng: &mut impl Rng) {
        for Weight { value, norm } in self.weights() {
            *norm = Some(SpectralNorm::new(&value.val(), rng, &value.device()));
        }
    }

    fn weights(&mut self) -> impl Iterator<Item = &mut Weight> {
        let blocks = self.blocks.iter_mut().map(|block| &mut block.weight);
        std::iter::once(&mut self.input).chain(blocks).chain(std::iter::once(&mut self.output))
    }

    /// Logits of images in train mode: batch statistics are used and the running ones move.
    ///
    /// The images are `groups` batches of equal size, one after the other. Each is normalised on its own, as in a pass of
    /// its own. With spectral normalisation they are such passes, since the weights are others in each.
    ///
    /// # Shapes
    /// - `images`: `[groups · batch, nc, image_size, image_size]`
    /// - result: `[groups · batch]`
    pub fn forward_train(&mut self, images: Tensor<4>, groups: usize, learner: Learner) -> Tensor<1> {
        if self.input.norm.is_none() {
            return self.pass(images, groups, learner);
        }
        let logits = images.chunk(groups, 0).into_iter().map(|images| self.pass(images, 1, learner)).collect();
        Tensor::cat(logits, 0)
    }

    /// All groups at once.
    fn pass(&mut self, images: Tensor<4>, groups: usize, learner: Learner) -> Tensor<1> {
        let kernels = self.kernels;
        let activation = Activation::LeakyRelu;
        let x = kernels.conv2d(images, self.input.forward_train(learner), Conv::Stride2, activation);
        let down = |x, DownBlock { weight, norm }: &mut DownBlock| {
            let x = kernels.conv2d(x, weight.forward_train(learner), Conv::Stride2, Activation::Linear);
            let parameters = norm.parameters().map(|parameter| learner.parameter(parameter));
            norm.forward_train(x, parameters, groups, activation, kernels)
        };
        let x = self.blocks.iter_mut().fold(x, down);
        kernels.conv2d(x, self.output.forward_train(learner), Conv::Valid, Activation::Linear).flatten(0, 3)
    }
}

impl StateDict for Discriminator {
    fn map_state(&mut self, mapper: &mut impl StateMapper) {
        self.input.map_state("main.0", mapper);
        for (i, block) in self.blocks.iter_mut().enumerate() {
            block.weight.map_state(&format!("main.{}", 3 * i + 2), mapper);
            block.norm.map_state(&format!("main.{}", 3 * i + 3), mapper);
        }
        self.output.map_state(&format!("main.{}", 3 * self.blocks.len() + 2), mapper);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
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
