//! A network's weights as .safetensors, under the keys of the tutorial's state dict.

use safetensors::tensor::SafeTensorError;

use super::tensor_file::{FileError, Metadata, Stored, TensorFile, write};
use crate::config::{Field, TrainConfig};
use crate::model::{HostTensor, Network};
use crate::protocol::Stats;

/// What PyTorch's `DataParallel` puts before every key.
const PARALLEL_PREFIX: &str = "module.";
const BATCHES_TRACKED: &str = "num_batches_tracked";

/// A network's weights and what its shapes tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub network: Network,
    /// The state dict, without `num_batches_tracked`.
    pub state: Vec<HostTensor>,
    /// PyTorch's `num_batches_tracked`; 0 where the file has none.
    pub batches_tracked: u64,
}

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

/// Every setting by name, but for optional ones at their defaults; how far the run came, and its last numbers.
pub fn metadata(config: &TrainConfig, history: &[Stats]) -> Metadata {
    let default = TrainConfig::default();
    let told = |field: &Field| !field.is_optional() || config.get(*field) != default.get(*field);
    let named = |field: Field| (field.name().to_owned(), config.get(field));
    let mut metadata: Metadata = Field::ALL.into_iter().filter(told).map(named).collect();
    metadata.insert("format".into(), "pt".into());
    metadata.insert("facegan".into(), env!("CARGO_PKG_VERSION").into());
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

/// Reads netG's or netD's state dict, written here or by PyTorch, with or without `module.` before its keys and with or
/// without `num_batches_tracked`.
///
/// # Errors
/// When it is neither network's: the first key that is missing, too many, or of another shape or type than the rest.
pub fn read(bytes: &[u8]) -> Result<Weights, FileError> {
    let file = TensorFile::read(bytes)?;
    let entries = Entries::behind("", &file)?;
    // By keys and shapes before types: a stranger's file does not become netG by being converted.
    let network = Network::told_by(&entries.shapes())?;
    entries.read(network)
}

/// The entries of a state dict in a file, sorted by key.
pub(super) struct Entries<'a> {
    file: &'a TensorFile<'a>,
    tensors: Vec<Entry<'a>>,
    /// `num_batches_tracked`.
    counters: Vec<Entry<'a>>,
}

struct Entry<'a> {
    /// The tutorial's key.
    key: &'a str,
    /// The file's key.
    full: &'a str,
    shape: Vec<usize>,
}

impl<'a> Entries<'a> {
    /// Those whose keys stand behind `prefix`.
    ///
    /// # Errors
    /// When an entry is there with `module.` and without.
    pub fn behind(prefix: &str, file: &'a TensorFile<'a>) -> Result<Self, FileError> {
        let mut all = Vec::new();
        for (full, tensor) in file.iter() {
            let Some(key) = full.strip_prefix(prefix) else { continue };
            let key = key.strip_prefix(PARALLEL_PREFIX).unwrap_or(key);
            all.push(Entry { key, full, shape: tensor.shape().to_vec() });
        }
        all.sort_unstable_by_key(|entry| (entry.key, entry.full));
        if let Some([first, second]) = all.array_windows().find(|[first, second]| first.key == second.key) {
            return Err(FileError::Twice { first: first.full.to_owned(), second: second.full.to_owned() });
        }
        let (counters, tensors) = all.into_iter().partition(|entry| entry.key.ends_with(BATCHES_TRACKED));
        Ok(Self { file, tensors, counters })
    }

    /// The key and the shape of every tensor but `num_batches_tracked`.
    pub fn shapes(&self) -> Vec<(String, Vec<usize>)> {
        self.tensors.iter().map(|entry| (entry.key.to_owned(), entry.shape.clone())).collect()
    }

    /// The values of `network`, whose keys and shapes these are.
    ///
    /// # Errors
    /// When a tensor is not float32, or `num_batches_tracked` is not a count.
    pub fn read(&self, network: Network) -> Result<Weights, FileError> {
        let tensor = |entry: &Entry| Ok(HostTensor { key: entry.key.to_owned(), ..self.file.f32(entry.full)? });
        let mut state = self.tensors.iter().map(tensor).collect::<Result<Vec<_>, FileError>>()?;
        let order = network.shapes();
        state.sort_by_key(|tensor| order.iter().position(|(key, _)| *key == tensor.key));
        let counts = self.counters.iter().map(|entry| self.file.count(entry.full));
        let batches_tracked = counts.collect::<Result<Vec<_>, _>>()?.last().copied().unwrap_or_default();
        Ok(Weights { network, state, batches_tracked })
    }
}
