//! The layers of both networks, with their sizes.

use super::inner_layers;
use facegan_core::config::TrainConfig;
use facegan_kernels::Conv;

/// A convolution or its transpose, with weights `[low channels, high channels, 4, 4]` (see [`Conv`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    /// Stride and padding.
    pub conv: Conv,
    /// Channels of the high-resolution image: the input of netD's layer, the output of netG's.
    pub high_channels: usize,
    /// Channels of the low-resolution image.
    pub low_channels: usize,
    /// Side of the low-resolution image in pixels.
    pub low_side: usize,
    /// Whether a batch normalisation follows.
    pub norm: bool,
}

impl Layer {
    /// Side of the high-resolution image in pixels.
    pub fn high_side(&self) -> usize {
        self.conv.high_side(self.low_side)
    }
}

/// netG's transposed convolutions, from the latent on.
pub fn net_g_layers(config: &TrainConfig) -> Vec<Layer> {
    let mut layers = stride2(config, config.ngf);
    let last = layers.len() - 1;
    // All but the outermost, which makes the image.
    layers.iter_mut().take(last).for_each(|layer| layer.norm = true);
    layers.insert(0, Layer { norm: true, ..valid4x4(config.image_size, config.ngf, config.nz) });
    layers
}

/// netD's convolutions, from the image on.
pub fn net_d_layers(config: &TrainConfig) -> Vec<Layer> {
    let mut layers = stride2(config, config.ndf);
    layers.reverse();
    layers.iter_mut().skip(1).for_each(|layer| layer.norm = true);
    layers.push(valid4x4(config.image_size, config.ndf, 1));
    layers
}

/// The layers of stride 2, from the innermost on.
fn stride2(&TrainConfig { image_size, nc, .. }: &TrainConfig, features: usize) -> Vec<Layer> {
    let layer = |high_channels, low_channels, low_side| Layer {
        conv: Conv::Stride2,
        high_channels,
        low_channels,
        low_side,
        norm: false,
    };
    let inner = (0..inner_layers(image_size)).map(|i| {
        let channels = features << i;
        layer(channels, 2 * channels, image_size >> (i + 2))
    });
    let mut layers: Vec<_> = inner.rev().collect();
    layers.push(layer(nc, features, image_size / 2));
    layers
}

fn valid4x4(image_size: usize, features: usize, low_channels: usize) -> Layer {
    let high_channels = features << inner_layers(image_size);
    Layer { conv: Conv::Valid, high_channels, low_channels, low_side: 1, norm: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Network;
    use facegan_core::config::{IMAGE_SIZES, NC};

    /// The shapes of the convolutions in a state dict.
    fn shapes(network: Network) -> Vec<Vec<usize>> {
        network.shapes().into_iter().map(|(_, shape)| shape).filter(|shape| shape.len() == 4).collect()
    }

    #[test]
    fn the_layers_are_those_of_the_state_dicts() {
        for (image_size, nc) in IMAGE_SIZES.into_iter().flat_map(|size| NC.map(|nc| (size, nc))) {
            let config = TrainConfig { image_size, nc, ngf: 3, ndf: 5, nz: 7, ..TrainConfig::default() };
            let weights = |layers: Vec<Layer>| -> Vec<_> {
                layers.iter().map(|layer| vec![layer.low_channels, layer.high_channels, 4, 4]).collect()
            };
            assert_eq!(weights(net_g_layers(&config)), shapes(Network::Generator { image_size, nc, nz: 7, ngf: 3 }));
            assert_eq!(
                weights(net_d_layers(&config)),
                shapes(Network::Discriminator { image_size, nc, ndf: 5, spectral_norm: false })
            );
        }
    }

    #[test]
    fn sides_go_from_the_image_to_a_single_pixel_and_back() {
        let sides = |layers: Vec<Layer>| layers.iter().map(|layer| (layer.low_side, layer.norm)).collect::<Vec<_>>();
        let config = TrainConfig { image_size: 64, ..TrainConfig::default() };
        assert_eq!(sides(net_d_layers(&config)), [(32, false), (16, true), (8, true), (4, true), (1, false)]);
        assert_eq!(sides(net_g_layers(&config)), [(1, true), (4, true), (8, true), (16, true), (32, false)]);
    }
}
