//! What was foretold of a run, beside what came of it.

use super::words::about_iterations;
use crate::page::format::{count, duration};
use facegan_core::config::TrainConfig;
use facegan_core::plan::{Outcome, Plan, TimeWanted};

/// What the plan said of the run that was started with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Foretold {
    config: TrainConfig,
    time: TimeWanted,
    iterations: u64,
    outcome: Outcome,
}

impl From<&Plan> for Foretold {
    fn from(plan: &Plan) -> Self {
        let Plan { config, time, iterations, outcome, .. } = plan.clone();
        Self { config, time, iterations, outcome }
    }
}

impl Foretold {
    /// Whether it is about a run with these settings. A run that is recovered keeps them. In place of auto it has the
    /// crop that was chosen.
    pub fn is_of(&self, config: &TrainConfig) -> bool {
        TrainConfig { crop: config.crop, ..self.config.clone() } == *config
    }

    /// What was foretold and, of a run that ended after so many iterations and seconds, what came. Nothing of a run
    /// without an end, of which no number was foretold.
    pub fn words(&self, ended: Option<(usize, f64)>) -> Option<String> {
        if !self.time.ends() {
            return None;
        }
        let foretold = format!(
            "Foretold: {} in {}, {}.",
            about_iterations(self.iterations),
            self.time.label(),
            self.outcome.words()
        );
        Some(match ended {
            Some((done, seconds)) => {
                format!("{foretold} It came to {} in {}.", count(done, "iteration"), duration(seconds))
            }
            None => foretold,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::features::plan::words::tests::planned;

    #[test]
    fn the_count_that_came_stands_beside_the_one_that_was_foretold() {
        let plan = planned(2000, 1.4, TimeWanted::TwoMinutes);
        let foretold = Foretold::from(&plan);
        let before = foretold.words(None).unwrap();
        assert!(
            before.starts_with(&format!("Foretold: about {} iterations in 2 minutes, ", plan.iterations)),
            "{before}"
        );
        let after = foretold.words(Some((1_234, 185.0))).unwrap();
        assert_eq!(after, format!("{before} It came to 1,234 iterations in 3 min 05 s."));
        assert!(foretold.is_of(&plan.config) && !foretold.is_of(&TrainConfig::default()));
    }

    #[test]
    fn nothing_is_foretold_of_a_run_without_an_end() {
        let foretold = Foretold::from(&planned(2000, 1.4, TimeWanted::UntilStopped));
        assert_eq!(foretold.words(Some((9, 1.0))), None);
    }
}
