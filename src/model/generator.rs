use burn::module::Module;
use burn::nn::Initializer;
use burn::nn::conv::{ConvTranspose2d, ConvTranspose2dConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use rand::Rng;

use super::init::normal;
use super::tanh::tanh;
use super::{BatchNorm, KERNEL, StateDict, StateMapper, inner_layers};
use crate::config::{CHANNELS, TrainConfig};

/// The tutorial's netG: from a latent vector to an image in [-1, 1].
#[derive(Module, Debug)]
pub struct Generator {
    blocks: Vec<UpBlock>,
    output: ConvTranspose2d,
}

#[derive(Module, Debug)]
struct UpBlock {
    conv: ConvTranspose2d,
    norm: BatchNorm,
}

impl Generator {
    /// A network with the tutorial's initial weights, drawn from `rng`.
    pub fn new(config: &TrainConfig, rng: &mut impl Rng, device: &Device) -> Self {
        let inner = inner_layers(config.image_size);
        let mut channels = config.ngf << inner;
        let mut blocks = vec![UpBlock {
            conv: conv([config.nz, channels], Place::First, rng, device),
            norm: BatchNorm::new(channels, rng, device),
        }];
        for _ in 0..inner {
            let halved = channels / 2;
            blocks.push(UpBlock {
                conv: conv([channels, halved], Place::Later, rng, device),
                norm: BatchNorm::new(halved, rng, device),
            });
            channels = halved;
        }
        Self { blocks, output: conv([channels, CHANNELS], Place::Later, rng, device) }
    }

    /// Images from latents in train mode: batch statistics are used and the running ones move.
    ///
    /// # Shapes
    /// - `latent`: `[batch, nz, 1, 1]`
    /// - result: `[batch, 3, image_size, image_size]`
    pub fn forward_train(&mut self, latent: Tensor<4>) -> Tensor<4> {
        let up = |x, block: &mut UpBlock| relu(block.norm.forward_train(block.conv.forward(x)));
        tanh(self.output.forward(self.blocks.iter_mut().fold(latent, up)))
    }

    /// Images from latents in eval mode: the running statistics are used and nothing changes.
    ///
    /// # Shapes
    /// - `latent`: `[batch, nz, 1, 1]`
    /// - result: `[batch, 3, image_size, image_size]`
    pub fn forward_eval(&self, latent: Tensor<4>) -> Tensor<4> {
        let up = |x, block: &UpBlock| relu(block.norm.forward_eval(block.conv.forward(x)));
        tanh(self.output.forward(self.blocks.iter().fold(latent, up)))
    }
}

impl StateDict for Generator {
    fn map_state(&mut self, mapper: &mut impl StateMapper) {
        for (i, block) in self.blocks.iter_mut().enumerate() {
            mapper.map(format!("main.{}.weight", 3 * i), &mut block.conv.weight);
            block.norm.map_state(&format!("main.{}", 3 * i + 1), mapper);
        }
        mapper.map(format!("main.{}.weight", 3 * self.blocks.len()), &mut self.output.weight);
    }
}

/// Where a transposed convolution stands: the first makes 4×4 of 1×1, each later one doubles the side.
enum Place {
    First,
    Later,
}

fn conv(channels: [usize; 2], place: Place, rng: &mut impl Rng, device: &Device) -> ConvTranspose2d {
    let (stride, padding) = match place {
        Place::First => (1, 0),
        Place::Later => (2, 1),
    };
    let config = ConvTranspose2dConfig::new(channels, KERNEL)
        .with_stride([stride; 2])
        .with_padding([padding; 2])
        .with_bias(false)
        .with_initializer(Initializer::Zeros);
    let weight = normal([channels[0], channels[1], KERNEL[0], KERNEL[1]], 0.0, rng, device);
    ConvTranspose2d { weight, ..config.init(device) }
}
