use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{Initializer, PaddingConfig2d};
use burn::tensor::activation::leaky_relu;
use burn::tensor::{Device, Tensor};
use rand::Rng;

use super::init::normal;
use super::{BatchNorm, KERNEL, StateDict, StateMapper, inner_layers};
use crate::config::{CHANNELS, TrainConfig};

/// Slope of every LeakyReLU below zero.
const SLOPE: f64 = 0.2;

/// The tutorial's netD: from an image to the logit of its being real.
///
/// The tutorial's netD ends in a sigmoid; here that is part of the loss, which needs both sides of it.
#[derive(Module, Debug)]
pub struct Discriminator {
    input: Conv2d,
    blocks: Vec<DownBlock>,
    output: Conv2d,
}

#[derive(Module, Debug)]
struct DownBlock {
    conv: Conv2d,
    norm: BatchNorm,
}

impl Discriminator {
    /// A network with the tutorial's initial weights, drawn from `rng`.
    pub fn new(config: &TrainConfig, rng: &mut impl Rng, device: &Device) -> Self {
        let input = conv([CHANNELS, config.ndf], Place::Earlier, rng, device);
        let mut channels = config.ndf;
        let mut blocks = Vec::new();
        for _ in 0..inner_layers(config.image_size) {
            let doubled = channels * 2;
            blocks.push(DownBlock {
                conv: conv([channels, doubled], Place::Earlier, rng, device),
                norm: BatchNorm::new(doubled, rng, device),
            });
            channels = doubled;
        }
        Self { input, blocks, output: conv([channels, 1], Place::Last, rng, device) }
    }

    /// Logits of images in train mode: batch statistics are used and the running ones move.
    ///
    /// # Shapes
    /// - `images`: `[batch, 3, image_size, image_size]`
    /// - result: `[batch]`
    pub fn forward_train(&mut self, images: Tensor<4>) -> Tensor<1> {
        let x = leaky_relu(self.input.forward(images), SLOPE);
        let down = |x, block: &mut DownBlock| leaky_relu(block.norm.forward_train(block.conv.forward(x)), SLOPE);
        self.output.forward(self.blocks.iter_mut().fold(x, down)).flatten(0, 3)
    }
}

impl StateDict for Discriminator {
    fn map_state(&mut self, mapper: &mut impl StateMapper) {
        mapper.map("main.0.weight".into(), &mut self.input.weight);
        for (i, block) in self.blocks.iter_mut().enumerate() {
            mapper.map(format!("main.{}.weight", 3 * i + 2), &mut block.conv.weight);
            block.norm.map_state(&format!("main.{}", 3 * i + 3), mapper);
        }
        mapper.map(format!("main.{}.weight", 3 * self.blocks.len() + 2), &mut self.output.weight);
    }
}

/// Where a convolution stands: each earlier one halves the side, the last makes 1×1 of 4×4.
enum Place {
    Earlier,
    Last,
}

fn conv(channels: [usize; 2], place: Place, rng: &mut impl Rng, device: &Device) -> Conv2d {
    let (stride, padding) = match place {
        Place::Earlier => (2, PaddingConfig2d::Explicit(1, 1, 1, 1)),
        Place::Last => (1, PaddingConfig2d::Valid),
    };
    let config = Conv2dConfig::new(channels, KERNEL)
        .with_stride([stride; 2])
        .with_padding(padding)
        .with_bias(false)
        .with_initializer(Initializer::Zeros);
    let weight = normal([channels[1], channels[0], KERNEL[0], KERNEL[1]], 0.0, rng, device);
    Conv2d { weight, ..config.init(device) }
}
