//! Continuing a run that broke off, and recovering the run of a lost engine. Both restore it from its last saved state.

use leptos::prelude::*;

use super::state::Wanted;
use crate::page::context::Page;
use crate::page::features::runs::summary::broken_off;
use crate::page::state::{Action, AppState, Then};
use facegan_core::run_manifest::RunSummary;
use facegan_protocol::{Command, ResumeFrom};

impl Page {
    /// The run that broke off last; nothing once another one was started.
    pub fn offered_run(self) -> Option<RunSummary> {
        let free = self.app.with(|app| app.run.is_none()) && !self.recovery.declined.get();
        free.then(|| self.runs.with(|runs| broken_off(runs).cloned())).flatten()
    }

    /// Restores an earlier run from its last saved state, with the photos that it was made with.
    pub fn restore_run(self, run: &RunSummary) {
        let Some(saved) = run.saved.filter(|_| !self.app.with_untracked(AppState::is_running)) else { return };
        self.revive();
        self.choose_kernels(run.manifest.kernels);
        let wanted = Wanted { key: run.manifest.key.clone(), config: run.manifest.config.clone(), saved, held: None };
        if run.manifest.photos.is_some() {
            self.want(wanted);
            self.send_next_source();
        } else {
            // Photos that are stored nowhere are those that were read in this visit.
            self.settings.fill(&wanted.config);
            self.launch_restored(wanted);
        }
    }

    /// Whether the run of a lost engine can be recovered; if so, the next engine restores it.
    pub fn recover(self, app: &AppState) -> bool {
        let Some(run) = app.run.as_ref().filter(|run| run.is_active()) else { return false };
        let (Some(key), Some(saved)) = (&run.key, run.saved) else { return false };
        let held =
            self.recovery.held.with_untracked(|held| held.as_ref().filter(|held| held.manifest.key == *key).cloned());
        if held.is_some() && !self.photos.can_rewind() {
            return false;
        }
        let again = self.recovery.attempts.try_update_value(|attempts| attempts.try_again(key, saved));
        if again == Some(true) {
            self.want(Wanted { key: key.clone(), config: run.config.clone(), saved, held });
            return true;
        }
        false
    }

    fn want(self, wanted: Wanted) {
        self.settings.fill(&wanted.config);
        match wanted.held {
            Some(_) => self.photos.rewind(),
            None => self.photos.use_stored(wanted.key.clone()),
        }
        self.recovery.wanted.set_value(Some(wanted));
        self.act(Action::Load);
    }

    /// Restores the run that waits for its photos, if there is one, now that all photos are read.
    pub fn restore_wanted(self, images: usize) {
        let Some(wanted) = self.recovery.wanted.try_update_value(Option::take).flatten() else { return };
        if images == 0 {
            // The engine has reported why its stored photos are missing. Those added in this visit can be read again.
            self.act(Action::GiveUp);
            self.photos.rewind();
            if self.photos.can_rewind() {
                self.read_on();
            }
            return;
        }
        self.launch_restored(wanted);
    }

    fn launch_restored(self, Wanted { key, config, saved, held }: Wanted) {
        let then = self.app.with_untracked(AppState::then);
        let from = held.map_or_else(|| ResumeFrom::Stored(key.clone()), ResumeFrom::Volatile);
        self.launch(config, |run, config| Command::Continue { run, config, from });
        self.act(Action::RestoreFrom { key, saved });
        match then {
            Then::Continue => {}
            Then::Pause => self.send(Command::Pause),
            Then::Stop => self.stop(),
        }
    }
}
