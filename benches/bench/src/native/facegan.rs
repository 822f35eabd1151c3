//! The native command's side.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::job::Case;
use crate::subject::PHOTOS;

/// A run of the command.
pub struct Run {
    /// What it computed on.
    pub adapter: String,
    /// Of each iteration.
    pub seconds: Vec<f64>,
}

/// Trains so many iterations with the tutorial's other settings.
///
/// # Errors
/// When the command fails, or does not write what it should.
pub fn train(facegan: &Path, Case { ngf, batch }: Case, iterations: usize) -> Result<Run> {
    let folder = TempDir::new().context("there is no temporary folder")?;
    let out = folder.path().join("run");
    let mut command = Command::new(facegan);
    command.arg("train").arg("--out").arg(&out).arg(format!("--samples={}", PHOTOS.next_multiple_of(batch)));
    // The grids of the first iteration and the last only.
    command.args(["--preset=tutorial", "--num-epochs=100000", "--sample-every=1000000"]);
    command.args([format!("--ngf={ngf}"), format!("--ndf={ngf}"), format!("--batch-size={batch}")]);
    let output = command.arg(format!("--max-iterations={iterations}")).output().context("facegan does not run")?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "facegan failed: {told}");
    let adapter = told.lines().find_map(|line| line.strip_prefix("Training on ")?.strip_suffix('.'));
    let adapter = adapter.context("facegan does not say what it trains on")?.to_owned();
    let losses = fs::read_to_string(out.join("losses.csv")).context("facegan wrote no losses.csv")?;
    Ok(Run { adapter, seconds: seconds(&losses)? })
}

/// The column of that name.
fn seconds(csv: &str) -> Result<Vec<f64>> {
    let mut rows = csv.lines();
    let at = rows.next().and_then(|header| header.split(',').position(|name| name == "seconds"));
    let at = at.context("losses.csv has no column of seconds")?;
    let cell = |row: &str| row.split(',').nth(at)?.parse().ok();
    rows.map(|row| cell(row).with_context(|| format!("losses.csv has a row without seconds: {row}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_found_by_their_name() {
        assert_eq!(seconds("iteration,seconds,x\n0,0.5,1\n1,0.25,1\n").unwrap(), [0.5, 0.25]);
        assert!(seconds("iteration\n0\n").is_err());
        assert!(seconds("iteration,seconds\n0\n").is_err());
    }
}
