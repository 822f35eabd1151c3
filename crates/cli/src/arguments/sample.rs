//! The arguments of `facegan sample`.

use std::path::PathBuf;

use clap::Args;

use super::machine::Machine;
use super::values::{MOST_FACES, truncation, within};

#[derive(Debug, Args)]
pub struct Sampling {
    /// netG or a whole checkpoint, as .safetensors
    #[arg(long, value_name = "FILE")]
    pub weights: PathBuf,
    /// Seed of the latents; the page draws the same faces from it
    #[arg(long, default_value_t = 999, value_parser = within(0, u32::MAX as usize), allow_hyphen_values = true)]
    pub seed: u32,
    /// How many faces, in rows of eight
    #[arg(long, default_value_t = 64, value_parser = within(1, MOST_FACES), allow_hyphen_values = true)]
    pub count: u32,
    /// Largest magnitude of a latent's component, 0.3 to 3; larger ones are drawn again [default: take them all]
    #[arg(long, value_name = "X", value_parser = truncation, allow_hyphen_values = true)]
    pub truncation: Option<f32>,
    /// Draw with the moving average of netG that the checkpoint holds
    #[arg(long)]
    pub average: bool,
    /// The picture to write: PNG, or what its ending says (.png, .jpg, .jpeg, .webp)
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[command(flatten)]
    pub machine: Machine,
}
