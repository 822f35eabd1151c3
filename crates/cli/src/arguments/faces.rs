//! The arguments of `facegan faces`.

use std::path::PathBuf;

use clap::Args;

use super::photos::Reading;
use facegan_core::config::{Field, Invalid, TrainConfig};

#[derive(Debug, Args)]
pub struct FaceCutting {
    /// Folders of photos, .zip archives of them, or photos
    #[arg(long, value_name = "PATH", num_args = 1.., required = true)]
    pub data: Vec<PathBuf>,
    /// Folder for the faces as PNG, and for faces.csv, which says where they were found: a new one, or an empty one
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Side of the faces in pixels
    #[arg(long, value_name = "VALUE", default_value = "64", value_parser = image_size, allow_hyphen_values = true)]
    pub image_size: usize,
    #[command(flatten)]
    pub reading: Reading,
}

fn image_size(text: &str) -> Result<usize, Invalid> {
    let mut config = TrainConfig::default();
    config.set(Field::ImageSize, text).map(|()| config.image_size)
}
