//! Opening checkpoints and weights.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::store::opened::{ContentError, Opened};
use crate::train::Snapshot;

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
}

impl OpenError {
    /// What a person can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Unread { .. } => "Look at the path, and at who may read it.",
            Self::Content { source, .. } => source.advice(),
            Self::NoRun(_) => "Give the checkpoint of a run.",
            Self::NoGenerator(_) => "Give netG.safetensors, or the checkpoint of a run.",
            Self::NoAverage(_) => "Leave --average out, or give the checkpoint of a run with an ema_decay above 0.",
        }
        .into()
    }
}

/// Opens a checkpoint or weights.
///
/// # Errors
/// When the file cannot be read, or is neither.
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    let bytes = fs::read(path).map_err(|source| OpenError::Unread { path: path.to_owned(), source })?;
    let mut opened = Opened::default();
    let content = opened.open(path.display().to_string(), &bytes);
    content.map_err(|error| OpenError::Content { path: path.to_owned(), source: Box::new(error) })?;
    Ok(opened)
}

/// Opens the checkpoint of a run.
///
/// # Errors
/// When the file cannot be read, or is none.
pub fn checkpoint(path: &Path) -> Result<Snapshot, OpenError> {
    match open(path)? {
        Opened::Checkpoint { snapshot, .. } => Ok(*snapshot),
        Opened::Weights(_) | Opened::Nothing => Err(OpenError::NoRun(path.to_owned())),
    }
}
