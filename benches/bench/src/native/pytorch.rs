//! What `benches/pytorch.py` measures.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Job;
use crate::job::Case;

const PROGRAM: &str = include_str!("../../../pytorch.py");

/// The PyTorch that is there.
#[derive(Debug, Deserialize)]
pub struct About {
    pub version: String,
    /// What it computes on.
    pub device: String,
    /// Whether that is a GPU.
    pub cuda: bool,
    /// Of the processor.
    pub threads: usize,
}

/// Which PyTorch there is.
///
/// # Errors
/// When it does not start.
pub fn about(job: &Job) -> Result<About> {
    run(job, &["about"])
}

/// Seconds of each of so many iterations of the tutorial's loop, in one of the program's precisions.
///
/// # Errors
/// When it fails.
pub fn train(job: &Job, precision: &str, Case { ngf, batch }: Case, iterations: usize) -> Result<Vec<f64>> {
    run(job, &["train", precision, &ngf.to_string(), &batch.to_string(), &iterations.to_string()])
}

fn run<Answer: DeserializeOwned>(job: &Job, words: &[&str]) -> Result<Answer> {
    let mut command = Command::new(&job.python);
    let output = command.args(["-c", PROGRAM]).args(words).env("PYTHONPATH", &job.tutorial).output();
    let output = output.with_context(|| format!("{} does not run", job.python.display()))?;
    ensure!(output.status.success(), "pytorch.py failed: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).context("pytorch.py prints one JSON value")
}
