//! `cargo xtask bench --native`: the native command's iterations beside PyTorch's, in turn.

mod facegan;
mod pytorch;
mod report;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::job::{Case, Extent};
use crate::results;
use report::Report;

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

/// The sizes measured by default: small enough for a GPU that a CPU plays.
const USUAL: [Case; 2] = [Case::SMALLEST, Case { ngf: 16, batch: 16 }];
/// Iterations at a turn's start that do not count: shaders are compiled, and algorithms chosen.
const WARM_UP: usize = 3;
/// Those at its end, with facegan's last sample grid.
const ENDING: usize = 2;
/// Counted iterations of the turn that tells how many there can be in the others, and of every turn in a trial.
const FIRST: usize = 3;
/// Seconds of counted iterations in a turn, as far as these numbers of them allow.
const SECONDS: f64 = 5.0;
const LEAST: f64 = 5.0;
const MOST: f64 = 500.0;

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
    let contenders: &[Contender] = if pytorch.cuda {
        &[Contender::Facegan, Contender::PyTorch, Contender::Float32]
    } else {
        &[Contender::Facegan, Contender::PyTorch]
    };
    let cases = match (job.cases.as_slice(), job.extent) {
        ([], Extent::Full) => &USUAL[..],
        ([], Extent::Trial) => &USUAL[..1],
        (cases, _) => cases,
    };
    let mut adapter = String::new();
    let mut turns: BTreeMap<(Case, Contender), Vec<f64>> = BTreeMap::new();
    for &case in cases {
        let mut counts: BTreeMap<Contender, usize> = BTreeMap::new();
        for round in 1..=job.rounds {
            for &contender in contenders {
                let mut turn = |counted: usize| -> Result<f64> {
                    let iterations = WARM_UP + counted + ENDING;
                    let seconds = match contender {
                        Contender::Facegan => {
                            let run = facegan::train(&job.facegan, case, iterations)?;
                            adapter = run.adapter;
                            run.seconds
                        }
                        Contender::PyTorch | Contender::Float32 => pytorch::train(job, contender, case, iterations)?,
                    };
                    mean_ms(&seconds, iterations)
                };
                let counted = match (job.extent, counts.get(&contender)) {
                    (Extent::Trial, _) => FIRST,
                    (Extent::Full, Some(&counted)) => counted,
                    (Extent::Full, None) => {
                        let counted = (SECONDS * 1e3 / turn(FIRST)?).clamp(LEAST, MOST) as usize;
                        counts.insert(contender, counted);
                        counted
                    }
                };
                let ms = turn(counted)?;
                println!("round {round}  {case:<6}  {:<18}  {ms:>8.1} ms  ({counted} iterations)", contender.name());
                turns.entry((case, contender)).or_default().push(ms);
            }
        }
    }
    Ok(Report { adapter, pytorch, cases: cases.to_vec(), rounds: job.rounds, turns })
}

/// Mean milliseconds of a turn's iterations without its start and its end.
fn mean_ms(seconds: &[f64], iterations: usize) -> Result<f64> {
    ensure!(seconds.len() == iterations, "{} of {iterations} iterations were done", seconds.len());
    let counted = &seconds[WARM_UP..iterations - ENDING];
    Ok(counted.iter().sum::<f64>() / counted.len() as f64 * 1e3)
}

impl Contender {
    pub fn name(self) -> &'static str {
        match self {
            Self::Facegan => "facegan",
            Self::PyTorch => "PyTorch",
            Self::Float32 => "PyTorch in float32",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turns_start_and_end_do_not_count() {
        assert_eq!(mean_ms(&[9.0, 9.0, 9.0, 1.0, 3.0, 9.0, 9.0], 7).unwrap(), 2000.0);
        assert_eq!(mean_ms(&[1.0], 7).unwrap_err().to_string(), "1 of 7 iterations were done");
    }
}
