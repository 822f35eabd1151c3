//! The turns of each contender, and how long they are.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use super::{Contender, Job, facegan, pytorch};
use crate::job::{Case, Extent};

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

/// The turns taken so far.
pub struct Turns<'a> {
    job: &'a Job,
    /// What facegan computed on.
    pub adapter: String,
    /// Mean milliseconds of an iteration in each turn.
    pub ms: BTreeMap<(Case, Contender), Vec<f64>>,
    /// Counted iterations of a turn.
    counted: BTreeMap<(Case, Contender), usize>,
}

impl<'a> Turns<'a> {
    /// None yet.
    pub fn new(job: &'a Job) -> Self {
        Self { job, adapter: String::new(), ms: BTreeMap::new(), counted: BTreeMap::new() }
    }

    /// Takes one more; returns its mean milliseconds.
    ///
    /// # Errors
    /// When the contender fails.
    pub fn take(&mut self, case: Case, contender: Contender) -> Result<f64> {
        let counted = self.counted(case, contender)?;
        let ms = self.train(case, contender, counted)?;
        self.ms.entry((case, contender)).or_default().push(ms);
        Ok(ms)
    }

    /// How many iterations count in a turn of full length, which a short one tells.
    fn counted(&mut self, case: Case, contender: Contender) -> Result<usize> {
        if self.job.extent == Extent::Trial {
            return Ok(FIRST);
        }
        if let Some(counted) = self.counted.get(&(case, contender)) {
            return Ok(*counted);
        }
        let ms = self.train(case, contender, FIRST)?;
        let counted = (SECONDS * 1e3 / ms).clamp(LEAST, MOST) as usize;
        self.counted.insert((case, contender), counted);
        Ok(counted)
    }

    /// Trains for so many iterations that count; returns their mean milliseconds.
    fn train(&mut self, case: Case, contender: Contender, counted: usize) -> Result<f64> {
        let iterations = WARM_UP + counted + ENDING;
        let seconds = match contender {
            Contender::Facegan => {
                let run = facegan::train(&self.job.facegan, case, iterations)?;
                self.adapter = run.adapter;
                run.seconds
            }
            Contender::PyTorch => pytorch::train(self.job, "usual", case, iterations)?,
            Contender::Float32 => pytorch::train(self.job, "float32", case, iterations)?,
        };
        ensure!(seconds.len() == iterations, "{} of {iterations} iterations were done", seconds.len());
        Ok(mean_ms(&seconds))
    }
}

/// Mean milliseconds of a turn's iterations without its start and its end.
fn mean_ms(seconds: &[f64]) -> f64 {
    let counted = &seconds[WARM_UP..seconds.len() - ENDING];
    counted.iter().sum::<f64>() / counted.len() as f64 * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turns_start_and_end_do_not_count() {
        assert_eq!(mean_ms(&[9.0, 9.0, 9.0, 1.0, 3.0, 9.0, 9.0]), 2000.0);
    }
}
