//! `cargo xtask bench --native`: the native command's iterations beside PyTorch's, in turn.

mod facegan;
mod pytorch;
mod report;
mod turns;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::job::{Case, Extent};
use crate::results;
use report::Report;
use turns::Turns;

/// What `cargo xtask bench --native` got ready and was asked for.
#[derive(Debug, Deserialize)]
pub struct Job {
    /// The native command.
    facegan: PathBuf,
    /// A Python that has PyTorch.
    python: PathBuf,
    /// The folder of the tutorial's networks and of its iteration in Python.
    tutorial: PathBuf,
    /// The sizes asked for; none for the usual ones.
    cases: Vec<Case>,
    rounds: usize,
    extent: Extent,
    json: bool,
    /// The file that keeps the results of a full measurement.
    results: PathBuf,
}

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contender {
    Facegan,
    /// PyTorch as it comes.
    PyTorch,
    /// PyTorch without TF32, which only a GPU has.
    Float32,
}

/// The sizes measured by default on a processor.
const USUAL: [Case; 2] = [Case::SMALLEST, Case { ngf: 16, batch: 16 }];
/// Those on a GPU: the smallest, and those of the presets Quick and Tutorial.
const ON_GPU: [Case; 3] = [Case::SMALLEST, Case { ngf: 32, batch: 64 }, Case { ngf: 64, batch: 128 }];

/// Measures, prints and keeps the results.
///
/// # Errors
/// When the command or PyTorch fails.
pub fn run(job: &Path) -> Result<()> {
    let text = fs::read_to_string(job).with_context(|| format!("could not read {}", job.display()))?;
    let job: Job = serde_json::from_str(&text).context("the job is not what xtask writes")?;
    let report = measure(&job)?;
    let text = report.markdown();
    println!("\n{text}");
    if job.extent == Extent::Full {
        results::keep(&job.results, &report.title(), &text)?;
    }
    if job.json {
        println!("{}", report.json());
    }
    Ok(())
}

fn measure(job: &Job) -> Result<Report> {
    let pytorch = pytorch::about(job)?;
    let cases = cases(job, pytorch.cuda);
    let mut turns = Turns::new(job);
    for case in &cases {
        for round in 1..=job.rounds {
            for contender in Contender::ALL.iter().filter(|one| pytorch.cuda || **one != Contender::Float32) {
                let ms = turns.take(*case, *contender)?;
                println!("round {round}  {case:<6}  {:<18}  {ms:>8.1} ms", contender.name());
            }
        }
    }
    let Turns { adapter, ms, .. } = turns;
    Ok(Report { adapter, pytorch, cases, rounds: job.rounds, ms })
}

fn cases(job: &Job, gpu: bool) -> Vec<Case> {
    match job.extent {
        _ if !job.cases.is_empty() => job.cases.clone(),
        Extent::Trial => vec![Case::SMALLEST],
        Extent::Full if gpu => ON_GPU.into(),
        Extent::Full => USUAL.into(),
    }
}

impl Contender {
    /// In the order of their turns.
    const ALL: [Self; 3] = [Self::Facegan, Self::PyTorch, Self::Float32];

    pub fn name(self) -> &'static str {
        match self {
            Self::Facegan => "facegan",
            Self::PyTorch => "PyTorch",
            Self::Float32 => "PyTorch in float32",
        }
    }
}
