//! A state dict among a file's tensors, under whatever keys its network was saved.

use std::collections::BTreeSet;

use safetensors::Dtype;

use super::file_error::FileError;
use super::tensor_file::TensorFile;
use facegan_core::opened::Remark;
use facegan_model::{HostTensor, Network};

pub const BATCHES_TRACKED: &str = "num_batches_tracked";
/// PyTorch's `AveragedModel` counts its updates in it.
const AVERAGED: &str = "n_averaged";
/// What PyTorch puts into the keys of what it wraps: with `DataParallel` or `AveragedModel`, `torch.compile`, fully
/// sharded data parallel, activation checkpointing.
const WRAPPERS: [&str; 4] = ["module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"];
/// The tutorial's name for a network's layers.
const LAYERS: &str = "main";
/// Where PyTorch has a weight that is computed from others, such as a spectrally normalised one.
const PARAMETRIZATIONS: &str = "parametrizations";

/// A network's weights and the settings that follow from their shapes.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Which network, with the settings that follow from its shapes.
    pub network: Network,
    /// The state dict, without `num_batches_tracked`.
    pub state: Vec<HostTensor>,
    /// PyTorch's `num_batches_tracked`; 0 where the file has none.
    pub batches_tracked: u64,
    /// How the file differs from what was read.
    pub remarks: Vec<Remark>,
}

/// A key, taken apart.
pub struct Key {
    /// Without the parts that wrappers put into it.
    plain: String,
    pub layer: Option<LayerKey>,
}

/// The key of a layer's tensor.
pub struct LayerKey {
    /// The prefix of the tutorial's key, up to a dot.
    pub prefix: String,
    /// The tutorial's key, for example `main.1.running_mean`.
    own: String,
}

impl Key {
    /// Takes a file's key apart. A layer's ends in its number and the name of its tensor, which parametrizations make
    /// longer; `main` may be missing before.
    pub fn parse(full: &str) -> Self {
        let parts: Vec<_> = full.split('.').filter(|part| !WRAPPERS.contains(part)).collect();
        let name = parts.iter().position(|part| *part == PARAMETRIZATIONS).unwrap_or(parts.len().saturating_sub(1));
        let (layers, name) = parts.split_at(name);
        let layer = match layers {
            [before @ .., layer] if is_number(layer) => {
                let before = before.strip_suffix(&[LAYERS]).unwrap_or(before);
                let prefix = before.iter().map(|part| format!("{part}.")).collect();
                Some(LayerKey { prefix, own: format!("{LAYERS}.{layer}.{}", name.join(".")) })
            }
            _ => None,
        };
        Self { plain: parts.join("."), layer }
    }

    /// The state dict's own key, if this is one of it with `prefix`. It may be a key that no layer has.
    fn own(self, prefix: &str) -> Option<String> {
        match self.layer {
            Some(layer) => (layer.prefix == prefix).then_some(layer.own),
            None => self.plain.strip_prefix(prefix).map(str::to_owned),
        }
    }
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// The entries of a state dict in a file, sorted by key.
pub struct Entries<'a> {
    file: &'a TensorFile<'a>,
    prefix: String,
    tensors: Vec<Entry<'a>>,
    /// `num_batches_tracked`.
    counters: Vec<Entry<'a>>,
    /// The file's other keys.
    others: Vec<&'a str>,
}

struct Entry<'a> {
    /// The tutorial's key.
    key: String,
    /// The file's key.
    full: &'a str,
    shape: Vec<usize>,
    dtype: Dtype,
}

impl<'a> Entries<'a> {
    /// Those whose keys stand behind `prefix`, wrappers aside.
    ///
    /// # Errors
    /// When an entry is there twice, with a wrapper and without.
    pub fn behind(prefix: &str, file: &'a TensorFile<'a>) -> Result<Self, FileError> {
        let (mut all, mut others) = (Vec::new(), Vec::new());
        for (full, tensor) in file.iter() {
            if full.rsplit('.').next() == Some(AVERAGED) {
                continue;
            }
            match Key::parse(full).own(prefix) {
                Some(key) => all.push(Entry { key, full, shape: tensor.shape().to_vec(), dtype: tensor.dtype() }),
                None => others.push(full),
            }
        }
        all.sort_unstable_by(|a, b| (&a.key, a.full).cmp(&(&b.key, b.full)));
        if let Some([first, second]) = all.array_windows().find(|[first, second]| first.key == second.key) {
            return Err(FileError::Twice { first: first.full.to_owned(), second: second.full.to_owned() });
        }
        let (counters, tensors) = all.into_iter().partition(|entry| entry.key.ends_with(BATCHES_TRACKED));
        Ok(Self { file, prefix: prefix.to_owned(), tensors, counters, others })
    }

    /// The key and the shape of every tensor but `num_batches_tracked`.
    pub fn shapes(&self) -> Vec<(String, Vec<usize>)> {
        self.tensors.iter().map(|entry| (entry.key.clone(), entry.shape.clone())).collect()
    }

    /// The file's key for the tutorial's, as it would be for one that is missing.
    pub fn full(&self, key: &str) -> String {
        if let Some(entry) = self.tensors.iter().find(|entry| entry.key == key) {
            return entry.full.to_owned();
        }
        // As one layer's key differs from the tutorial's, so would that of a missing one.
        fn layer(key: &str) -> Option<&str> {
            key.strip_prefix(LAYERS)?.strip_prefix('.')
        }
        let before = self.tensors.iter().find_map(|entry| entry.full.strip_suffix(layer(&entry.key)?));
        match (before, layer(key)) {
            (Some(before), Some(layer)) => format!("{before}{layer}"),
            _ => format!("{}{key}", self.prefix),
        }
    }

    /// How many of the file's tensors are not among these, and the first key of them.
    pub fn left_out(&self) -> Option<(usize, String)> {
        let first = self.others.iter().min()?;
        Some((self.others.len(), (*first).to_owned()))
    }

    /// How many tensors are converted when they are read, and what they are.
    pub fn converted(&self) -> Option<Remark> {
        let types: Vec<_> = self.tensors.iter().filter_map(|entry| converted_name(entry.dtype)).collect();
        let distinct: BTreeSet<_> = types.iter().copied().collect();
        let remark =
            || Remark::Converted { tensors: types.len(), types: distinct.into_iter().map(Into::into).collect() };
        (!types.is_empty()).then(remark)
    }

    /// Checks that every tensor is float32.
    ///
    /// # Errors
    /// The first that is of another type.
    pub fn demand_float32(&self) -> Result<(), FileError> {
        match self.tensors.iter().find(|entry| entry.dtype != Dtype::F32) {
            Some(Entry { full, dtype, .. }) => {
                Err(FileError::Dtype { key: (*full).to_owned(), expected: Dtype::F32, found: *dtype })
            }
            None => Ok(()),
        }
    }

    /// The values of `network`, whose keys and shapes these are, as float32.
    ///
    /// # Errors
    /// When a tensor does not hold floating-point numbers, or `num_batches_tracked` is not a count.
    pub fn read(&self, network: Network) -> Result<Weights, FileError> {
        let tensor = |entry: &Entry| Ok(HostTensor { key: entry.key.clone(), ..self.file.floats(entry.full)? });
        let mut state = self.tensors.iter().map(tensor).collect::<Result<Vec<_>, FileError>>()?;
        let order = network.shapes();
        state.sort_by_key(|tensor| order.iter().position(|(key, _)| *key == tensor.key));
        let counts = self.counters.iter().map(|entry| self.file.count(entry.full));
        let batches_tracked = counts.collect::<Result<Vec<_>, _>>()?.last().copied().unwrap_or_default();
        Ok(Weights { network, state, batches_tracked, remarks: Vec::new() })
    }
}

/// PyTorch's name for a type that is converted to float32.
fn converted_name(dtype: Dtype) -> Option<&'static str> {
    match dtype {
        Dtype::F16 => Some("float16"),
        Dtype::BF16 => Some("bfloat16"),
        Dtype::F64 => Some("float64"),
        _ => None,
    }
}
