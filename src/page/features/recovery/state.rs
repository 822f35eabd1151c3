//! Runs that are to be restored.

use leptos::prelude::*;

use super::attempts::RecoveryAttempts;
use facegan_core::config::TrainConfig;
use facegan_core::run_manifest::{RunKey, VolatileRun};

/// Runs that are to be restored.
#[derive(Clone, Copy, Default)]
pub struct RecoveryState {
    /// The one whose photos are being read for that.
    pub(super) wanted: StoredValue<Option<Wanted>>,
    pub(super) attempts: StoredValue<RecoveryAttempts>,
    /// The run in memory, where its engine cannot store it.
    pub(super) held: RwSignal<Option<Box<VolatileRun>>>,
    /// Whether the person does not want the run that is offered.
    pub(super) declined: RwSignal<bool>,
}

/// A run that is restored as soon as its photos are read.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) key: RunKey,
    pub(super) config: TrainConfig,
    pub(super) saved: usize,
    /// What this page holds of it, where the engine that ended was the only place.
    pub(super) held: Option<Box<VolatileRun>>,
}

impl RecoveryState {
    /// Holds a run that its engine cannot store.
    pub fn hold(self, held: Option<Box<VolatileRun>>) {
        self.held.set(held);
    }

    /// Whether a run's state is lost when this page is closed.
    pub fn alone_holds(self, key: &RunKey) -> bool {
        self.held.with(|held| held.as_ref().is_some_and(|held| held.manifest.key == *key))
    }

    /// Takes the offered run off the screen; it stays listed.
    pub fn decline(self) {
        self.declined.set(true);
    }

    /// Forgets the run that is to be restored: the person wants something else.
    pub fn forget_wanted(self) {
        self.wanted.set_value(None);
    }
}
