//! `facegan export`: writes a checkpoint as the files that other tools read.

use std::path::Path;

use super::arguments::{ExportPart, Exporting};
use super::claim::Claim;
use super::failure::Failure;
use super::opened::OpenError;
use super::{folder, opened};
use facegan_core::config::KernelChoice;
use facegan_core::latent::WeightSource;
use facegan_model::HostTensor;
use facegan_store::cluster;
use facegan_store::html_page::{Training, file_name, html_page};
use facegan_store::opened::Opened;
use facegan_store::whole_run::{Part, WholeRun};
use facegan_train::Snapshot;

/// Takes a checkpoint apart, or makes the page alone of netG's weights. Files in the folder that facegan did not write
/// stay, and so does the checkpoint of another run, or of this one further on.
///
/// # Errors
/// When it cannot be used, or a file cannot be written.
pub fn export(Exporting { checkpoint, out, what }: Exporting) -> Result<(), Failure> {
    let what: &[ExportPart] = if what.is_empty() { &ExportPart::USUAL } else { &what };
    let opened = opened::open(&checkpoint)?;
    opened::tell(&opened);
    if what == [ExportPart::Page] && opened.snapshot().is_none() {
        return page_of_weights(&checkpoint, &opened, &out);
    }
    let snapshot = opened::run(&checkpoint, opened)?;
    let of_average = [ExportPart::AveragedNetG, ExportPart::AveragedPage];
    if snapshot.ema.is_none() && what.iter().all(|part| of_average.contains(part)) {
        return Err(OpenError::NoAverage(checkpoint).into());
    }
    let run = whole(snapshot);
    let cluster = if what.contains(&ExportPart::Cluster) { cluster::files(&run)? } else { Vec::new() };
    let parts = chosen(&run, what).map(|part| part.path());
    let pages = pages(&run.snapshot, what)?;
    let others = cluster.iter().map(|file| file.name).chain(pages.iter().map(|(name, _)| name.as_str()));
    let names: Vec<_> = parts.chain(others.map(str::to_owned)).collect();
    let claim = Claim::of(&out, &names, folder::of_a_run(&out))?;
    if !cluster.is_empty() {
        folder::check_checkpoint(&out, Some(&checkpoint))?;
    }
    put(&run, what, &claim)?;
    for file in cluster {
        claim.write(file.name, &file.bytes)?;
    }
    for (name, page) in pages {
        claim.write(&name, page.as_bytes())?;
    }
    Ok(())
}

/// Writes the HTML page of a file that holds netG's weights and no run.
fn page_of_weights(path: &Path, opened: &Opened, out: &Path) -> Result<(), Failure> {
    let page = opened.html_page()?.ok_or_else(|| OpenError::NoGenerator(path.to_owned()))?;
    let name = file_name(WeightSource::Trained);
    let claim = Claim::of(out, &[name.to_owned()], folder::of_a_run(out))?;
    claim.write(&name, page.as_bytes())?;
    Ok(())
}

/// The HTML pages that were asked for, with their names.
fn pages(snapshot: &Snapshot, what: &[ExportPart]) -> Result<Vec<(String, String)>, Failure> {
    let sources = [
        (ExportPart::Page, WeightSource::Trained, Some(&snapshot.net_g.state)),
        (ExportPart::AveragedPage, WeightSource::Averaged, snapshot.ema.as_ref()),
    ];
    let page =
        |weights, state: &[HostTensor]| Ok((file_name(weights), html_page(state, Training::of(snapshot, weights))?));
    let asked = sources.into_iter().filter(|(part, ..)| what.contains(part));
    asked.filter_map(|(_, weights, state)| Some(page(weights, state?))).collect()
}

/// Writes what there is of a run, under the same names as in the page's archive.
///
/// # Errors
/// When a file cannot be written.
pub fn write(snapshot: Snapshot, what: &[ExportPart], claim: &Claim) -> Result<(), Failure> {
    put(&whole(snapshot), what, claim)
}

fn put(run: &WholeRun, what: &[ExportPart], claim: &Claim) -> Result<(), Failure> {
    for part in chosen(run, what) {
        let name = part.path();
        claim.write(&name, &run.bytes(part)?)?;
    }
    Ok(())
}

fn chosen<'a>(run: &'a WholeRun, what: &[ExportPart]) -> impl Iterator<Item = Part<'a>> {
    run.parts().into_iter().filter(move |part| choice(part).is_some_and(|this| what.contains(&this)))
}

/// No part that is written here names kernels or GPU.
fn whole(snapshot: Snapshot) -> WholeRun {
    WholeRun { snapshot, best: None, reals: None, kernels: KernelChoice::default(), adapter: String::new() }
}

/// Which choice a file of the archive belongs to.
fn choice(part: &Part) -> Option<ExportPart> {
    match part {
        Part::NetG => Some(ExportPart::NetG),
        Part::AveragedNetG(_) => Some(ExportPart::AveragedNetG),
        Part::NetD => Some(ExportPart::NetD),
        Part::Onnx => Some(ExportPart::Onnx),
        Part::Losses => Some(ExportPart::Losses),
        Part::Grid(_) => Some(ExportPart::Grids),
        Part::Readme | Part::Settings | Part::Checkpoint | Part::BestNetG(_) | Part::Quality | Part::Reals(_) => None,
    }
}
