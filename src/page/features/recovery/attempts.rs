//! How often a run is recovered after its engine was lost.

use facegan_core::run_manifest::RunKey;

/// Recoveries in a row without a new saved state in between.
const MOST: usize = 3;

/// The recoveries so far of the run that was recovered last.
#[derive(Debug, Default)]
pub struct RecoveryAttempts {
    run: Option<RunKey>,
    saved: usize,
    attempts: usize,
}

impl RecoveryAttempts {
    /// Counts a lost engine of a run whose last saved state is of `saved` iterations; returns whether to restore the
    /// run from that state.
    pub fn try_again(&mut self, run: &RunKey, saved: usize) -> bool {
        if self.run.as_ref() != Some(run) || saved > self.saved {
            *self = Self { run: Some(run.clone()), saved, attempts: 0 };
        }
        self.attempts += 1;
        self.attempts <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_gets_on_is_always_taken_up_again() {
        let mut attempts = RecoveryAttempts::default();
        assert!((1..100).all(|saved| attempts.try_again(&RunKey("1".into()), saved)));
    }

    #[test]
    fn a_run_that_does_not_get_on_is_given_up() {
        let mut attempts = RecoveryAttempts::default();
        let run = |name: &str| RunKey(name.into());
        assert_eq!([7, 7, 7, 7].map(|saved| attempts.try_again(&run("1"), saved)), [true, true, true, false]);
        assert!(attempts.try_again(&run("2"), 7), "another run");
        assert!(attempts.try_again(&run("2"), 8), "which gets on");
    }
}
