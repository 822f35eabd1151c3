//! Opening checkpoints and weights.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use facegan_model::{HostTensor, Network, StateMismatch, check_finite};
use facegan_store::opened::{ContentError, Opened};
use facegan_train::Snapshot;

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{} could not be read: {source}", path.display())]
    Unread { path: PathBuf, source: io::Error },
    #[error("{} cannot be used: {source}", path.display())]
    Content { path: PathBuf, source: Box<ContentError> },
    #[error("{} holds weights, not a whole run", .0.display())]
    NoRun(PathBuf),
    #[error("{} holds no netG", .0.display())]
    NoGenerator(PathBuf),
    #[error("{} holds no moving average of netG", .0.display())]
    NoAverage(PathBuf),
    #[error("{} cannot be used: {source}", path.display())]
    Spoilt { path: PathBuf, source: StateMismatch },
}

impl OpenError {
    /// What a person can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Unread { .. } => "Look at the path, and at who may read it.",
            Self::Content { source, .. } => return source.advice(),
            Self::NoRun(_) => "Give the checkpoint of a run, checkpoint.safetensors.",
            Self::NoGenerator(_) => "Give netG.safetensors, or the checkpoint of a run.",
            Self::NoAverage(_) => "Leave --average out, or give the checkpoint of a run with an ema_decay above 0.",
            Self::Spoilt { .. } => {
                "It was saved after training had diverged: give an earlier file, or train again with a lower --lr."
            }
        }
        .into()
    }
}

/// Opens a checkpoint or weights.
///
/// # Errors
/// When the file cannot be read, or is neither.
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    of_bytes(path, &read(path)?)
}

/// Reads a file.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, OpenError> {
    fs::read(path).map_err(|source| OpenError::Unread { path: path.to_owned(), source })
}

/// A checkpoint or weights, of the file at `path`.
///
/// # Errors
/// When the bytes are neither.
pub fn of_bytes(path: &Path, bytes: &[u8]) -> Result<Opened, OpenError> {
    let mut opened = Opened::default();
    let content = opened.open(path.display().to_string(), bytes);
    content.map_err(|error| OpenError::Content { path: path.to_owned(), source: Box::new(error) })?;
    Ok(opened)
}

/// The run of an opened checkpoint.
///
/// # Errors
/// When weights are open.
pub fn run(path: &Path, opened: Opened) -> Result<Snapshot, OpenError> {
    match opened {
        Opened::Checkpoint { snapshot, .. } => Ok(*snapshot),
        Opened::Weights(_) | Opened::Nothing => Err(OpenError::NoRun(path.to_owned())),
    }
}

/// Opens the checkpoint of a run that is to be continued.
///
/// # Errors
/// When the file cannot be read, is not a checkpoint, or its weights are NaN or infinite.
pub fn resumed(path: &Path) -> Result<Snapshot, OpenError> {
    let snapshot = run(path, open(path)?)?;
    let average = snapshot.ema.as_deref().unwrap_or_default();
    let networks = [("netG.", &snapshot.net_g.state[..]), ("netD.", &snapshot.net_d.state), ("netG_ema.", average)];
    networks.into_iter().try_for_each(|(prefix, state)| check(path, state, prefix))?;
    Ok(snapshot)
}

/// Checks that a network can be used; messages show its keys with `prefix`.
///
/// # Errors
/// When it holds numbers that are NaN or infinite.
pub fn check(path: &Path, state: &[HostTensor], prefix: &str) -> Result<(), OpenError> {
    let spoilt = |error: StateMismatch| {
        let source = error.rename(|key| format!("{prefix}{key}"));
        OpenError::Spoilt { path: path.to_owned(), source }
    };
    check_finite(state).map_err(spoilt)
}

/// The moving average of a checkpoint's netG.
pub fn averaged(opened: &Opened) -> Option<(Network, &[HostTensor])> {
    let average = opened.snapshot()?.ema.as_deref()?;
    opened.net_g().map(|(network, _)| (network, average))
}

/// A file's name with the folder that it is in, without what is around that.
pub fn short_name(path: &Path) -> String {
    let folder = path.parent().and_then(Path::file_name).map(Path::new);
    let name = path.file_name().map(Path::new).unwrap_or(path);
    folder.map_or_else(|| name.to_owned(), |folder| folder.join(name)).display().to_string()
}

/// Prints a file's notes on standard error.
pub fn tell(opened: &Opened) {
    for file in opened.report() {
        for remark in file.remarks {
            // Work continues where standard error cannot be written.
            let _ = writeln!(io::stderr(), "{}: {remark}.", file.name);
        }
    }
}
