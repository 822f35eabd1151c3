//! The useful work of one iteration: multiplications and additions of its convolutions.

use crate::config::TrainConfig;

/// Weights of a 4×4 kernel, for one input and one output channel.
const KERNEL: u64 = 4 * 4;

/// A convolution of netD, or a transposed one of netG.
struct Layer {
    channels: [u64; 2],
    /// Side of its smaller image: netD's output, netG's input.
    side: u64,
}

impl Layer {
    /// Multiplications for one image, as many forwards as in either gradient.
    fn products(&self) -> u64 {
        self.channels[0] * self.channels[1] * KERNEL * self.side * self.side
    }
}

/// netG from latents to colours: `nz → ngf · 2ⁿ → … → ngf → nc` channels. `net_d` with its ends exchanged.
fn net_g(config: &TrainConfig) -> Vec<Layer> {
    layers(config.image_size, [config.nc, config.ngf, config.nz].map(|channels| channels as u64)).rev().collect()
}

/// netD from colours to a logit: `nc → ndf → … → ndf · 2ⁿ → 1` channels.
fn net_d(config: &TrainConfig) -> Vec<Layer> {
    layers(config.image_size, [config.nc, config.ndf, 1].map(|channels| channels as u64)).collect()
}

/// Layers from images of `image_size` to `last` channels of one pixel, with `features` channels behind the first and twice
/// as many behind each further one.
fn layers(image_size: usize, [first, features, last]: [u64; 3]) -> impl DoubleEndedIterator<Item = Layer> {
    let strided = image_size.ilog2() - 2;
    (0..=strided).map(move |i| Layer {
        channels: [if i == 0 { first } else { features << (i - 1) }, if i == strided { last } else { features << i }],
        side: if i == strided { 1 } else { image_size as u64 >> (i + 1) },
    })
}

/// Floating-point operations of one update of both networks.
///
/// Work beyond it, such as another pass through netG, is not counted: it trains nothing.
pub fn of_iteration(config: &TrainConfig) -> u64 {
    let (net_g, net_d) = (net_g(config), net_d(config));
    let all = |net: &[Layer]| net.iter().map(Layer::products).sum::<u64>();
    let but_first = |net: &[Layer]| all(&net[1..]);
    let fake = all(&net_g);
    // Forwards, gradients of the weights, and of what every layer but the first was given; on real and on fake images.
    let turn_of_d = 2 * (2 * all(&net_d) + but_first(&net_d));
    // netD forwards and back to the images, its weights being constants, and on through netG.
    let turn_of_g = 2 * all(&net_d) + all(&net_g) + but_first(&net_g);
    2 * config.batch_size as u64 * (fake + turn_of_d + turn_of_g)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(image_size: usize, features: usize, batch_size: usize) -> TrainConfig {
        TrainConfig { image_size, ngf: features, ndf: features, batch_size, ..TrainConfig::default() }
    }

    #[test]
    fn the_networks_mirror_each_other_but_for_their_ends() {
        let products = |net: Vec<Layer>| net.iter().map(Layer::products).collect::<Vec<_>>();
        assert_eq!(products(net_g(&config(64, 1, 1))), [12_800, 8_192, 8_192, 8_192, 49_152]);
        assert_eq!(products(net_d(&config(64, 1, 1))), [49_152, 8_192, 8_192, 8_192, 128]);
        assert_eq!(products(net_d(&config(32, 1, 1))), [12_288, 2_048, 2_048, 64]);
        assert_eq!(net_g(&config(128, 8, 1)).len(), 6);
    }

    #[test]
    fn an_iteration_is_counted_pass_by_pass() {
        let (g, d) = (86_528, 73_856);
        let passes = [g, 2 * d, 2 * d, 2 * (d - 49_152), d, d, g, g - 12_800];
        assert_eq!(of_iteration(&config(64, 1, 1)), 2 * passes.iter().sum::<u64>());
        assert_eq!(of_iteration(&config(64, 1, 7)), 7 * of_iteration(&config(64, 1, 1)));
    }
}
