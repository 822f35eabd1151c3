//! `facegan evaluate`: says how good a netG is.

use std::collections::BTreeMap;
use std::path::Path;

use facegan_core::config::Crop;
use facegan_core::images::Images;
use facegan_core::quality::Quality;
use facegan_kernels::Compute;
use facegan_model::{HostTensor, Network, ReadError};
use facegan_quality::{Evaluation, Options};
use facegan_store::opened::Opened;
use facegan_train::{Fakes, generator};
use pollster::block_on;
use serde::Serialize;

use super::arguments::Evaluating;
use super::backend::Processor;
use super::failure::Failure;
use super::opened::{self, OpenError};
use super::table::aligned;
use super::{photos, progress, terminal};

const BAR: &str = "{bar:30} {percent} %, {eta} left";
/// Steps of the bar.
const STEPS: f64 = 1000.0;

/// What is printed as JSON.
#[derive(Debug, Serialize)]
struct Report<'a> {
    /// facegan's version.
    facegan: &'static str,
    /// The file with the weights.
    weights: &'a Path,
    /// By the names netG and netG_ema.
    networks: BTreeMap<&'static str, Quality>,
}

/// Draws images with a netG, and with its moving average where the file has one, and compares them with photos.
///
/// # Errors
/// When the weights or the photos cannot be used, or there is nothing to compute on.
pub fn evaluate(evaluating: Evaluating) -> Result<(), Failure> {
    let Evaluating { weights, source, reading, crop, count, seed, json, machine } = evaluating;
    let opened = opened::open(&weights)?;
    let states = net_gs(&weights, &opened)?;
    opened::tell(&opened);
    let processor = Processor::open(machine)?;
    let crop = crop.unwrap_or_else(|| opened.snapshot().map_or(Crop::Auto, |run| run.config.crop));
    let (Network::Generator { image_size, nc, .. } | Network::Discriminator { image_size, nc, .. }) = states[0].network;
    let photos = photos::read_to_compare(&source, reading, image_size, crop)?.for_nc(nc);
    let mut generated = Vec::new();
    for Named { network, state, .. } in &states {
        generated.push(fakes(*network, state, (count as usize, seed), &processor.compute)?);
        processor.check_faults().map_err(Failure::Gpu)?;
    }
    let qualities = compare(&generated, &photos, seed)?;
    let networks: BTreeMap<_, _> = states.iter().map(|named| named.name).zip(qualities).collect();
    let text = if json { json_text(&weights, networks)? } else { text(&networks) };
    terminal::print(&text);
    Ok(())
}

/// A netG of the file.
struct Named<'a> {
    name: &'static str,
    network: Network,
    state: &'a [HostTensor],
}

/// The file's netG, and its moving average where there is one.
fn net_gs<'a>(path: &Path, opened: &'a Opened) -> Result<Vec<Named<'a>>, OpenError> {
    let (network, state) = opened.net_g().ok_or_else(|| OpenError::NoGenerator(path.to_owned()))?;
    let average = opened::averaged(opened).map(|(network, state)| Named { name: "netG_ema", network, state });
    let all: Vec<_> = [Named { name: "netG", network, state }].into_iter().chain(average).collect();
    for Named { name, state, .. } in &all {
        opened::check(path, state, &format!("{name}."))?;
    }
    Ok(all)
}

fn fakes(
    network: Network,
    state: &[HostTensor],
    (count, seed): (usize, u32),
    compute: &Compute,
) -> Result<Images, Failure> {
    let net_g = generator(network, state, compute)?;
    let mut fakes = Fakes::new(net_g.image_size(), count, seed);
    let bar = progress::bar(Some(count as u64), "{bar:30} {pos}/{len} images drawn, {eta} left");
    while block_on(fakes.advance(&net_g)).map_err(unread)? {
        bar.set_position(fakes.count() as u64);
    }
    bar.finish_and_clear();
    Ok(fakes.finish())
}

fn unread(error: ReadError) -> Failure {
    Failure::Gpu(error.into())
}

fn compare(generated: &[Images], photos: &Images, seed: u32) -> Result<Vec<Quality>, Failure> {
    let options = Options { seed, ..Options::default() };
    let evaluation = Evaluation::new(&generated.iter().collect::<Vec<_>>(), photos, options)?;
    let bar = progress::bar(Some(STEPS as u64), BAR);
    let qualities = evaluation.run(|done| bar.set_position((STEPS * done) as u64));
    bar.finish_and_clear();
    Ok(qualities)
}

fn json_text(weights: &Path, networks: BTreeMap<&'static str, Quality>) -> Result<String, Failure> {
    let report = Report { facegan: env!("CARGO_PKG_VERSION"), weights, networks };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

/// The numbers in tables, and below them what they mean.
fn text(networks: &BTreeMap<&'static str, Quality>) -> String {
    let tables = networks.iter().map(|(name, quality)| aligned(&quality.table(name)));
    let remarks = networks.values().next().map(Quality::remarks).unwrap_or_default();
    tables.chain(remarks).collect::<Vec<_>>().join("\n\n") + "\n"
}
