//! The arguments of `facegan inspect`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct Inspecting {
    /// A checkpoint, or netG's or netD's weights
    pub file: PathBuf,
    /// Print JSON, for programs
    #[arg(long)]
    pub json: bool,
}
