//! The arguments of `facegan invert`.

use std::path::PathBuf;

use clap::Args;

use super::machine::Machine;
use super::values::within;
use facegan_core::config::Crop;

#[derive(Debug, Args)]
pub struct Inverting {
    /// netG or a whole checkpoint, as .safetensors
    #[arg(long, value_name = "FILE")]
    pub weights: PathBuf,
    /// The photo
    #[arg(long, value_name = "FILE")]
    pub photo: PathBuf,
    /// Part of the photo: faces and auto take its largest face, or the centre where there is none [default: the
    /// checkpoint's, or auto]
    #[arg(long, value_name = "VALUE")]
    pub crop: Option<Crop>,
    /// Search with the moving average of netG that the checkpoint holds
    #[arg(long)]
    pub average: bool,
    /// Seed of the random faces that the search begins with
    #[arg(long, default_value_t = 999, value_parser = within(0, u32::MAX as usize), allow_hyphen_values = true)]
    pub seed: u32,
    /// A picture of the photo's part and the face that was found, side by side: PNG, or what its ending says (.png, .jpg,
    /// .jpeg, .webp)
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The latent that was found, as .safetensors for `animate --walk`, the page and PyTorch: a new file
    #[arg(long, value_name = "FILE")]
    pub latent_out: Option<PathBuf>,
    /// Print JSON with the latent, for programs
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub machine: Machine,
}
