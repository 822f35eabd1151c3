//! A list of named steps that ends at the first failure and tells what took how long.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The steps done so far.
#[derive(Default)]
pub struct Steps {
    done: Vec<Step>,
}

struct Step {
    name: String,
    outcome: &'static str,
    took: Duration,
}

/// What became of a step that is not possible everywhere.
pub enum Outcome {
    Done,
    /// It is not possible here, for this reason.
    LeftOut(String),
}

impl Steps {
    /// Runs one step under its name.
    ///
    /// # Errors
    /// The step's own, with its name.
    pub fn step<T>(&mut self, name: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        self.run(name, step, |_| "ok")
    }

    /// Runs one step under its name that may have to be left out, and then says why.
    ///
    /// # Errors
    /// The step's own, with its name.
    pub fn step_where_possible(&mut self, name: &str, step: impl FnOnce() -> Result<Outcome>) -> Result<()> {
        let outcome = self.run(name, step, |outcome| match outcome {
            Outcome::Done => "ok",
            Outcome::LeftOut(_) => "left out",
        })?;
        if let Outcome::LeftOut(reason) = outcome {
            println!("{reason}");
        }
        Ok(())
    }

    fn run<T>(
        &mut self,
        name: &str,
        step: impl FnOnce() -> Result<T>,
        outcome: impl FnOnce(&T) -> &'static str,
    ) -> Result<T> {
        println!("\n== {name}");
        let start = Instant::now();
        let result = step().with_context(|| format!("the step “{name}” failed"));
        let outcome = result.as_ref().map_or("failed", outcome);
        self.done.push(Step { name: name.to_owned(), outcome, took: start.elapsed() });
        if result.is_err() {
            self.summarise();
        }
        result
    }

    /// Prints the summary of a run in which no step failed.
    pub fn finish(self) {
        self.summarise();
    }

    fn summarise(&self) {
        println!("\nSummary");
        for Step { name, outcome, took } in &self.done {
            println!("  {outcome:<8} {name:<28} {:>7.1} s", took.as_secs_f64());
        }
        let together: f64 = self.done.iter().map(|step| step.took.as_secs_f64()).sum();
        println!("  {:<37} {together:>7.1} s", "together");
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_failure_carries_its_steps_name_and_its_cause() {
        let mut steps = Steps::default();
        assert_eq!(steps.step("good", || Ok(1)).unwrap(), 1);
        let error = steps.step("bad", || -> Result<()> { bail!("the cause") }).unwrap_err();
        assert_eq!(format!("{error:#}"), "the step “bad” failed: the cause");
    }

    #[test]
    fn what_is_left_out_is_not_said_to_be_ok() {
        let mut steps = Steps::default();
        steps.step_where_possible("possible", || Ok(Outcome::Done)).unwrap();
        steps.step_where_possible("impossible", || Ok(Outcome::LeftOut("The reason.".into()))).unwrap();
        steps.step_where_possible("failing", || bail!("the cause")).unwrap_err();
        let outcomes: Vec<_> = steps.done.iter().map(|step| (step.name.as_str(), step.outcome)).collect();
        assert_eq!(outcomes, [("possible", "ok"), ("impossible", "left out"), ("failing", "failed")]);
    }
}
