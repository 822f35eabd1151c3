//! A network's weights as .safetensors, under the keys of the tutorial's state dict.

use std::collections::BTreeMap;

use safetensors::tensor::SafeTensorError;

pub use super::entries::Weights;
use super::entries::{BATCHES_TRACKED, Entries, Key};
use super::file_error::FileError;
use super::tensor_file::{Metadata, Stored, TensorFile, write};
use facegan_core::config::{Field, TrainConfig};
use facegan_core::opened::Remark;
use facegan_core::stats::Stats;
use facegan_model::{HostTensor, Network, NetworkError, StateMismatch};

/// The prefix of netG's keys in files that hold more than it, checkpoints among them.
const NET_G_PREFIX: &str = "netG.";

/// Most networks of a file among which netG is looked for.
const MOST_NETWORKS: usize = 16;
/// Most of them that are named where it is not found.
const NAMED: usize = 3;

/// A file that loads strictly into the tutorial's module.
///
/// # Errors
/// When a tensor's values do not fill its shape.
pub fn safetensors(state: &[HostTensor], batches_tracked: u64, metadata: Metadata) -> Result<Vec<u8>, SafeTensorError> {
    write(&stored("", state, batches_tracked), metadata)
}

/// A state dict as PyTorch has it, `num_batches_tracked` of every normalisation included, each key behind `prefix`.
pub(super) fn stored(prefix: &str, state: &[HostTensor], batches_tracked: u64) -> Vec<Stored> {
    let tensor = |t: &HostTensor| Stored::f32(format!("{prefix}{}", t.key), t.shape.clone(), &t.values);
    let tracked = |t: &HostTensor| {
        let layer = t.key.strip_suffix("running_var")?;
        Some(Stored::count(format!("{prefix}{layer}{BATCHES_TRACKED}"), batches_tracked))
    };
    state.iter().map(tensor).chain(state.iter().filter_map(tracked)).collect()
}

/// What the metadata of every file for PyTorch say: that it is one, and the version that wrote it.
pub(super) fn common_metadata() -> Metadata {
    [("format", "pt"), ("facegan", env!("CARGO_PKG_VERSION"))].map(|(name, value)| (name.into(), value.into())).into()
}

/// Every setting by name, without optional ones at their defaults; the finished iterations, and the last statistics.
pub fn metadata(config: &TrainConfig, history: &[Stats]) -> Metadata {
    let default = TrainConfig::default();
    let told = |field: &Field| !field.is_optional() || config.get(*field) != default.get(*field);
    let named = |field: Field| (field.name().to_owned(), config.get(field));
    let mut metadata: Metadata = Field::ALL.into_iter().filter(told).map(named).collect();
    metadata.extend(common_metadata());
    metadata.insert("iterations".into(), history.len().to_string());
    if let Some(last) = history.last() {
        let numbers = [
            ("epoch", last.epoch.to_string()),
            ("loss_d", last.loss_d.to_string()),
            ("loss_g", last.loss_g.to_string()),
            ("d_x", last.d_x.to_string()),
            ("d_g_z1", last.d_g_z1.to_string()),
            ("d_g_z2", last.d_g_z2.to_string()),
        ];
        metadata.extend(numbers.map(|(name, value)| (name.to_owned(), value)));
    }
    metadata
}

/// Reads netG's or netD's state dict, written here or by PyTorch: under the tutorial's keys or behind anything that all
/// of them stand behind (`module.`, `_orig_mod.`, `model.`), in float32 or converted to it, with or without
/// `num_batches_tracked`. Of a file of several networks it is netG's.
///
/// # Errors
/// When it is neither network's: the first key that is missing, too many, or of another shape or type than the rest.
pub fn read(bytes: &[u8]) -> Result<Weights, FileError> {
    let file = TensorFile::read(bytes)?;
    let entries = Entries::behind(&prefix(&file)?, &file)?;
    // Keys and shapes are checked before types: conversion does not make another network netG.
    let network = Network::told_by(&entries.shapes()).map_err(|error| misfit(error, &entries, &file))?;
    let left_out = entries.left_out().map(|(tensors, first)| Remark::LeftOut { tensors, first });
    let remarks = entries.converted().into_iter().chain(left_out).collect();
    Ok(Weights { remarks, ..entries.read(network)? })
}

/// The prefix of the keys of the network that is read.
fn prefix(file: &TensorFile) -> Result<String, FileError> {
    let keys = file.keys();
    if keys.is_empty() {
        return Err(FileError::NoTensors);
    }
    // Each with its first key.
    let mut prefixes = BTreeMap::new();
    for key in keys {
        if let Some(layer) = Key::parse(key).layer {
            prefixes.entry(layer.prefix).or_insert(key);
        }
    }
    if prefixes.len() < 2 {
        return Ok(prefixes.into_keys().next().unwrap_or_default());
    }
    if prefixes.contains_key(NET_G_PREFIX) {
        return Ok(NET_G_PREFIX.into());
    }
    let is_net_g = |prefix: &&String| {
        let entries = Entries::behind(prefix, file);
        entries.is_ok_and(|entries| matches!(Network::told_by(&entries.shapes()), Ok(Network::Generator { .. })))
    };
    let mut found = prefixes.keys().take(MOST_NETWORKS).filter(is_net_g);
    match (found.next(), found.next()) {
        (Some(prefix), None) if prefixes.len() <= MOST_NETWORKS => Ok(prefix.clone()),
        _ => Err(FileError::Several(prefixes.into_values().take(NAMED).map(str::to_owned).collect())),
    }
}

/// Names keys as they stand in the file; and one that there is, where another is missing.
fn misfit(error: NetworkError, entries: &Entries, file: &TensorFile) -> FileError {
    let error = error.rename(|key| entries.full(&key));
    let lacks = matches!(error, NetworkError::Neither | NetworkError::Mismatch(StateMismatch::Missing(_)));
    match file.keys().first() {
        Some(first) if lacks => FileError::Keys { error, first: (*first).to_owned() },
        _ => error.into(),
    }
}
