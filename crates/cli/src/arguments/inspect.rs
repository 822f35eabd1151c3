//! The arguments of `facegan inspect`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct Inspecting {
    /// A checkpoint, netG's or netD's weights, or a latent
    pub file: PathBuf,
    /// Print JSON, for programs
    #[arg(long)]
    pub json: bool,
}
