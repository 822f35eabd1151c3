use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};
use rand::Rng;

use super::constant::constant;
use super::init::kernel;
use super::{BatchNorm, StateDict, StateMapper, inner_layers};
use facegan_core::config::TrainConfig;
use facegan_kernels::{Activation, Compute, Conv, Kernels};

/// The tutorial's netG: from a latent vector to an image in [-1, 1] (DCGAN: Radford et al. 2015,
/// <https://arxiv.org/abs/1511.06434>).
#[derive(Module, Debug)]
pub struct Generator {
    blocks: Vec<UpBlock>,
    output: Param<Tensor<4>>,
    #[module(skip)]
    kernels: Kernels,
}

/// The first makes 4×4 of 1×1, each later one doubles the side.
#[derive(Module, Debug)]
struct UpBlock {
    weight: Param<Tensor<4>>,
    norm: BatchNorm,
    #[module(skip)]
    conv: Conv,
}

impl Generator {
    /// A network with the tutorial's initial weights, drawn from `rng`.
    pub fn new(config: &TrainConfig, rng: &mut impl Rng, compute: &Compute) -> Self {
        let Compute { device, kernels } = compute;
        let inner = inner_layers(config.image_size);
        let mut channels = config.ngf << inner;
        let mut block = |from, to, conv| UpBlock {
            weight: kernel([from, to], rng, device),
            norm: BatchNorm::new(to, rng, device),
            conv,
        };
        let mut blocks = vec![block(config.nz, channels, Conv::Valid)];
        for _ in 0..inner {
            blocks.push(block(channels, channels / 2, Conv::Stride2));
            channels /= 2;
        }
        Self { blocks, output: kernel([channels, config.nc], rng, device), kernels: *kernels }
    }

    /// Length of the latent vector.
    pub fn nz(&self) -> usize {
        self.blocks[0].weight.dims()[0]
    }

    /// Channels of its images.
    pub fn nc(&self) -> usize {
        self.output.dims()[1]
    }

    /// Side of its images in pixels.
    pub fn image_size(&self) -> usize {
        4 << self.blocks.len()
    }

    /// The device of its weights.
    pub fn device(&self) -> Device {
        self.output.device()
    }

    /// Images from latents in train mode: batch statistics are used and the running ones move.
    ///
    /// # Shapes
    /// - `latent`: `[batch, nz, 1, 1]`
    /// - result: `[batch, nc, image_size, image_size]`
    pub fn forward_train(&mut self, latent: Tensor<4>) -> Tensor<4> {
        let kernels = self.kernels;
        let up = |x, UpBlock { weight, norm, conv }: &mut UpBlock| {
            let x = kernels.conv_transpose2d(x, weight.val(), *conv, Activation::Linear);
            norm.forward_train(x, norm.parameters(), 1, Activation::Relu, kernels)
        };
        let x = self.blocks.iter_mut().fold(latent, up);
        kernels.conv_transpose2d(x, self.output.val(), Conv::Stride2, Activation::Tanh)
    }

    /// Images from latents in eval mode: the running statistics are used and nothing changes. The parameters are constants,
    /// so that only the latents can get gradients.
    ///
    /// # Shapes
    /// - `latent`: `[batch, nz, 1, 1]`
    /// - result: `[batch, nc, image_size, image_size]`
    pub fn forward_eval(&self, latent: Tensor<4>) -> Tensor<4> {
        let kernels = self.kernels;
        let up = |x, UpBlock { weight, norm, conv }: &UpBlock| {
            let x = kernels.conv_transpose2d(x, constant(weight.val()), *conv, Activation::Linear);
            norm.forward_eval(x, Activation::Relu, kernels)
        };
        let x = self.blocks.iter().fold(latent, up);
        kernels.conv_transpose2d(x, constant(self.output.val()), Conv::Stride2, Activation::Tanh)
    }
}

impl StateDict for Generator {
    fn map_state(&mut self, mapper: &mut impl StateMapper) {
        for (i, block) in self.blocks.iter_mut().enumerate() {
            mapper.map(format!("main.{}.weight", 3 * i), &mut block.weight);
            block.norm.map_state(&format!("main.{}", 3 * i + 1), mapper);
        }
        mapper.map(format!("main.{}.weight", 3 * self.blocks.len()), &mut self.output);
    }
}
