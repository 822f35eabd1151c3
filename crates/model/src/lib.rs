//! The tutorial's two networks as Burn modules, and nothing else.
//!
//! Every layer is a 4×4 convolution without bias. A network for images of side `s` has `log2(s) - 3` layers between
//! its first and its last, so each doubling of the side adds one.

mod constant;
mod discriminator;
mod generator;
mod host;
mod init;
mod layers;
#[cfg(test)]
mod loops;
mod network;
mod norm;
mod spectral_norm;
mod state;

pub use discriminator::{Discriminator, Learner};
pub use generator::Generator;
pub use host::{ReadError, all_values, next_stamp, to_host, values};
pub use layers::{Layer, net_d_layers, net_g_layers};
pub use network::{Network, NetworkError};
pub use norm::BatchNorm;
pub use spectral_norm::SpectralNorm;
pub use state::{HostTensor, StateDict, StateMapper, StateMismatch, StateTensor, check_finite};

/// Side of every convolution's kernel.
pub const KERNEL: usize = 4;

/// Layers that double (netG) or halve (netD) the image between the first layer and the last.
fn inner_layers(image_size: usize) -> usize {
    image_size.ilog2() as usize - 3
}
