//! `facegan sample`: draws faces with a trained netG.

use pollster::block_on;

use super::arguments::Sampling;
use super::backend::Processor;
use super::failure::Failure;
use super::opened::{self, OpenError};
use super::picture::PictureFile;
use facegan_core::latent::Scene;
use facegan_train::{TrainError, draw, generator};

/// Draws the faces of a seed into one picture.
///
/// # Errors
/// When the weights cannot be used, there is nothing to compute on, or the picture cannot be written.
pub fn sample(sampling: Sampling) -> Result<(), Failure> {
    let Sampling { weights, seed, count, truncation, average, out, machine } = sampling;
    let file = PictureFile::at(out)?;
    let opened = opened::open(&weights)?;
    let chosen = if average { opened::averaged(&opened) } else { opened.net_g() };
    let missing = if average { OpenError::NoAverage } else { OpenError::NoGenerator };
    let (network, state) = chosen.ok_or_else(|| missing(weights.clone()))?;
    opened::check(&weights, state, "")?;
    opened::tell(&opened);
    let processor = Processor::open(machine)?;
    let net_g = generator(network, state, &processor.compute)?;
    let picture = block_on(draw(&net_g, &Scene::Faces { seed, count: count as usize, truncation }))?;
    if let Some(fault) = processor.faults().take() {
        return Err(Failure::Gpu(TrainError::Fault(fault)));
    }
    file.write(&file.encode(&picture)?)?;
    Ok(())
}
