//! The state that the next run begins from.

use leptos::prelude::*;

use super::words::{ListedState, states};
use crate::page::features::settings::form::Form;
use facegan_core::config::{Field, KernelChoice};
use facegan_core::run_manifest::{RunManifest, RunSummary};

/// A state of a stored run that the next run begins from.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    pub run: RunManifest,
    /// What the run is called.
    pub title: String,
    pub from: ListedState,
}

/// What the next run begins from.
#[derive(Clone, Copy, Default)]
pub struct BranchingState {
    /// Nothing, unless the person chose a state.
    pub(super) chosen: RwSignal<Option<Branch>>,
    /// The settings of before, which come back where the person cancels.
    pub(super) before: StoredValue<Option<(Form, KernelChoice)>>,
}

impl BranchingState {
    /// The state that the next run begins from; nothing where it begins anew.
    pub fn chosen(self) -> Option<Branch> {
        self.chosen.get()
    }

    /// Whether the next run begins from a state of another.
    pub fn is_chosen(self) -> bool {
        self.chosen.with(Option::is_some)
    }

    /// Whether the next run has this setting of the run that it begins from.
    pub fn fixes(self, field: Field) -> bool {
        !field.may_change() && self.is_chosen()
    }

    /// The next run begins anew, with the settings as they are.
    pub fn forget(self) {
        self.before.set_value(None);
        if self.chosen.with_untracked(Option::is_some) {
            self.chosen.set(None);
        }
    }

    /// Whether the chosen state is gone from the stored runs.
    pub(super) fn is_gone(self, runs: &[RunSummary]) -> bool {
        self.chosen.with_untracked(|chosen| {
            chosen.as_ref().is_some_and(|Branch { run, from, .. }| {
                let there = runs.iter().find(|stored| stored.manifest.key == run.key);
                !there.is_some_and(|stored| states(stored).contains(from))
            })
        })
    }
}
