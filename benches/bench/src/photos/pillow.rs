//! What `benches/photos.py` measures.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::IMAGE_SIZE;

const PROGRAM: &str = include_str!("../../../photos.py");

/// Seconds in which Pillow reads the photos in so many processes.
pub fn seconds(python: &Path, processes: usize, photos: &[PathBuf]) -> Result<f64> {
    let words = ["read".to_owned(), processes.to_string(), IMAGE_SIZE.to_string()];
    let words = words.iter().map(AsRef::as_ref).chain(photos.iter().map(|path| path.as_os_str()));
    run(python, words)?.trim().parse().context("photos.py prints seconds")
}

/// Runs the program and returns what it printed.
pub fn run<'a>(python: &Path, words: impl Iterator<Item = &'a OsStr>) -> Result<String> {
    let output = Command::new(python).args(["-c", PROGRAM]).args(words).output();
    let output = output.with_context(|| format!("{} does not run", python.display()))?;
    ensure!(output.status.success(), "photos.py failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).context("photos.py prints text")
}
