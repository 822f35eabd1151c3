//! The useful work of one iteration: multiplications and additions of its convolutions.

use crate::job::Case;

const NZ: u64 = 100;
const COLOURS: u64 = 3;
/// Elements of a kernel for one input and one output channel.
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

/// netG for images of 64 × 64 pixels, from latents to colours.
fn net_g(ngf: u64) -> [Layer; 5] {
    [
        Layer { channels: [NZ, 8 * ngf], side: 1 },
        Layer { channels: [8 * ngf, 4 * ngf], side: 4 },
        Layer { channels: [4 * ngf, 2 * ngf], side: 8 },
        Layer { channels: [2 * ngf, ngf], side: 16 },
        Layer { channels: [ngf, COLOURS], side: 32 },
    ]
}

/// netD for images of 64 × 64 pixels, from colours to a logit.
fn net_d(ndf: u64) -> [Layer; 5] {
    [
        Layer { channels: [COLOURS, ndf], side: 32 },
        Layer { channels: [ndf, 2 * ndf], side: 16 },
        Layer { channels: [2 * ndf, 4 * ndf], side: 8 },
        Layer { channels: [4 * ndf, 8 * ndf], side: 4 },
        Layer { channels: [8 * ndf, 1], side: 1 },
    ]
}

/// Floating-point operations of one update of both networks.
///
/// The same for everyone: work beyond it, such as another pass through netG, makes nobody faster.
pub fn of_iteration(case: Case) -> u64 {
    let (net_g, net_d) = (net_g(case.ngf), net_d(case.ngf));
    let all = |net: &[Layer]| net.iter().map(Layer::products).sum::<u64>();
    let but_first = |net: &[Layer]| all(&net[1..]);
    let fake = all(&net_g);
    // Forwards, gradients of the weights, and of what every layer but the first was given; on real and on fake images.
    let turn_of_d = 2 * (2 * all(&net_d) + but_first(&net_d));
    // netD forwards and back to the images, its weights being constants, and on through netG.
    let turn_of_g = 2 * all(&net_d) + all(&net_g) + but_first(&net_g);
    2 * case.batch * (fake + turn_of_d + turn_of_g)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_networks_mirror_each_other_but_for_their_ends() {
        let products = |net: [Layer; 5]| net.map(|layer| layer.products());
        assert_eq!(products(net_g(1)), [12_800, 8_192, 8_192, 8_192, 49_152]);
        assert_eq!(products(net_d(1)), [49_152, 8_192, 8_192, 8_192, 128]);
    }

    #[test]
    fn an_iteration_is_counted_pass_by_pass() {
        let (g, d) = (86_528, 73_856);
        let passes = [g, 2 * d, 2 * d, 2 * (d - 49_152), d, d, g, g - 12_800];
        let smallest = Case { ngf: 1, batch: 1 };
        assert_eq!(of_iteration(smallest), 2 * passes.iter().sum::<u64>());
        assert_eq!(of_iteration(Case { ngf: 1, batch: 7 }), 7 * of_iteration(smallest));
    }
}
