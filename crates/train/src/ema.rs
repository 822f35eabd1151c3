//! The exponential moving average (EMA) of netG.

use std::vec::IntoIter;

use burn::module::{Module, Param};
use burn::tensor::Tensor;

use super::noise::Stream;
use facegan_core::config::TrainConfig;
use facegan_kernels::Compute;
use facegan_model::{Generator, HostTensor, StateDict, StateMapper, StateMismatch, StateTensor};

/// The exponential moving average of every entry of netG's state dict, running statistics included, as BigGAN-PyTorch's
/// `ema` keeps it (<https://github.com/ajbrock/BigGAN-PyTorch>). It begins as a copy of netG; after each update
///
/// average ← decay · average + (1 − decay) · netG
#[derive(Debug)]
pub struct Ema {
    decay: f64,
    net_g: Generator,
}

impl Ema {
    /// The average of a run before its first iteration; `None` where the settings ask for none.
    pub fn of(config: &TrainConfig, compute: &Compute) -> Option<Self> {
        // Not cloned, because Adam updates netG's weights in place and a clone would change with them.
        let net_g = || Generator::new(config, &mut Stream::Weights.rng(config.seed), compute).no_grad();
        (config.ema_decay > 0.0).then(|| Self { decay: config.ema_decay, net_g: net_g() })
    }

    /// The averaged netG.
    pub fn net_g(&self) -> &Generator {
        &self.net_g
    }

    /// Replaces every entry.
    ///
    /// # Errors
    /// When they are not netG's.
    pub fn load(&mut self, state: &[HostTensor]) -> Result<(), StateMismatch> {
        self.net_g.load(state)
    }

    /// Updates the average, after an update of netG.
    pub fn follow(&mut self, net_g: &Generator) {
        self.net_g.map_state(&mut Blend { decay: self.decay, state: net_g.state().into_iter() });
    }
}

/// Moves every entry towards that of another network, whose entries come in the same order.
struct Blend {
    decay: f64,
    state: IntoIter<StateTensor>,
}

impl StateMapper for Blend {
    fn map<const D: usize>(&mut self, _: String, entry: &mut Param<Tensor<D>>) {
        let Some(StateTensor { values, .. }) = self.state.next() else { return };
        let blend = |old: Tensor<D>| {
            let new = values.inner().reshape(old.dims());
            Tensor::from_inner(old.inner().mul_scalar(self.decay) + new.mul_scalar(1.0 - self.decay))
        };
        *entry = entry.clone().map(blend);
    }
}
