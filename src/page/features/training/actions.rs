//! Starting, pausing, resuming and stopping runs.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::hidden_speed::HiddenSpeed;
use crate::page::context::Page;
use crate::page::format::megabytes;
use crate::page::platform::storage;
use crate::page::state::{Action, AppState, Blocker};
use facegan_core::config::{Rates, TrainConfig};
use facegan_core::memory;
use facegan_core::problem::Problem;
use facegan_core::run::RunId;
use facegan_core::run_manifest::{RunKey, RunSummary};
use facegan_protocol::{Command, InitialWeights};

impl Page {
    /// Why Start is off, if it is.
    pub fn start_blocker(self) -> Option<Blocker> {
        match self.branching.chosen() {
            Some(branch) => self.branch_blocker(&branch, self.settings.config().as_ref()),
            None => self.new_run_blocker(),
        }
    }

    /// Why no run can begin anew, if none can.
    pub fn new_run_blocker(self) -> Option<Blocker> {
        let config = self.settings.config();
        let blocker = self.app.with(|app| app.start_blocker(config.as_ref(), self.gpu.missing()));
        let measures = self.awaits_measurement() || self.gpu_report.is_measuring();
        if matches!(blocker, None | Some(Blocker::Batch(_))) && measures {
            return Some(Blocker::Measuring);
        }
        blocker.or_else(|| self.gpu.blocker(&config?, self.settings.kernels()))
    }

    /// Whether a run with the settings as they are can take the place of the one under way.
    pub fn can_restart(self) -> bool {
        let config = self.settings.config();
        self.app.with(|app| app.can_restart(config.as_ref()))
    }

    /// Ends the run under way, which stays among the earlier ones, and starts another.
    pub fn restart(self) {
        if untrack(|| self.can_restart()) {
            self.launch_new();
        }
    }

    /// Starts a run, anew or from the state that was chosen, unless there is a blocker.
    pub fn start(self) {
        if untrack(|| self.start_blocker()).is_some() {
            return;
        }
        match untrack(|| self.branching.chosen()) {
            Some(branch) => self.begin_branch(&branch),
            None => self.launch_new(),
        }
    }

    fn launch_new(self) {
        let Some(config) = untrack(|| self.settings.config()) else { return };
        self.plan.foretell();
        self.launch(config, |run, config| Command::Start { run, config, weights: InitialWeights::Random });
    }

    /// Starts a run as soon as there is no blocker; or goes on with one of the same settings that broke off, as when the
    /// page is reloaded in the middle of it.
    pub fn start_when_ready(self) {
        Effect::new(move |started: Option<bool>| {
            if started == Some(true) {
                return true;
            }
            let free = self.start_blocker().is_none() && self.runs.are_listed();
            if free {
                let config = untrack(|| self.settings.config());
                let config = config.map(|config| self.app.with_untracked(|app| app.with_chosen_crop(config)));
                let is_same = |run: &RunSummary| Some(&run.manifest.config) == config.as_ref();
                match untrack(|| self.offered_run()).filter(is_same) {
                    Some(run) => self.restore_run(&run),
                    None => self.start(),
                }
            }
            free
        });
    }

    /// Starts a run, for which the browser is asked to keep what it stores.
    pub fn launch(self, config: TrainConfig, command: impl FnOnce(RunId, TrainConfig) -> Command) {
        let config = self.app.with_untracked(|app| app.with_chosen_crop(config));
        spawn_local(storage::persist());
        self.check_space(&config);
        self.branching.forget();
        self.clear_run();
        let run = self.app.with_untracked(AppState::next_run);
        self.steer(Action::Start { run, config: config.clone() }, command(run, config));
    }

    /// Brings a stored run back as it ended.
    pub fn reopen(self, config: TrainConfig, key: RunKey, saved: usize) {
        self.clear_run();
        let run = self.app.with_untracked(AppState::next_run);
        self.steer(Action::Reopen { run, config, saved }, Command::Reopen { run, key });
    }

    /// Clears the last run off the screen.
    fn clear_run(self) {
        self.clear_numbers();
        self.training.clear_pace();
        self.training.hidden_speed.update_value(HiddenSpeed::begin);
        self.training.slowed.set(None);
        self.grids.clear_reals();
        self.shown.set(None);
        self.advice.clear_diversity();
    }

    /// Takes the numbers and grids of the run off the screen.
    pub fn clear_numbers(self) {
        self.charts.clear();
        self.plan.clear_taken();
        self.training.clear_log();
        self.cursor.set(None);
        self.grids.clear_fakes();
    }

    /// Saves the run when the page is hidden, since the browser may discard the page then; and measures whether hidden
    /// pages are slowed down.
    pub fn watch_visibility(self) {
        window_event_listener(ev::visibilitychange, move |_| {
            let hidden = document().hidden();
            if hidden && self.app.with_untracked(AppState::is_running) {
                self.send(Command::Save);
            }
            let slowed =
                self.training.hidden_speed.try_update_value(|hidden_speed| hidden_speed.hide(hidden)).flatten();
            if !hidden {
                self.training.slowed.set(slowed);
            }
        });
    }

    /// Pauses after the iteration under way.
    pub fn pause(self) {
        self.steer(Action::Pause, Command::Pause);
    }

    /// Resumes a paused run.
    pub fn resume(self) {
        self.resume_with(None);
    }

    /// Resumes a paused run, with other learning rates where some are given.
    pub fn resume_with(self, rates: Option<Rates>) {
        for (field, rate) in rates.iter().flat_map(|rates| rates.used()) {
            self.settings.change(|form| form.set(field, rate.to_string()));
        }
        self.steer(Action::Resume { rates }, Command::Resume { rates });
    }

    /// Runs one iteration of a paused run.
    pub fn step(self) {
        self.steer(Action::Step, Command::Step);
    }

    /// Ends the run after the iteration under way.
    pub fn stop(self) {
        self.steer(Action::Stop, Command::Stop);
    }

    fn steer(self, action: Action, command: Command) {
        self.act(action);
        self.send(command);
    }

    /// Warns where the browser has too little space to store the run that starts.
    fn check_space(self, config: &TrainConfig) {
        let needed = memory::saved(config) as f64;
        spawn_local(async move {
            if let Some(free) = storage::free().await.filter(|free| *free < needed) {
                self.alert(Problem {
                    what: format!(
                        "The browser has {} left for this site, and what is saved of this run takes {}.",
                        megabytes(free.max(0.0)),
                        megabytes(needed)
                    ),
                    advice: "Delete earlier runs or free some disk space, so that the run survives a crash.".into(),
                });
            }
        });
    }
}
