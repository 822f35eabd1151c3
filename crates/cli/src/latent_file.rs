//! Files with the latent of a photo: `invert` writes one, `animate` walks through them.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::files::{self, WriteError};
use super::opened::short_name;
use facegan_core::latent::{FoundLatent, Latent};
use facegan_store::latent_file::{LatentFileError, from_bytes, is_latent, to_bytes};

/// The ending by which a walk's stops that are files are known.
const ENDING: &str = "safetensors";

/// Why a latent cannot be written there, or read from there.
#[derive(Debug, thiserror::Error)]
pub enum LatentError {
    #[error("{} does not end with .{ENDING}", .0.display())]
    Ending(PathBuf),
    #[error("{} is there already", .0.display())]
    There(PathBuf),
    #[error("{} could not be read: {source}", path.display())]
    Unread { path: PathBuf, source: io::Error },
    #[error("{} cannot be used: {source}", path.display())]
    Content { path: PathBuf, source: Box<LatentFileError> },
    #[error("{} cannot be used: its latent has {found} numbers, and this netG takes {nz}", path.display())]
    OtherLength { path: PathBuf, found: usize, nz: usize },
    #[error("{} could not be written: {source}", path.display())]
    Encode { path: PathBuf, source: Box<LatentFileError> },
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl LatentError {
    /// The command's exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Encode { .. } | Self::Write(_) => 1,
            Self::Ending(_) | Self::There(_) => 2,
            Self::Unread { .. } | Self::Content { .. } | Self::OtherLength { .. } => 3,
        }
    }

    /// What a person can do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Ending(_) => "Choose a --latent-out that ends with .safetensors, so that --walk takes it.",
            Self::There(_) => "Move it away, or choose another --latent-out.",
            Self::Unread { .. } => "Look at the path, and at who may read it.",
            Self::Content { .. } => "Give a file that the page's “Save latent” or `facegan invert --latent-out` wrote.",
            Self::OtherLength { .. } => "Give the netG that it was found with.",
            Self::Write(_) => WriteError::ADVICE,
            Self::Encode { .. } => return None,
        })
    }
}

/// Whether a path names a file with a latent.
pub fn is_named_so(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

/// Where a latent goes.
#[derive(Debug)]
pub struct LatentFile(PathBuf);

impl LatentFile {
    /// Checks that a latent can go there.
    ///
    /// # Errors
    /// When the name has another ending, or something lies there.
    pub fn at(path: PathBuf) -> Result<Self, LatentError> {
        if !is_named_so(&path) {
            return Err(LatentError::Ending(path));
        }
        if path.exists() { Err(LatentError::There(path)) } else { Ok(Self(path)) }
    }

    /// Writes the latent.
    ///
    /// # Errors
    /// When there is no space, or this may not be written there.
    pub fn write(&self, latent: &FoundLatent) -> Result<(), LatentError> {
        let bytes = to_bytes(latent)
            .map_err(|source| LatentError::Encode { path: self.0.clone(), source: Box::new(source) })?;
        Ok(files::write(&self.0, &bytes)?)
    }
}

/// Reads the latent of a file, for a netG that takes latents of `nz` numbers.
///
/// # Errors
/// When the file cannot be read, holds no latent, or one of another length.
pub fn read(path: &Path, nz: usize) -> Result<Latent, LatentError> {
    let bytes = fs::read(path).map_err(|source| LatentError::Unread { path: path.to_owned(), source })?;
    let found = of_bytes(path, &bytes)?;
    match found.values.len() {
        length if length == nz => Ok(Latent::Found(found)),
        length => Err(LatentError::OtherLength { path: path.to_owned(), found: length, nz }),
    }
}

/// The latent of a file that holds nothing else; nothing for other files.
///
/// # Errors
/// When numbers are not finite, or it is of another shape or type.
pub fn told(path: &Path, bytes: &[u8]) -> Result<Option<FoundLatent>, LatentError> {
    is_latent(bytes).then(|| of_bytes(path, bytes)).transpose()
}

fn of_bytes(path: &Path, bytes: &[u8]) -> Result<FoundLatent, LatentError> {
    from_bytes(bytes, &short_name(path))
        .map_err(|source| LatentError::Content { path: path.to_owned(), source: Box::new(source) })
}
