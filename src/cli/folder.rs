//! The folder that a run's files go to.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::{self, Growing, WriteError};
use super::records::FileRecords;

const CHECKPOINT: &str = "checkpoint.safetensors";
/// What became of every file that was read for a run.
pub const REPORT: &str = "report.txt";

/// A run's own folder.
#[derive(Debug, Clone)]
pub struct RunFolder(PathBuf);

/// Why a folder cannot be a run's.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("there is a run in this folder already: {}", .0.display())]
    Taken(PathBuf),
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl RunFolder {
    /// Makes a folder ready for a run. The checkpoint of another run in it is never written over.
    ///
    /// # Errors
    /// When there is one that is not gone on from, or the folder cannot be made.
    pub fn claim(folder: &Path, resume: Option<&Path>) -> Result<Self, FolderError> {
        let this = Self(folder.to_owned());
        let checkpoint = this.checkpoint();
        if checkpoint.exists() && !resume.is_some_and(|resume| is_same(resume, &checkpoint)) {
            return Err(FolderError::Taken(checkpoint));
        }
        fs::create_dir_all(folder).map_err(WriteError::at(folder))?;
        Ok(this)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The run's checkpoint.
    pub fn checkpoint(&self) -> PathBuf {
        self.0.join(CHECKPOINT)
    }

    /// An unnamed file for photos, which is gone when the command ends.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn records(&self) -> Result<FileRecords, WriteError> {
        FileRecords::within(&self.0).map_err(WriteError::at(&self.0))
    }

    /// Writes the run's checkpoint.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_checkpoint(&self, bytes: &[u8]) -> Result<(), WriteError> {
        self.write(CHECKPOINT, bytes)
    }

    /// Writes a file as a whole.
    ///
    /// # Errors
    /// When there is no space, or this may not be written there.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        files::write(&self.0.join(name), bytes)
    }

    /// Begins a file that grows.
    ///
    /// # Errors
    /// When there is no space, or this may not be written there.
    pub fn begin(&self, name: &str, text: &str) -> Result<Growing, WriteError> {
        Growing::begin(self.0.join(name), text)
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_run_is_not_written_over_but_gone_on_with() {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("a/b");
        let claimed = RunFolder::claim(&out, None).unwrap();
        assert!(RunFolder::claim(&out, None).is_ok(), "it is empty");
        claimed.write(CHECKPOINT, b"a run").unwrap();
        assert!(matches!(RunFolder::claim(&out, None), Err(FolderError::Taken(_))));
        assert!(RunFolder::claim(&out, Some(&out.join("../b/checkpoint.safetensors"))).is_ok());
        fs::write(folder.path().join("other"), b"another run").unwrap();
        assert!(RunFolder::claim(&out, Some(&folder.path().join("other"))).is_err());
    }
}
