//! Pinning the run's state, and beginning a run from a state of another.

use leptos::prelude::*;

use super::state::Branch;
use super::words::ListedState;
use crate::page::context::Page;
use crate::page::state::{AppState, Blocker, SavedRun};
use crate::page::widgets::visit::visit;
use facegan_core::config::TrainConfig;
use facegan_core::export::PinFile;
use facegan_core::run_manifest::{MOST_PINS, RunKey, RunSummary};
use facegan_protocol::Command;

impl Page {
    /// Pins the state of the run on screen.
    pub fn pin(self) {
        self.send(Command::Pin);
    }

    /// Whether the state of the run on screen can be pinned and is not.
    pub fn can_pin(self) -> bool {
        let pins = self.pins_on_screen();
        let done = self.app.with(|app| app.run.as_ref().filter(|_| app.can_export()).map(|run| run.done()));
        pins.len() < MOST_PINS && done.is_some_and(|done| !pins.contains(&done))
    }

    /// The iterations at which the run on screen is pinned, in order.
    pub fn pins_on_screen(self) -> Vec<usize> {
        let key = self.app.with(|app| app.run.as_ref().and_then(|run| run.key.clone()));
        let pins = key.and_then(|key| self.runs.find(&key, |run| run.pins.clone())).unwrap_or_default();
        pins.iter().map(|pin| pin.iterations).collect()
    }

    /// Deletes a pinned state.
    pub fn unpin(self, key: RunKey, iterations: usize) {
        self.send(Command::Unpin { key, iterations });
    }

    /// Asks for a pinned state as a file, which is saved when it comes.
    pub fn download_pin(self, key: RunKey, iterations: usize, what: PinFile) {
        self.send(Command::DownloadPin { key, iterations, what });
    }

    /// Has the next run begin from a state of a stored one, whose settings fill the form, and shows them.
    pub fn choose_branch(self, run: &RunSummary, title: String, from: ListedState) {
        if self.app.with_untracked(AppState::is_running) {
            return;
        }
        let run = run.manifest.clone();
        let config = run.config.longer(run.images, from.iterations);
        if self.branching.before.with_value(Option::is_none) {
            let before = untrack(|| (self.settings.form(), self.settings.kernels()));
            self.branching.before.set_value(Some(before));
        }
        self.plan.choose_expert();
        self.choose_kernels(run.kernels);
        // Before the form changes: the run brings photos of its own, so that those that are loaded stay as they are.
        self.branching.chosen.set(Some(Branch { run, title, from }));
        self.settings.fill(&config);
        visit("place-settings");
    }

    /// Has the next run begin anew, with the settings of before.
    pub fn cancel_branch(self) {
        let before = self.branching.before.get_value();
        self.branching.forget();
        if let Some((form, kernels)) = before {
            self.settings.change(|changed| *changed = form);
            self.choose_kernels(kernels);
        }
    }

    /// Cancels the branch whose state is gone from the stored runs.
    pub fn keep_branch_in(self, runs: &[RunSummary]) {
        if self.branching.is_gone(runs) {
            self.cancel_branch();
        }
    }

    /// Why a run cannot begin from the chosen state, if it cannot.
    pub fn branch_blocker(self, branch: &Branch, config: Option<&TrainConfig>) -> Option<Blocker> {
        let Branch { run, from, .. } = branch;
        let saved = SavedRun { config: &run.config, iterations: from.iterations, images: run.images, missing: Some(0) };
        let blocker = self.app.with(|app| app.branch_blocker(saved, config, self.gpu.missing()));
        blocker.or_else(|| self.gpu.blocker(config?, self.settings.kernels()))
    }
}
