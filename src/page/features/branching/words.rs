//! A run's states in words.

use crate::page::format::{grouped, megabytes};
use facegan_core::origin::KeptState;
use facegan_core::run_manifest::{MOST_PINS, RunSummary};

/// A state that another run can begin from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListedState {
    pub state: KeptState,
    /// Iterations that the run had done.
    pub iterations: usize,
    /// The space that it takes in bytes, of a pinned one.
    pub bytes: Option<f64>,
}

impl ListedState {
    /// Which state it is: `iteration 1,200, the best`.
    pub fn name(&self) -> String {
        let which = match self.state {
            KeptState::Last => "the last",
            KeptState::Best => "the best",
            KeptState::Pinned(_) => "pinned",
        };
        format!("iteration {}, {which}", grouped(self.iterations))
    }

    /// The same as an entry of a list, with the space that it takes.
    pub fn entry(&self) -> String {
        let size = self.bytes.map(|bytes| format!(", {}", megabytes(bytes)));
        format!("I{}{}", &self.name()[1..], size.unwrap_or_default())
    }
}

/// The states that another run can begin from: the last, the best and those that are pinned.
pub fn states(run: &RunSummary) -> Vec<ListedState> {
    let listed = |state, iterations: Option<usize>| Some(ListedState { state, iterations: iterations?, bytes: None });
    let pins = run.pins.iter().map(|pin| ListedState {
        state: KeptState::Pinned(pin.iterations),
        iterations: pin.iterations,
        bytes: Some(pin.bytes),
    });
    let kept = [listed(KeptState::Last, run.saved), listed(KeptState::Best, run.best)];
    kept.into_iter().flatten().chain(pins).collect()
}

/// What pinning is for, or at which iterations the run on screen is pinned.
pub fn pinned(iterations: &[usize]) -> String {
    let all = match iterations {
        [] => return "A pinned state is kept for runs that begin from it.".into(),
        [one] => format!("iteration {}", grouped(*one)),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(|iteration| grouped(*iteration)).collect();
            format!("iterations {} and {}", first.join(", "), grouped(*last))
        }
    };
    if iterations.len() < MOST_PINS {
        format!("Pinned at {all}: new runs can begin there, under Earlier runs.")
    } else {
        format!("Pinned at {all}, which is the most: unpin one under Earlier runs to pin another.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::features::charts::curves::Curves;
    use crate::page::features::charts::overlays::tests::overlay;
    use facegan_core::run_manifest::Pin;

    fn run() -> RunSummary {
        RunSummary {
            manifest: overlay("a", Curves::default()).run,
            iterations: 1_300,
            last: None,
            bytes: 0.0,
            saved: Some(1_290),
            best: None,
            pins: vec![Pin { iterations: 40, bytes: 2_100_000.0 }],
            elsewhere: false,
            grid: None,
        }
    }

    #[test]
    fn every_state_is_listed_with_what_it_is() {
        let entries = |run: &RunSummary| states(run).iter().map(ListedState::entry).collect::<Vec<_>>();
        assert_eq!(entries(&run()), ["Iteration 1,290, the last", "Iteration 40, pinned, 2.1 MB"]);
        let best = RunSummary { best: Some(700), saved: None, pins: Vec::new(), ..run() };
        assert_eq!(entries(&best), ["Iteration 700, the best"]);
        assert_eq!(states(&best)[0].name(), "iteration 700, the best");
    }

    #[test]
    fn pinned_iterations_are_told_with_what_can_be_done() {
        assert_eq!(pinned(&[7]), "Pinned at iteration 7: new runs can begin there, under Earlier runs.");
        assert!(pinned(&[7, 20, 1_200]).starts_with("Pinned at iterations 7, 20 and 1,200: "));
        assert!(pinned(&[1, 2, 3, 4, 5]).starts_with("Pinned at iterations 1, 2, 3, 4 and 5, which is the most: "));
    }
}
