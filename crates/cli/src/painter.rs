//! netG of a file, ready to draw.

use std::path::Path;

use pollster::block_on;

use super::arguments::Machine;
use super::backend::Processor;
use super::failure::Failure;
use super::opened::{self, OpenError};
use facegan_core::images::Picture;
use facegan_core::latent::Scene;
use facegan_model::Generator;
use facegan_train::{TrainError, draw, generator};

/// A netG with what computes it.
pub struct Painter {
    net_g: Generator,
    processor: Processor,
}

impl Painter {
    /// The netG of a file, or the moving average of a checkpoint's; says on the terminal what a person should know of it.
    ///
    /// # Errors
    /// When the weights cannot be used, or there is nothing to compute on.
    pub fn open(weights: &Path, average: bool, machine: Machine) -> Result<Self, Failure> {
        let opened = opened::open(weights)?;
        let chosen = if average { opened::averaged(&opened) } else { opened.net_g() };
        let missing = if average { OpenError::NoAverage } else { OpenError::NoGenerator };
        let (network, state) = chosen.ok_or_else(|| missing(weights.to_owned()))?;
        opened::check(weights, state, "")?;
        opened::tell(&opened);
        let processor = Processor::open(machine)?;
        let net_g = generator(network, state, &processor.compute)?;
        Ok(Self { net_g, processor })
    }

    /// Draws a scene.
    ///
    /// # Errors
    /// When the GPU fails.
    pub fn draw(&self, scene: &Scene) -> Result<Picture, Failure> {
        let picture = block_on(draw(&self.net_g, scene))?;
        match self.processor.faults().take() {
            Some(fault) => Err(Failure::Gpu(TrainError::Fault(fault))),
            None => Ok(picture),
        }
    }
}
