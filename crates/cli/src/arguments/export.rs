//! The arguments of `facegan export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub struct Exporting {
    /// The checkpoint of a run; for the page alone, netG.safetensors will do
    #[arg(long, value_name = "FILE")]
    pub checkpoint: PathBuf,
    /// Folder for the files
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Which files, with commas between [default: all but those that are only written when asked for]
    #[arg(long, value_enum, value_delimiter = ',')]
    pub what: Vec<ExportPart>,
}

/// What can be taken out of a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportPart {
    /// netG's state dict
    #[value(name = "netG")]
    NetG,
    /// The moving average of netG's weights, where the run keeps one
    #[value(name = "netG_ema")]
    AveragedNetG,
    /// netD's state dict
    #[value(name = "netD")]
    NetD,
    /// netG in eval mode as ONNX
    Onnx,
    /// The numbers of every iteration as CSV
    Losses,
    /// The sample grids as PNG
    Grids,
    /// One HTML file that draws faces with netG, in any browser and without a network; only when asked for
    Page,
    /// The same with the moving average of netG's weights, where the run keeps one; only when asked for
    #[value(name = "page_ema")]
    AveragedPage,
    /// All that PyTorch continues the run with on many machines: checkpoint, settings and script; only when asked for
    Cluster,
}

impl ExportPart {
    /// The networks.
    pub const NETWORKS: [Self; 4] = [Self::NetG, Self::AveragedNetG, Self::NetD, Self::Onnx];
    /// What is taken out unless something else is asked for.
    pub const USUAL: [Self; 6] = [Self::NetG, Self::AveragedNetG, Self::NetD, Self::Onnx, Self::Losses, Self::Grids];
}
