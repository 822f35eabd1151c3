//! Recovering runs, each from the state that was saved last:
//!
//! - A lost engine: [`Page::recover`] has the next engine recover its run by itself, as often as `attempts` allows.
//! - A run that broke off in an earlier visit: [`Page::restore_run`], when the person takes the offer.
//! - A state of another run, from which a new one begins: [`Page::begin_branch`].
//!
//! Where the photos have to be read again first, the run is recovered when all of them are there.

use leptos::prelude::*;

use super::state::PendingRestore;
use crate::page::context::Page;
use crate::page::features::branching::state::Branch;
use crate::page::features::runs::summary::broken_off;
use crate::page::state::{Action, AppState, Then};
use facegan_core::origin::KeptState;
use facegan_core::run_manifest::RunSummary;
use facegan_protocol::{Command, ResumeFrom};

impl Page {
    /// The run that broke off last; nothing once another one was started.
    pub fn offered_run(self) -> Option<RunSummary> {
        let free = self.app.with(|app| app.run.is_none()) && !self.recovery.declined.get();
        free.then(|| self.runs.with(|runs| broken_off(runs).cloned())).flatten()
    }

    /// Restores an earlier run from its last saved state, with the photos that it was made with. One that has come to
    /// its end trains longer.
    pub fn restore_run(self, run: &RunSummary) {
        let Some(saved) = run.saved.filter(|_| !self.app.with_untracked(AppState::is_running)) else { return };
        self.ensure_engine();
        self.choose_kernels(run.manifest.kernels);
        let config = run.manifest.config.longer(run.manifest.images, saved);
        let key = run.manifest.key.clone();
        let pending = PendingRestore { from: ResumeFrom::Stored(key.clone()), key, config, saved };
        // Photos that are stored nowhere are those that were read in this visit.
        self.restore(pending, run.manifest.photos.is_none());
    }

    /// Trains the run on screen, which has ended, longer: from its last state, exactly on.
    pub fn train_longer(self) {
        let app = self.app.get_untracked();
        let Some((config, run)) = app.longer().zip(app.run.as_ref()) else { return };
        let (Some(key), Some(saved)) = (run.key.clone(), run.saved) else { return };
        let from = self.recovery.latest_state(&key);
        self.restore_ended(&app, PendingRestore { key, config, saved, from });
    }

    /// Begins another run from the moment at which the netG of the run on screen, which has ended, was best.
    pub fn train_from_best(self) {
        let app = self.app.get_untracked();
        let Some(run) = app.run.as_ref().filter(|_| app.longer().is_some()) else { return };
        let (Some(plan), Some(saved)) = (&run.plan, untrack(|| self.charts.best())) else { return };
        let (key, config) = (plan.key.clone(), run.config.longer(plan.images, saved));
        let from = ResumeFrom::Kept { key: key.clone(), state: KeptState::Best };
        self.restore_ended(&app, PendingRestore { key, config, saved, from });
    }

    /// Begins another run from a state of a stored one, with that one's photos and the settings of the form.
    pub fn begin_branch(self, Branch { run, from, .. }: &Branch) {
        let Some(config) = untrack(|| self.settings.config()) else { return };
        self.ensure_engine();
        let app = self.app.get_untracked();
        let is_on_screen = app.run.as_ref().is_some_and(|shown| shown.key.as_ref() == Some(&run.key));
        let are_loaded = run.photos.is_none() || is_on_screen && app.has_photos_of_run();
        let (key, saved) = (run.key.clone(), from.iterations);
        let from = ResumeFrom::Kept { key: key.clone(), state: from.state };
        self.restore(PendingRestore { key, config, saved, from }, are_loaded);
    }

    fn restore_ended(self, app: &AppState, pending: PendingRestore) {
        let are_loaded = app.has_photos_of_run();
        if are_loaded || !pending.is_held() || self.photos.can_rewind() {
            self.restore(pending, are_loaded);
        }
    }

    /// Restores a run at once where its photos are loaded, or else as soon as they are read again.
    fn restore(self, pending: PendingRestore, are_loaded: bool) {
        self.branching.forget();
        if are_loaded {
            self.settings.fill(&pending.config);
            self.launch_restored(pending);
        } else {
            self.restore_after_reading(pending);
            self.send_next_source();
        }
    }

    /// Whether the run of a lost engine can be recovered; if so, the next engine restores it.
    pub fn recover(self, app: &AppState) -> bool {
        let Some(run) = app.run.as_ref().filter(|run| run.is_active()) else { return false };
        let (Some(key), Some(saved)) = (&run.key, run.saved) else { return false };
        let from = self.recovery.latest_state(key);
        let pending = PendingRestore { key: key.clone(), config: run.config.clone(), saved, from };
        if pending.is_held() && !self.photos.can_rewind() {
            return false;
        }
        let again = self.recovery.attempts.try_update_value(|attempts| attempts.try_again(key, saved));
        if again == Some(true) {
            self.restore_after_reading(pending);
            return true;
        }
        false
    }

    fn restore_after_reading(self, pending: PendingRestore) {
        self.settings.fill(&pending.config);
        if pending.is_held() {
            self.photos.rewind();
        } else {
            self.photos.use_stored(pending.key.clone());
        }
        self.recovery.pending.set_value(Some(pending));
        self.act(Action::Load);
    }

    /// Restores the run that waits for its photos, if there is one, now that all photos are read.
    pub fn restore_pending(self, images: usize) {
        let Some(pending) = self.recovery.pending.try_update_value(Option::take).flatten() else { return };
        if images == 0 {
            // The engine has reported why its stored photos are missing. Those added in this visit can be read again.
            self.act(Action::AbandonRecovery);
            self.photos.rewind();
            if self.photos.can_rewind() {
                self.read_on();
            }
            return;
        }
        self.launch_restored(pending);
    }

    fn launch_restored(self, PendingRestore { key, config, saved, from }: PendingRestore) {
        let then = self.app.with_untracked(AppState::then);
        let is_another = matches!(from, ResumeFrom::Kept { .. });
        self.launch(config, |run, config| Command::Continue { run, config, from });
        if !is_another {
            self.act(Action::RestoreFrom { key, saved });
        }
        match then {
            Then::Continue => {}
            Then::Pause => self.send(Command::Pause),
            Then::Stop => self.stop(),
        }
    }
}
