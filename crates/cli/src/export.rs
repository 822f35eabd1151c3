//! A checkpoint as the files that other tools read.

use clap::ValueEnum;

use super::arguments::Exporting;
use super::claim::Claim;
use super::failure::Failure;
use super::{folder, opened};
use facegan_core::config::KernelChoice;
use facegan_store::cluster;
use facegan_store::whole_run::{Part, WholeRun};
use facegan_train::Snapshot;

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

/// Takes a checkpoint apart. Files in the folder that facegan did not write stay, and so does the checkpoint of another
/// run, or of this one further on.
///
/// # Errors
/// When it cannot be used, or a file cannot be written.
pub fn export(Exporting { checkpoint, out, what }: Exporting) -> Result<(), Failure> {
    let what: &[What] = if what.is_empty() { &What::USUAL } else { &what };
    let snapshot = opened::checkpoint(&checkpoint)?;
    if snapshot.ema.is_none() && what == [What::AveragedNetG] {
        return Err(opened::OpenError::NoAverage(checkpoint).into());
    }
    let run = whole(snapshot);
    let cluster = if what.contains(&What::Cluster) { cluster::files(&run)? } else { Vec::new() };
    let parts = chosen(&run, what).map(|part| part.path());
    let names: Vec<_> = parts.chain(cluster.iter().map(|file| file.name.to_owned())).collect();
    let claim = Claim::of(&out, &names, folder::of_a_run(&out))?;
    if !cluster.is_empty() {
        folder::check_checkpoint(&out, Some(&checkpoint))?;
    }
    put(&run, what, &claim)?;
    for file in cluster {
        claim.write(file.name, &file.bytes)?;
    }
    Ok(())
}

/// Writes what there is of a run, under the same names as in the page's archive.
///
/// # Errors
/// When a file cannot be written.
pub fn write(snapshot: Snapshot, what: &[What], claim: &Claim) -> Result<(), Failure> {
    put(&whole(snapshot), what, claim)
}

fn put(run: &WholeRun, what: &[What], claim: &Claim) -> Result<(), Failure> {
    for part in chosen(run, what) {
        let name = part.path();
        claim.write(&name, &run.bytes(part)?)?;
    }
    Ok(())
}

fn chosen<'a>(run: &'a WholeRun, what: &[What]) -> impl Iterator<Item = Part<'a>> {
    run.parts().into_iter().filter(move |part| What::of(part).is_some_and(|this| what.contains(&this)))
}

/// No part that is written here tells of kernels or GPU.
fn whole(snapshot: Snapshot) -> WholeRun {
    WholeRun { snapshot, reals: None, kernels: KernelChoice::default(), adapter: String::new() }
}
