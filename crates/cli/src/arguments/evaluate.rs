//! The arguments of `facegan evaluate`.

use std::path::PathBuf;

use clap::Args;

use super::machine::Machine;
use super::photos::{PhotoSource, Reading};
use super::values::within;
use facegan_core::config::Crop;

#[derive(Debug, Args)]
pub struct Evaluating {
    /// netG or a whole checkpoint, as .safetensors; the moving average of a checkpoint's netG is evaluated too
    #[arg(long, value_name = "FILE")]
    pub weights: PathBuf,
    #[command(flatten)]
    pub source: PhotoSource,
    #[command(flatten)]
    pub reading: Reading,
    /// Crop of each photo: faces, centre or auto [default: the checkpoint's, or auto]
    #[arg(long, value_name = "VALUE")]
    pub crop: Option<Crop>,
    /// Images to draw; numbers can be compared where they are of as many images
    #[arg(long, default_value_t = 1000, value_parser = within(1, 50_000), allow_hyphen_values = true)]
    pub count: u32,
    /// Seed of the latents, and of all that is drawn to compare images
    #[arg(long, default_value_t = 999, value_parser = within(0, u32::MAX as usize), allow_hyphen_values = true)]
    pub seed: u32,
    /// Print JSON, for programs
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub machine: Machine,
}
