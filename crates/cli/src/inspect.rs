//! `facegan inspect`: says what a file is and holds.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::arguments::Inspecting;
use super::failure::Failure;
use super::{latent_file, opened, terminal};
use facegan_core::config::{Field, TrainConfig};
use facegan_core::latent::FoundLatent;
use facegan_core::origin::Origin;
use facegan_core::words::count;
use facegan_model::{HostTensor, Network};
use facegan_store::opened::Opened;
use facegan_store::weights::Weights;
use facegan_train::Snapshot;

/// What is printed about a file.
#[derive(Debug, PartialEq, Serialize)]
struct Report {
    /// `checkpoint`, `weights` or `latent`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    latent: Option<LatentReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<RunReport>,
    /// What is to be known beside: what was converted or left out, and numbers that are NaN or infinite.
    remarks: Vec<String>,
    /// By the names netG, netG_ema and netD.
    networks: BTreeMap<&'static str, NetworkReport>,
}

#[derive(Debug, PartialEq, Serialize)]
struct LatentReport {
    /// Of its components.
    numbers: usize,
    photo: String,
}

#[derive(Debug, PartialEq, Serialize)]
struct RunReport {
    iterations: usize,
    /// Iterations of the whole run, by its settings.
    planned: usize,
    photos: usize,
    /// Of sample grids.
    grids: usize,
    settings: BTreeMap<&'static str, String>,
    /// The state of another run that it began from.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
}

#[derive(Debug, PartialEq, Serialize)]
struct NetworkReport {
    /// Trained numbers; running statistics are not counted.
    parameters: usize,
    batches_tracked: u64,
    settings: BTreeMap<&'static str, String>,
    tensors: Vec<TensorReport>,
}

#[derive(Debug, PartialEq, Serialize)]
struct TensorReport {
    key: String,
    shape: Vec<usize>,
    /// How many of its numbers are NaN or infinite.
    not_finite: usize,
}

/// Prints what a file is and holds.
///
/// # Errors
/// When it is neither a checkpoint nor weights nor a latent.
pub fn inspect(Inspecting { file, json }: &Inspecting) -> Result<(), Failure> {
    let bytes = opened::read(file)?;
    let report = match latent_file::told(file, &bytes)? {
        Some(latent) => Report::of_latent(latent),
        None => Report::of(&opened::of_bytes(file, &bytes)?),
    };
    let text = if *json { serde_json::to_string_pretty(&report)? + "\n" } else { report.to_string() };
    terminal::print(&text);
    Ok(())
}

impl Report {
    fn of(opened: &Opened) -> Self {
        let networks = match opened {
            Opened::Nothing => BTreeMap::new(),
            Opened::Checkpoint { snapshot, .. } => networks(snapshot),
            Opened::Weights(files) => files.iter().map(|(_, weights)| weights_of(weights)).collect(),
        };
        let run = opened.snapshot().map(RunReport::of);
        let remarks = opened.report().iter().flat_map(|file| &file.remarks).map(ToString::to_string).collect();
        let kind = if run.is_some() { "checkpoint" } else { "weights" };
        Self { kind, latent: None, run, remarks, networks }
    }

    fn of_latent(FoundLatent { photo, values }: FoundLatent) -> Self {
        let latent = Some(LatentReport { numbers: values.len(), photo });
        Self { kind: "latent", latent, run: None, remarks: Vec::new(), networks: BTreeMap::new() }
    }
}

impl RunReport {
    fn of(snapshot: &Snapshot) -> Self {
        let Snapshot { config, origin, order, history, grids, .. } = snapshot;
        Self {
            iterations: history.len(),
            planned: config.iterations(order.len()),
            photos: order.len(),
            grids: grids.len(),
            settings: settings(config, &Field::ALL),
            origin: origin.clone(),
        }
    }
}

fn networks(snapshot: &Snapshot) -> BTreeMap<&'static str, NetworkReport> {
    let Snapshot { config, net_g, net_d, ema: average, .. } = snapshot;
    let of_g = |state: &[HostTensor]| NetworkReport::of(state, net_g.batches_tracked, settings(config, &NET_G));
    let of_d = NetworkReport::of(&net_d.state, net_d.batches_tracked, settings(config, &NET_D));
    let average = average.as_deref().map(|average| ("netG_ema", of_g(average)));
    [("netG", of_g(&net_g.state)), ("netD", of_d)].into_iter().chain(average).collect()
}

/// The settings that netG's shapes follow from, and netD's.
const NET_G: [Field; 4] = [Field::ImageSize, Field::Nc, Field::Nz, Field::Ngf];
const NET_D: [Field; 4] = [Field::ImageSize, Field::Nc, Field::Ndf, Field::SpectralNorm];

fn weights_of(Weights { network, state, batches_tracked, .. }: &Weights) -> (&'static str, NetworkReport) {
    let default = TrainConfig::default();
    let (name, settings) = match *network {
        Network::Generator { image_size, nc, nz, ngf } => {
            ("netG", settings(&TrainConfig { image_size, nc, nz, ngf, ..default }, &NET_G))
        }
        Network::Discriminator { image_size, nc, ndf, spectral_norm } => {
            ("netD", settings(&TrainConfig { image_size, nc, ndf, spectral_norm, ..default }, &NET_D))
        }
    };
    (name, NetworkReport::of(state, *batches_tracked, settings))
}

fn settings(config: &TrainConfig, fields: &[Field]) -> BTreeMap<&'static str, String> {
    fields.iter().map(|field| (field.name(), config.get(*field))).collect()
}

impl NetworkReport {
    fn of(state: &[HostTensor], batches_tracked: u64, settings: BTreeMap<&'static str, String>) -> Self {
        let trained = state.iter().filter(|tensor| tensor.is_parameter());
        let tensor = |tensor: &HostTensor| TensorReport {
            key: tensor.key.clone(),
            shape: tensor.shape.clone(),
            not_finite: tensor.not_finite(),
        };
        Self {
            parameters: trained.map(|tensor| tensor.values.len()).sum(),
            batches_tracked,
            settings,
            tensors: state.iter().map(tensor).collect(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(LatentReport { numbers, photo }) = &self.latent {
            writeln!(f, "A latent of {}, found for {photo}", count(*numbers, "number"))?;
        }
        if let Some(RunReport { iterations, planned, photos, grids, settings, origin }) = &self.run {
            writeln!(
                f,
                "A run: {iterations} of {planned} iterations over {}, {}",
                count(*photos, "photo"),
                count(*grids, "sample grid")
            )?;
            if let Some(origin) = origin {
                writeln!(f, "It began from {origin}")?;
            }
            write_settings(f, settings)?;
        }
        for remark in &self.remarks {
            writeln!(f, "Note: {remark}")?;
        }
        for (name, network) in &self.networks {
            writeln!(f, "{name}: {} parameters, {} batches seen", network.parameters, network.batches_tracked)?;
            if self.run.is_none() {
                write_settings(f, &network.settings)?;
            }
            for TensorReport { key, shape, not_finite } in &network.tensors {
                let spoilt = if *not_finite > 0 { format!(", {not_finite} NaN or infinite") } else { String::new() };
                writeln!(f, "  {key} {shape:?}{spoilt}")?;
            }
        }
        Ok(())
    }
}

fn write_settings(f: &mut fmt::Formatter<'_>, settings: &BTreeMap<&'static str, String>) -> fmt::Result {
    settings.iter().try_for_each(|(name, value)| writeln!(f, "  {name} = {value}"))
}
