//! The stored runs, and the requests for their details.

use leptos::prelude::*;

use facegan_core::run_manifest::{RunKey, RunSummary};

/// What to do with a run's details when they come from the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecallPurpose {
    /// Put it on the screen.
    Show,
    /// Lay its curves over the charts.
    Compare,
}

/// A run whose details were requested and have not come yet.
#[derive(Debug, Clone)]
pub(super) struct PendingRecall {
    pub(super) key: RunKey,
    pub(super) purpose: RecallPurpose,
}

impl PendingRecall {
    /// Whether it is for this run and purpose.
    pub(super) fn is(&self, key: &RunKey, purpose: RecallPurpose) -> bool {
        self.key == *key && self.purpose == purpose
    }
}

/// The runs that are stored in the browser.
#[derive(Clone, Copy, Default)]
pub struct RunsState {
    /// Every stored run, the latest first.
    pub(super) runs: RwSignal<Vec<RunSummary>>,
    /// Whether the list has come.
    pub(super) listed: RwSignal<bool>,
    pub(super) recalls: StoredValue<Vec<PendingRecall>>,
}

impl RunsState {
    /// Whether it is known which runs are stored.
    pub fn are_listed(self) -> bool {
        self.listed.get()
    }

    /// Reads a stored run; nothing where it is not stored.
    pub fn find<T>(self, key: &RunKey, read: impl FnOnce(&RunSummary) -> T) -> Option<T> {
        self.runs.with(|runs| runs.iter().find(|run| run.manifest.key == *key).map(read))
    }

    /// Reads every stored run, the latest first.
    pub fn with<T>(self, read: impl FnOnce(&[RunSummary]) -> T) -> T {
        self.runs.with(|runs| read(runs))
    }
}
