//! netG of a file, ready to draw.

use std::path::Path;

use pollster::block_on;

use super::arguments::Machine;
use super::backend::Processor;
use super::failure::Failure;
use super::opened::{self, OpenError};
use facegan_core::config::Crop;
use facegan_core::images::Picture;
use facegan_core::latent::Scene;
use facegan_model::Generator;
use facegan_train::{draw, generator};

/// A netG with what computes it.
pub struct Painter {
    net_g: Generator,
    processor: Processor,
    /// Of the run, where the file is a checkpoint.
    crop: Option<Crop>,
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
        let crop = opened.snapshot().map(|run| run.config.crop);
        Ok(Self { net_g, processor, crop })
    }

    /// The netG.
    pub fn net_g(&self) -> &Generator {
        &self.net_g
    }

    /// The crop of the run whose checkpoint the file is.
    pub fn crop(&self) -> Option<Crop> {
        self.crop
    }

    /// Checks that what was computed can be trusted.
    ///
    /// # Errors
    /// When the GPU has reported an error by itself.
    pub fn check(&self) -> Result<(), Failure> {
        self.processor.check_faults().map_err(Failure::Gpu)
    }

    /// Draws a scene.
    ///
    /// # Errors
    /// When the GPU fails.
    pub fn draw(&self, scene: &Scene) -> Result<Picture, Failure> {
        let picture = block_on(draw(&self.net_g, scene))?;
        self.check().map(|()| picture)
    }
}
