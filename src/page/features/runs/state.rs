//! The stored runs, and what was asked for of them.

use leptos::prelude::*;

use facegan_core::run_manifest::{RunKey, RunSummary};

/// What is to be done with a run that comes from the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Show,
    Compare,
}

/// The runs that are stored in the browser.
#[derive(Clone, Copy, Default)]
pub struct RunsState {
    /// Every stored run, the latest first.
    pub(super) runs: RwSignal<Vec<RunSummary>>,
    /// What runs were asked for that have not come yet.
    pub(super) wishes: StoredValue<Vec<(RunKey, Wish)>>,
}

impl RunsState {
    /// Reads every stored run, the latest first.
    pub fn with<T>(self, read: impl FnOnce(&[RunSummary]) -> T) -> T {
        self.runs.with(|runs| read(runs))
    }
}
