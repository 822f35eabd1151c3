//! The arguments of `facegan animate`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::TypedValueParser;

use super::machine::Machine;
use super::values::{MOST_FACES, named, truncation};
use crate::latent_file;
use facegan_core::animation::{FRAME_RATES, Scale, walk_seconds};
use facegan_core::config::whole;
use facegan_core::latent::LatentSpec;

#[derive(Debug, Args)]
pub struct Animating {
    /// netG or a whole checkpoint, as .safetensors
    #[arg(long, value_name = "FILE")]
    pub weights: PathBuf,
    /// The faces to walk through, two or more: each is a seed of latents, and which of its faces, from 1; or a latent of a
    /// photo, as `invert --latent-out` and the page save it
    #[arg(long, value_name = "SEED[:FACE]|FILE.safetensors", num_args = 2.., required = true, value_parser = stop)]
    pub walk: Vec<Stop>,
    /// Length in seconds, 1 to 60 [default: 2 for each face]
    #[arg(long, value_name = "X", value_parser = walk_seconds, allow_hyphen_values = true)]
    pub seconds: Option<f32>,
    /// Frames a second
    #[arg(long, default_value = "25", value_parser = frame_rate())]
    pub fps: u32,
    /// Lead back to the first face, so that the film can repeat without a break
    #[arg(long = "loop")]
    pub loops: bool,
    /// Slow down at each face
    #[arg(long)]
    pub ease: bool,
    /// How many times larger than netG's images, by a smooth filter
    #[arg(long, default_value = "4", value_parser = scale())]
    pub scale: Scale,
    /// Largest magnitude of a latent's component, 0.3 to 3; larger ones are drawn again [default: take them all]
    #[arg(long, value_name = "X", value_parser = truncation, allow_hyphen_values = true)]
    pub truncation: Option<f32>,
    /// Draw with the moving average of netG that the checkpoint holds
    #[arg(long)]
    pub average: bool,
    /// A file that ends with .gif, or a folder for frame-0001.png and so on: a new one, or an empty one
    #[arg(long, value_name = "FILE.gif|DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub machine: Machine,
}

/// A face to walk through.
#[derive(Debug, Clone, PartialEq)]
pub enum Stop {
    /// A face of a seed.
    Face(LatentSpec),
    /// A file with a latent.
    File(PathBuf),
}

/// A face as the page names it: `7:3` is face 3 of seed 7, `7` its first; or the path of a latent.
fn stop(text: &str) -> Result<Stop, String> {
    let path = PathBuf::from(text);
    if latent_file::is_named_so(&path) {
        return Ok(Stop::File(path));
    }
    let (seed, face) = text.split_once(':').unwrap_or((text, "1"));
    let seed = whole(seed, 0, u32::MAX as usize).map_err(|error| format!("the seed {error}"))? as u32;
    let face = whole(face, 1, MOST_FACES).map_err(|error| format!("the face {error}"))?;
    Ok(Stop::Face(LatentSpec { seed, index: face - 1, truncation: None }))
}

fn frame_rate() -> impl TypedValueParser<Value = u32> {
    named(FRAME_RATES.map(|rate| (rate.to_string(), rate)))
}

fn scale() -> impl TypedValueParser<Value = Scale> {
    named(Scale::ALL.map(|scale| (scale.factor().to_string(), scale)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_is_a_face_as_the_page_counts() {
        let face = |seed, index| Ok(Stop::Face(LatentSpec { seed, index, truncation: None }));
        assert_eq!(["7:3", "12"].map(stop), [face(7, 2), face(12, 0)]);
    }

    #[test]
    fn a_stop_may_be_a_file() {
        for path in ["latent.safetensors", "found/12:3.SafeTensors", "C:\\7.safetensors"] {
            assert_eq!(stop(path), Ok(Stop::File(path.into())));
        }
        assert!(stop("latent.npy").is_err());
    }
}
