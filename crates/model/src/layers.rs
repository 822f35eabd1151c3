//! The layers of both networks by their sizes.

use super::inner_layers;
use facegan_core::config::{CHANNELS, TrainConfig};
use facegan_kernels::Conv;

/// A convolution, or a transposed one, of weights `[coarse, fine, 4, 4]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    pub geometry: Conv,
    pub fine: usize,
    pub coarse: usize,
    /// Of the coarse image.
    pub side: usize,
    /// Whether a batch normalisation follows.
    pub norm: bool,
}

impl Layer {
    /// Side of the fine image.
    pub fn fine_side(&self) -> usize {
        self.geometry.fine_side(self.side)
    }
}

/// netG's transposed convolutions, from the latent on.
pub fn net_g_layers(config: &TrainConfig) -> Vec<Layer> {
    let mut layers = conv2d(config.image_size, config.ngf);
    let last = layers.len() - 1;
    // All but the outermost, which makes the image.
    layers.iter_mut().take(last).for_each(|layer| layer.norm = true);
    layers.insert(0, Layer { norm: true, ..valid4x4(config.image_size, config.ngf, config.nz) });
    layers
}

/// netD's convolutions, from the image on.
pub fn net_d_layers(config: &TrainConfig) -> Vec<Layer> {
    let mut layers = conv2d(config.image_size, config.ndf);
    layers.reverse();
    layers.iter_mut().skip(1).for_each(|layer| layer.norm = true);
    layers.push(valid4x4(config.image_size, config.ndf, 1));
    layers
}

/// Those that halve an image, from the innermost on.
fn conv2d(image_size: usize, features: usize) -> Vec<Layer> {
    let layer = |fine, coarse, side| Layer { geometry: Conv::Stride2, fine, coarse, side, norm: false };
    let inner = (0..inner_layers(image_size)).map(|i| {
        let channels = features << i;
        layer(channels, 2 * channels, image_size >> (i + 2))
    });
    let mut layers: Vec<_> = inner.rev().collect();
    layers.push(layer(CHANNELS, features, image_size / 2));
    layers
}

fn valid4x4(image_size: usize, features: usize, coarse: usize) -> Layer {
    Layer { geometry: Conv::Valid, fine: features << inner_layers(image_size), coarse, side: 1, norm: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Network;

    /// The shapes of the convolutions in a state dict.
    fn shapes(network: Network) -> Vec<Vec<usize>> {
        network.shapes().into_iter().map(|(_, shape)| shape).filter(|shape| shape.len() == 4).collect()
    }

    #[test]
    fn the_layers_are_those_of_the_state_dicts() {
        for image_size in [32, 64, 128] {
            let config = TrainConfig { image_size, ngf: 3, ndf: 5, nz: 7, ..TrainConfig::default() };
            let weights = |layers: Vec<Layer>| -> Vec<_> {
                layers.iter().map(|layer| vec![layer.coarse, layer.fine, 4, 4]).collect()
            };
            assert_eq!(weights(net_g_layers(&config)), shapes(Network::Generator { image_size, nz: 7, ngf: 3 }));
            assert_eq!(weights(net_d_layers(&config)), shapes(Network::Discriminator { image_size, ndf: 5 }));
        }
    }

    #[test]
    fn sides_go_from_the_image_to_a_single_pixel_and_back() {
        let sides = |layers: Vec<Layer>| layers.iter().map(|layer| (layer.side, layer.norm)).collect::<Vec<_>>();
        let config = TrainConfig { image_size: 64, ..TrainConfig::default() };
        assert_eq!(sides(net_d_layers(&config)), [(32, false), (16, true), (8, true), (4, true), (1, false)]);
        assert_eq!(sides(net_g_layers(&config)), [(1, true), (4, true), (8, true), (16, true), (32, false)]);
    }
}
