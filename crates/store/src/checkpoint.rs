//! A whole run as one .safetensors file; `docs/formats.md` describes every key.

use std::str::FromStr;

use safetensors::tensor::{SafeTensorError, TensorView};
use xxhash_rust::xxh3::Xxh3Default;

use super::entries::Entries;
use super::file_error::FileError;
use super::tensor_file::{Metadata, Stored, TensorFile, write};
use super::weights::{self, Weights};
use facegan_core::config::{FIXED_SAMPLES, Field, Invalid, TrainConfig};
use facegan_core::origin::Origin;
use facegan_core::quality::Measurement;
use facegan_core::stats::Stats;
use facegan_model::{HostTensor, Network};
use facegan_train::{AdamState, NetworkState, RngState, SavedGrid, Snapshot};

/// The version of the format that is written, and the only one that is read.
pub const VERSION: u32 = 1;

/// The key of the format's version in the metadata; a file without it is not a checkpoint.
const VERSION_KEY: &str = "facegan_checkpoint";
const CHECKSUM_KEY: &str = "checksum";
const ORIGIN_KEY: &str = "origin";
const GRID_PREFIX: &str = "grid.";
const FLIP_KEY: &str = "rng.flip";
const AUGMENT_KEY: &str = "rng.augment";
const HELD_OUT_KEY: &str = "data.held_out";
const MEASUREMENTS_KEY: &str = "measurements";
const AVERAGE_PREFIX: &str = "netG_ema.";
/// Bytes of a random stream's state: seed, stream and position.
const RNG_BYTES: usize = 32 + 8 + 16;
/// Bytes of an image's identity.
pub(super) const IDENTITY_BYTES: usize = 16;
/// Numbers of an iteration: Loss_D, Loss_G, D(x) and D(G(z)) before and after netD's update.
const NUMBERS: usize = 5;

/// Why a file is not a checkpoint that a run can continue from.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// It is not a .safetensors file that can be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It was saved by a newer version.
    #[error("it is of format {found}, which a newer version of facegan writes; this one reads format {VERSION}")]
    Newer {
        /// Its format version.
        found: u32,
    },
    /// It was saved by a version too old to be read.
    #[error("it is of format {found}, which is no longer read; this version reads format {VERSION}")]
    Older {
        /// Its format version.
        found: u32,
    },
    /// A value of its metadata cannot be read.
    #[error("its metadata says {key} = “{value}”, which is not a number")]
    Metadata {
        /// The metadata’s key.
        key: String,
        /// The value that was found.
        value: String,
    },
    /// A key of its metadata is missing.
    #[error("its metadata has no “{0}”")]
    MissingMetadata(String),
    /// A setting has a value that it cannot have.
    #[error("its setting {} {why}", field.name())]
    Setting {
        /// The setting.
        field: Field,
        /// What is wrong with the value.
        why: Invalid,
    },
    /// Its checksum does not match.
    #[error("its contents do not match its checksum: it was changed or damaged")]
    Checksum,
    /// Two of its parts contradict each other.
    #[error("its parts contradict one another: {0}")]
    Contradiction(&'static str),
}

impl CheckpointError {
    /// What a person can do about it.
    pub fn advice(&self) -> String {
        const CHANGED: &str = "The file was changed after it was saved: choose an unchanged one.";
        match self {
            Self::File(error) if error.is_about_content() => CHANGED,
            Self::File(error) => return error.advice(),
            Self::Newer { .. } => "Get the newest version (on the page, reload it), then open the file again.",
            Self::Older { .. } => "Its netG and netD can still be taken out in Python and opened on their own.",
            Self::Checksum => {
                "Fetch the file again. If you changed it on purpose, remove “checksum” from its metadata."
            }
            Self::Metadata { .. } | Self::MissingMetadata(_) | Self::Setting { .. } | Self::Contradiction(_) => CHANGED,
        }
        .into()
    }
}

/// Whether the file says of itself that it is a checkpoint.
pub fn is_checkpoint(file: &TensorFile) -> bool {
    file.metadata().contains_key(VERSION_KEY)
}

/// Puts a checkpoint together.
///
/// # Errors
/// When a tensor's values do not fill its shape.
pub fn to_bytes(snapshot: &Snapshot) -> Result<Vec<u8>, SafeTensorError> {
    let mut tensors = vec![
        Stored::u8("data.order".into(), vec![snapshot.order.len(), IDENTITY_BYTES], identities(&snapshot.order)),
        Stored::u8("rng.order".into(), vec![RNG_BYTES], rng_bytes(&snapshot.order_rng)),
        Stored::u8("rng.latents".into(), vec![RNG_BYTES], rng_bytes(&snapshot.latents_rng)),
        Stored::f32("fixed_noise".into(), noise_shape(&snapshot.config), &snapshot.fixed_noise),
        Stored::f32("history.numbers".into(), vec![snapshot.history.len(), NUMBERS], &numbers(&snapshot.history)),
        Stored::f64("history.seconds".into(), snapshot.history.iter().map(|stats| stats.seconds)),
    ];
    for (key, rng) in [(FLIP_KEY, &snapshot.flip_rng), (AUGMENT_KEY, &snapshot.augment_rng)] {
        tensors.extend(rng.iter().map(|rng| Stored::u8(key.into(), vec![RNG_BYTES], rng_bytes(rng))));
    }
    if !snapshot.held_out.is_empty() {
        let held_out = &snapshot.held_out;
        tensors.push(Stored::u8(HELD_OUT_KEY.into(), vec![held_out.len(), IDENTITY_BYTES], identities(held_out)));
    }
    if !snapshot.measurements.is_empty() {
        let json = serde_json::to_vec(&snapshot.measurements)?;
        tensors.push(Stored::u8(MEASUREMENTS_KEY.into(), vec![json.len()], json));
    }
    tensors.extend(network("netG.", "adamG.", &snapshot.net_g));
    tensors.extend(network("netD.", "adamD.", &snapshot.net_d));
    if let Some(ema) = &snapshot.ema {
        tensors.extend(weights::stored(AVERAGE_PREFIX, ema, snapshot.net_g.batches_tracked));
    }
    tensors.extend(
        snapshot
            .grids
            .iter()
            .map(|grid| Stored::u8(format!("{GRID_PREFIX}{}", grid.iteration), vec![grid.png.len()], grid.png.clone())),
    );
    let mut metadata = weights::metadata(&snapshot.config, &snapshot.history);
    metadata.insert(VERSION_KEY.into(), VERSION.to_string());
    metadata.insert("epoch".into(), snapshot.epoch.to_string());
    metadata.insert("batch".into(), snapshot.batch.to_string());
    if let Some(origin) = &snapshot.origin {
        metadata.insert(ORIGIN_KEY.into(), serde_json::to_string(origin)?);
    }
    let views = tensors.iter().map(|tensor| Ok((tensor.key.as_str(), tensor.view()?)));
    let checksum = checksum(&metadata, views.collect::<Result<_, SafeTensorError>>()?);
    metadata.insert(CHECKSUM_KEY.into(), checksum);
    write(&tensors, metadata)
}

/// Reads a checkpoint.
///
/// # Errors
/// When the file is damaged, of another format, or contradicts itself.
pub fn from_bytes(bytes: &[u8]) -> Result<Snapshot, CheckpointError> {
    let file = TensorFile::read(bytes)?;
    check_version(file.metadata())?;
    check_checksum(&file)?;
    let config = settings(file.metadata())?;
    let order = read_identities(&file, "data.order")?;
    // Files of runs that hold no photos out have none.
    let holds_out = file.keys().contains(&HELD_OUT_KEY);
    let net_g = Network::net_g(&config);
    let read_where = |holds: bool, key| holds.then(|| read_rng(&file, key)).transpose();
    let snapshot = Snapshot {
        net_g: read_network(&file, net_g)?,
        net_d: read_network(&file, Network::net_d(&config))?,
        epoch: number(file.metadata(), "epoch")?,
        batch: number(file.metadata(), "batch")?,
        order_rng: read_rng(&file, "rng.order")?,
        latents_rng: read_rng(&file, "rng.latents")?,
        flip_rng: read_where(config.flip, FLIP_KEY)?,
        augment_rng: read_where(!config.diffaugment.is_off(), AUGMENT_KEY)?,
        ema: (config.ema_decay > 0.0).then(|| read_ema(&file, net_g)).transpose()?,
        fixed_noise: file.f32_of("fixed_noise", &noise_shape(&config))?.values,
        history: read_history(&file, &config, order.len())?,
        origin: read_origin(file.metadata())?,
        measurements: read_measurements(&file)?,
        grids: read_grids(&file)?,
        held_out: if holds_out { read_identities(&file, HELD_OUT_KEY)? } else { Vec::new() },
        order,
        config,
    };
    check_consistency(&snapshot)?;
    Ok(snapshot)
}

fn check_version(metadata: &Metadata) -> Result<(), CheckpointError> {
    match number::<u32>(metadata, VERSION_KEY)? {
        VERSION => Ok(()),
        found if found > VERSION => Err(CheckpointError::Newer { found }),
        found => Err(CheckpointError::Older { found }),
    }
}

/// A file without a checksum was written by another tool and is taken at its word.
fn check_checksum(file: &TensorFile) -> Result<(), CheckpointError> {
    let Some(told) = file.metadata().get(CHECKSUM_KEY) else { return Ok(()) };
    let found = checksum(file.metadata(), file.iter().collect());
    if *told == found { Ok(()) } else { Err(CheckpointError::Checksum) }
}

/// The xxh3-128, in hexadecimal, of all that a file says and holds but the checksum itself: of how many entries of
/// metadata there are, of each one's key and value, and of each tensor's key, type, shape and bytes, sorted by key.
/// Each of these follows its length, so that bytes cannot move from one into the next.
fn checksum(metadata: &Metadata, mut tensors: Vec<(&str, TensorView)>) -> String {
    let said: Vec<_> = metadata.iter().filter(|(key, _)| *key != CHECKSUM_KEY).collect();
    tensors.sort_unstable_by_key(|(key, _)| *key);
    let mut hash = Xxh3Default::new();
    hash.update(&number_bytes(said.len()));
    let mut take = |part: &[u8]| {
        hash.update(&number_bytes(part.len()));
        hash.update(part);
    };
    for (key, value) in said {
        take(key.as_bytes());
        take(value.as_bytes());
    }
    for (key, tensor) in tensors {
        take(key.as_bytes());
        take(tensor.dtype().to_string().as_bytes());
        take(&tensor.shape().iter().copied().flat_map(number_bytes).collect::<Vec<_>>());
        take(tensor.data());
    }
    format!("{:032x}", hash.digest128())
}

fn number_bytes(number: usize) -> [u8; 8] {
    (number as u64).to_le_bytes()
}

fn settings(metadata: &Metadata) -> Result<TrainConfig, CheckpointError> {
    let mut config = TrainConfig::default();
    for field in Field::ALL {
        let Some(text) = metadata.get(field.name()) else {
            if field.is_optional() {
                continue;
            }
            return Err(CheckpointError::MissingMetadata(field.name().into()));
        };
        config.set(field, text).map_err(|why| CheckpointError::Setting { field, why })?;
    }
    Ok(config)
}

fn number<T: FromStr>(metadata: &Metadata, key: &str) -> Result<T, CheckpointError> {
    let value = metadata.get(key).ok_or_else(|| CheckpointError::MissingMetadata(key.into()))?;
    value.parse().map_err(|_| CheckpointError::Metadata { key: key.into(), value: value.clone() })
}

fn noise_shape(config: &TrainConfig) -> Vec<usize> {
    vec![FIXED_SAMPLES, config.nz, 1, 1]
}

/// Identities as a file has them.
pub(super) fn identities(order: &[u128]) -> Vec<u8> {
    order.iter().flat_map(|identity| identity.to_le_bytes()).collect()
}

fn read_identities(file: &TensorFile, key: &str) -> Result<Vec<u128>, FileError> {
    let bytes = file.u8_rows(key, &[IDENTITY_BYTES])?;
    Ok(bytes.as_chunks().0.iter().map(|&bytes| u128::from_le_bytes(bytes)).collect())
}

fn network(prefix: &str, adam: &str, network: &NetworkState) -> Vec<Stored> {
    let mut tensors = weights::stored(prefix, &network.state, network.batches_tracked);
    tensors.push(Stored::count(format!("{adam}step"), network.adam.steps));
    for (name, averages) in [("exp_avg", &network.adam.exp_avg), ("exp_avg_sq", &network.adam.exp_avg_sq)] {
        let ema = |t: &HostTensor| Stored::f32(format!("{adam}{}.{name}", t.key), t.shape.clone(), &t.values);
        tensors.extend(averages.iter().map(ema));
    }
    tensors
}

/// Reads a network, which the settings say to be this one, and its optimiser.
fn read_network(file: &TensorFile, network: Network) -> Result<NetworkState, CheckpointError> {
    let (prefix, adam, other_size) = match network {
        Network::Generator { .. } => ("netG.", "adamG.", "netG is not of its settings' size"),
        Network::Discriminator { .. } => ("netD.", "adamD.", "netD is not of its settings' size"),
    };
    let weights = read_weights(file, prefix, network, other_size)?;
    let steps = file.count(&format!("{adam}step"))?;
    let averages = |name: &str| -> Result<Vec<HostTensor>, FileError> {
        let parameters = weights.state.iter().filter(|t| steps > 0 && t.is_parameter());
        let ema = |t: &HostTensor| {
            let ema = file.f32_of(&format!("{adam}{}.{name}", t.key), &t.shape)?;
            Ok(HostTensor { key: t.key.clone(), ..ema })
        };
        parameters.map(ema).collect()
    };
    let adam = AdamState { steps, exp_avg: averages("exp_avg")?, exp_avg_sq: averages("exp_avg_sq")? };
    Ok(NetworkState { adam, state: weights.state, batches_tracked: weights.batches_tracked })
}

/// Reads the state dict of netG's average.
fn read_ema(file: &TensorFile, net_g: Network) -> Result<Vec<HostTensor>, CheckpointError> {
    Ok(read_weights(file, AVERAGE_PREFIX, net_g, "netG's average is not of its settings' size")?.state)
}

/// Reads a state dict whose keys stand behind `prefix`; where it is that of another size, `other_size` says so.
fn read_weights(
    file: &TensorFile,
    prefix: &str,
    network: Network,
    other_size: &'static str,
) -> Result<Weights, CheckpointError> {
    let entries = Entries::behind(prefix, file)?;
    let shapes = entries.shapes();
    if Network::told_by(&shapes).is_ok_and(|told| told != network) {
        return Err(CheckpointError::Contradiction(other_size));
    }
    network.check(&shapes).map_err(|error| FileError::Network(error.rename(|key| entries.full(&key)).into()))?;
    entries.demand_float32()?;
    Ok(entries.read(network)?)
}

fn rng_bytes(state: &RngState) -> Vec<u8> {
    [&state.seed[..], &state.stream.to_le_bytes(), &state.word_pos.to_le_bytes()].concat()
}

fn read_rng(file: &TensorFile, key: &str) -> Result<RngState, CheckpointError> {
    const WRONG: CheckpointError = CheckpointError::Contradiction("a random generator's state is not one");
    let bytes = file.u8_rows(key, &[])?;
    let (seed, rest) = bytes.split_first_chunk().ok_or(WRONG)?;
    let (stream, rest) = rest.split_first_chunk().ok_or(WRONG)?;
    let word_pos = u128::from_le_bytes(rest.try_into().map_err(|_| WRONG)?);
    // ChaCha counts 2^64 blocks of 16 words.
    if word_pos >> 68 != 0 {
        return Err(WRONG);
    }
    Ok(RngState { seed: *seed, stream: u64::from_le_bytes(*stream), word_pos })
}

fn numbers(history: &[Stats]) -> Vec<f32> {
    history.iter().flat_map(|s| [s.loss_d, s.loss_g, s.d_x, s.d_g_z1, s.d_g_z2]).collect()
}

/// The numbers of every iteration; their places in the run follow from its settings.
fn read_history(file: &TensorFile, config: &TrainConfig, images: usize) -> Result<Vec<Stats>, CheckpointError> {
    let iterations: usize = number(file.metadata(), "iterations")?;
    let numbers = file.f32_of("history.numbers", &[iterations, NUMBERS])?.values;
    let per_epoch = config.iterations_per_epoch(images).max(1);
    let seconds = file.f64_of("history.seconds", iterations)?;
    let stats = |(iteration, (numbers, seconds)): (usize, (&[f32; NUMBERS], f64))| {
        let [loss_d, loss_g, d_x, d_g_z1, d_g_z2] = *numbers;
        let (epoch, batch) = (iteration / per_epoch, iteration % per_epoch);
        let images = config.batch_size.min(images - batch * config.batch_size);
        Stats { iteration, epoch, batch, images, loss_d, loss_g, d_x, d_g_z1, d_g_z2, seconds }
    };
    Ok(numbers.as_chunks().0.iter().zip(seconds).enumerate().map(stats).collect())
}

/// Files of runs that began with their first iteration have none.
fn read_origin(metadata: &Metadata) -> Result<Option<Origin>, CheckpointError> {
    let unread = |_| CheckpointError::Contradiction("its origin is not the JSON of one");
    metadata.get(ORIGIN_KEY).map(|json| serde_json::from_str(json)).transpose().map_err(unread)
}

/// Files of runs that were never measured have none.
fn read_measurements(file: &TensorFile) -> Result<Vec<Measurement>, CheckpointError> {
    if !file.keys().contains(&MEASUREMENTS_KEY) {
        return Ok(Vec::new());
    }
    let unread = |_| CheckpointError::Contradiction("its measurements are not the JSON of measurements");
    serde_json::from_slice(file.u8_rows(MEASUREMENTS_KEY, &[])?).map_err(unread)
}

fn read_grids(file: &TensorFile) -> Result<Vec<SavedGrid>, CheckpointError> {
    // As they are written here, so that no two are of one iteration: `grid.7` is one, `grid.07` is not.
    let iteration = |key: &str| -> Option<usize> {
        let digits = key.strip_prefix(GRID_PREFIX)?;
        digits.parse().ok().filter(|iteration: &usize| iteration.to_string() == digits)
    };
    let grids = file.keys().into_iter().filter_map(|key| Some((key, iteration(key)?)));
    let read = |(key, iteration)| Ok(SavedGrid { iteration, png: file.u8_rows(key, &[])?.to_vec() });
    let mut grids = grids.map(read).collect::<Result<Vec<_>, FileError>>()?;
    grids.sort_by_key(|grid| grid.iteration);
    Ok(grids)
}

fn check_consistency(snapshot: &Snapshot) -> Result<(), CheckpointError> {
    let Snapshot { config, net_g, net_d, order, held_out, epoch, batch, history, measurements, .. } = snapshot;
    let demand = |holds: bool, what| if holds { Ok(()) } else { Err(CheckpointError::Contradiction(what)) };
    // A run's Adams begin with it, whatever weights it started from.
    let counts = |network: &NetworkState| network.adam.steps == history.len() as u64;
    demand(counts(net_g), "the steps of netG's Adam are not its iterations")?;
    demand(counts(net_d), "the steps of netD's Adam are not its iterations")?;
    let measured = measurements.iter().all(|measurement| measurement.iterations <= history.len());
    demand(measured, "it was measured after more iterations than it has")?;
    demand(!order.is_empty(), "its epoch has no photos")?;
    let share = config.held_out(order.len() + held_out.len());
    demand(held_out.len() == share, "its held-out photos are not the share that its holdout says")?;
    let per_epoch = config.iterations_per_epoch(order.len());
    let done = epoch.checked_mul(per_epoch).and_then(|done| done.checked_add(*batch));
    demand(*batch <= per_epoch && done == Some(history.len()), "its epoch and batch are not its iterations'")
}
