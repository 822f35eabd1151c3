//! Runs that are to be restored.

use leptos::prelude::*;

use super::attempts::RecoveryAttempts;
use facegan_core::config::TrainConfig;
use facegan_core::run_manifest::{RunKey, VolatileRun};
use facegan_protocol::ResumeFrom;

/// Runs that are to be restored.
#[derive(Clone, Copy, Default)]
pub struct RecoveryState {
    /// The run whose photos are being read before it is restored.
    pub(super) pending: StoredValue<Option<PendingRestore>>,
    pub(super) attempts: StoredValue<RecoveryAttempts>,
    /// The run in memory, where its engine cannot store it.
    pub(super) held: RwSignal<Option<Box<VolatileRun>>>,
    /// Whether the person dismissed the offered run.
    pub(super) declined: RwSignal<bool>,
}

/// A run that is restored as soon as its photos are read.
#[derive(Debug, Clone)]
pub(super) struct PendingRestore {
    pub(super) key: RunKey,
    pub(super) config: TrainConfig,
    pub(super) saved: usize,
    /// Which of its states it is restored from.
    pub(super) from: ResumeFrom,
}

impl PendingRestore {
    /// Whether the run is in this page's memory, since the lost engine could not store it.
    pub(super) fn is_held(&self) -> bool {
        matches!(self.from, ResumeFrom::Volatile(_))
    }
}

impl RecoveryState {
    /// Holds a run that its engine cannot store.
    pub fn hold(self, held: Option<Box<VolatileRun>>) {
        self.held.set(held);
    }

    /// Whether the page holds this run in memory, so that it is lost with the page.
    pub fn holds(self, key: &RunKey) -> bool {
        self.held.with(|held| held.as_ref().is_some_and(|held| held.manifest.key == *key))
    }

    /// Where the latest state of this run is: in this page's memory or stored.
    pub(super) fn latest_state(self, key: &RunKey) -> ResumeFrom {
        let held = self.held.with_untracked(|held| held.as_ref().filter(|held| held.manifest.key == *key).cloned());
        held.map_or_else(|| ResumeFrom::Stored(key.clone()), ResumeFrom::Volatile)
    }

    /// Takes the offered run off the screen; it stays listed.
    pub fn decline(self) {
        self.declined.set(true);
    }

    /// Cancels the restoring of a run whose photos are being read.
    pub fn cancel_restore(self) {
        self.pending.set_value(None);
    }
}
