//! A checkpoint as the files that other tools read.

use std::path::Path;

use clap::ValueEnum;

use super::arguments::Exporting;
use super::failure::Failure;
use super::{files, opened};
use crate::config::KernelChoice;
use crate::store::cluster;
use crate::store::whole_run::{Part, WholeRun};
use crate::train::Snapshot;

/// What can be taken out of a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
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
    /// All that PyTorch continues the run with on many machines: checkpoint, settings and script; only when asked for
    Cluster,
}

impl What {
    /// The networks.
    pub const NETWORKS: [Self; 4] = [Self::NetG, Self::AveragedNetG, Self::NetD, Self::Onnx];
    /// What is taken out unless something else is asked for.
    const USUAL: [Self; 6] = [Self::NetG, Self::AveragedNetG, Self::NetD, Self::Onnx, Self::Losses, Self::Grids];

    fn of(part: &Part) -> Option<Self> {
        match part {
            Part::NetG => Some(Self::NetG),
            Part::AveragedNetG(_) => Some(Self::AveragedNetG),
            Part::NetD => Some(Self::NetD),
            Part::Onnx => Some(Self::Onnx),
            Part::Losses => Some(Self::Losses),
            Part::Grid(_) => Some(Self::Grids),
            Part::Readme | Part::Settings | Part::Checkpoint | Part::Reals(_) => None,
        }
    }
}

/// Takes a checkpoint apart.
///
/// # Errors
/// When it cannot be used, or a file cannot be written.
pub fn export(Exporting { checkpoint, out, what }: Exporting) -> Result<(), Failure> {
    let what: &[What] = if what.is_empty() { &What::USUAL } else { &what };
    let snapshot = opened::checkpoint(&checkpoint)?;
    if snapshot.average.is_none() && what == [What::AveragedNetG] {
        return Err(opened::OpenError::NoAverage(checkpoint).into());
    }
    write(snapshot, what, &out)
}

/// Writes what there is of a run, under the same names as in the page's archive.
///
/// # Errors
/// When a file cannot be written.
pub fn write(snapshot: Snapshot, what: &[What], folder: &Path) -> Result<(), Failure> {
    // No part that is written here tells of kernels or GPU.
    let run = WholeRun { snapshot, reals: None, kernels: KernelChoice::default(), adapter: String::new() };
    for part in run.parts() {
        if What::of(&part).is_some_and(|this| what.contains(&this)) {
            files::write(&folder.join(part.path()), &run.bytes(part)?)?;
        }
    }
    if what.contains(&What::Cluster) {
        for file in cluster::files(&run)? {
            files::write(&folder.join(file.name), &file.bytes)?;
        }
    }
    Ok(())
}
