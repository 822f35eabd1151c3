//! The arguments of `facegan train`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::TypedValueParser;

use super::machine::Machine;
use super::photos::{PhotoSource, Reading};
use super::values::named;
use crate::settings::Settings;
use facegan_core::config::Preset;
use facegan_core::tuning::TileChoice;

#[derive(Debug, Args)]
pub struct Training {
    #[command(flatten)]
    pub source: PhotoSource,
    #[command(flatten)]
    pub reading: Reading,
    /// Folder for all that comes of the run: checkpoint, losses, log, sample grids, weights
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Go on with the run of this checkpoint, saved by the command or the page
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    #[command(flatten)]
    pub machine: Machine,
    /// Tiles that own and mixed kernels compute convolutions in on a GPU, which change how fast they are and nothing else:
    /// measured, default, or those that a measurement printed
    #[arg(long, value_name = "TILES", default_value_t = TileChoice::Measured)]
    pub tiles: TileChoice,
    /// Do not measure how good netG is (quality.csv, best.safetensors); that takes less than 3 % of a long run's time and
    /// changes nothing of it
    #[arg(long)]
    pub no_quality: bool,
    /// Settings that go well together; those given beside it take their place
    #[arg(long, value_parser = preset(), ignore_case = true, conflicts_with = "resume", default_value = "tutorial")]
    pub preset: Preset,
    #[command(flatten)]
    pub settings: Settings,
}

/// Reads the name of a preset.
fn preset() -> impl TypedValueParser<Value = Preset> {
    named(Preset::ALL.map(|preset| (preset.label().to_lowercase(), preset)))
}
