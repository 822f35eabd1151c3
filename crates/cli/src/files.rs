//! Writes whole files, each completely or not at all, and text files that grow.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::unfinished::write_whole;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{} could not be written: {source}", .path.display())]
pub struct WriteError {
    path: PathBuf,
    source: io::Error,
}

impl WriteError {
    /// What a person can do about it.
    pub const ADVICE: &str = "Make space and look at who may write there, then try again; a run goes on with --resume.";

    /// What becomes of an error at this path.
    pub fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self { path, source }
    }
}

/// Writes a file, and the folders it lies in. An existing file is replaced atomically: there is always the old one or
/// the new one.
///
/// # Errors
/// When there is no space, or this may not be written there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| write_whole(path, bytes)).map_err(WriteError::at(path))
}

/// A text file that grows at its end.
pub struct TextFile {
    path: PathBuf,
    file: File,
}

impl TextFile {
    /// A file that begins with a text, in place of one that was there before.
    ///
    /// # Errors
    /// When there is no space, or this may not be written there.
    pub fn begin(path: PathBuf, text: &str) -> Result<Self, WriteError> {
        write(&path, text.as_bytes())?;
        let file = File::options().append(true).open(&path).map_err(WriteError::at(&path))?;
        Ok(Self { path, file })
    }

    /// Adds a text.
    ///
    /// # Errors
    /// When there is no space.
    pub fn append(&mut self, text: &str) -> Result<(), WriteError> {
        self.file.write_all(text.as_bytes()).map_err(WriteError::at(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_leaves_nothing_beside_it() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("sub/file.bin");
        for bytes in [&b"long before"[..], b"new"] {
            write(&path, bytes).unwrap();
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
        assert_eq!(fs::read_dir(folder.path().join("sub")).unwrap().count(), 1);
        let error = write(&path.join("below"), b"x").unwrap_err().to_string();
        assert!(error.starts_with(&format!("{} could not be written: ", path.join("below").display())), "{error}");
    }

    #[test]
    fn a_growing_file_begins_anew() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("log.txt");
        for _ in 0..2 {
            let mut text = TextFile::begin(path.clone(), "a\n").unwrap();
            text.append("b\n").unwrap();
        }
        assert_eq!(fs::read_to_string(path).unwrap(), "a\nb\n");
    }
}
