//! A list of named steps that ends at the first failure and tells what took how long.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The steps done so far.
#[derive(Default)]
pub struct Steps {
    done: Vec<(String, Duration)>,
}

impl Steps {
    /// Runs one step under its name.
    ///
    /// # Errors
    /// The step's own, with its name.
    pub fn step<T>(&mut self, name: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n== {name}");
        let start = Instant::now();
        let result = step().with_context(|| format!("the step “{name}” failed"));
        self.done.push((name.to_owned(), start.elapsed()));
        if result.is_err() {
            self.summarise("failed");
        }
        result
    }

    /// Prints the summary of a run in which every step succeeded.
    pub fn finish(self) {
        self.summarise("ok");
    }

    fn summarise(&self, last: &str) {
        println!("\nSummary");
        for (index, (name, duration)) in self.done.iter().enumerate() {
            let outcome = if index + 1 == self.done.len() { last } else { "ok" };
            println!("  {outcome:<6} {name:<28} {:>7.1} s", duration.as_secs_f64());
        }
        println!("  {:<35} {:>7.1} s", "together", self.done.iter().map(|(_, took)| took.as_secs_f64()).sum::<f64>());
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
}
