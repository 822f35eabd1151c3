//! `facegan sample`: draws faces with a trained netG.

use super::arguments::Sampling;
use super::failure::Failure;
use super::painter::Painter;
use super::picture::PictureFile;
use facegan_core::latent::Scene;

/// Draws the faces of a seed into one picture.
///
/// # Errors
/// When the weights cannot be used, there is nothing to compute on, or the picture cannot be written.
pub fn sample(sampling: Sampling) -> Result<(), Failure> {
    let Sampling { weights, seed, count, truncation, average, out, machine } = sampling;
    let file = PictureFile::at(out)?;
    let painter = Painter::open(&weights, average, machine)?;
    let picture = painter.draw(&Scene::Faces { seed, count: count as usize, truncation })?;
    file.write(&file.encode(&picture)?)?;
    Ok(())
}
