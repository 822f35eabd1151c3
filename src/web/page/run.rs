//! Starting, steering and exporting runs.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Page;
use crate::web::advice::Spreads;
use crate::web::attention::Attention;
use crate::web::browser::storage;
use crate::web::curves::Curves;
use crate::web::pace::Pace;
use crate::web::phase::{Act, Phase};
use facegan_core::config::{Field, KernelChoice, TrainConfig};
use facegan_core::export::Export;
use facegan_core::run::RunId;
use facegan_protocol::{Command, InitialWeights};

impl Page {
    /// Starts a run, if nothing is in its way.
    pub fn start(self) {
        let Some(config) = self.config() else { return };
        if untrack(|| self.start_blocker()).is_some() {
            return;
        }
        self.launch(config, |run, config| Command::Start { run, config, weights: InitialWeights::Random });
    }

    /// Clears the last run off the screen and begins another.
    pub(super) fn launch(self, config: TrainConfig, command: impl FnOnce(RunId, TrainConfig) -> Command) {
        let run = self.phase.with_untracked(Phase::next_run);
        self.clear_numbers();
        self.pace.set(Pace::default());
        self.attention.update_value(Attention::begin);
        self.slowed.set(None);
        self.reals.set(None);
        self.shown.set(None);
        self.spreads.set(Spreads::default());
        spawn_local(storage::persist());
        self.check_space(&config);
        self.phase.update(|phase| phase.act(Act::Start { run, config: config.clone() }));
        self.send(command(run, config));
    }

    /// Takes the numbers and grids of the run off the screen.
    pub(super) fn clear_numbers(self) {
        self.curves.set(Curves::default());
        self.log.set(String::new());
        self.fakes.set(None);
        self.cursor.set(None);
        self.timeline.frames.set(Vec::new());
    }

    /// Has the run saved when the page is hidden, for it may never be seen again; and notices whether hidden pages are
    /// slowed down.
    pub(super) fn watch_visibility(self) {
        window_event_listener(ev::visibilitychange, move |_| {
            let hidden = document().hidden();
            if hidden && self.phase.with_untracked(Phase::is_running) {
                self.send(Command::Save);
            }
            let slowed = self.attention.try_update_value(|attention| attention.hide(hidden)).flatten();
            if !hidden {
                self.slowed.set(slowed);
            }
        });
    }

    /// Chooses whose kernels compute the next runs.
    pub fn choose_kernels(self, choice: KernelChoice) {
        self.kernels.set(choice);
        self.send(Command::Use(choice));
    }

    /// Pauses after the iteration under way.
    pub fn pause(self) {
        self.steer(Act::Pause, Command::Pause);
    }

    /// Goes on after a pause.
    pub fn resume(self) {
        self.resume_with(None);
    }

    /// Goes on after a pause, with another lr where one is given.
    pub fn resume_with(self, lr: Option<f64>) {
        if let Some(lr) = lr {
            self.form.update(|form| form.set(Field::Lr, lr.to_string()));
        }
        self.steer(Act::Resume { lr }, Command::Resume { lr });
    }

    /// Runs one iteration of a paused run.
    pub fn step(self) {
        self.steer(Act::Step, Command::Step);
    }

    /// Ends the run after the iteration under way.
    pub fn stop(self) {
        self.steer(Act::Stop, Command::Stop);
    }

    /// Asks for a file, which is saved when it comes.
    pub fn export(self, what: Export) {
        self.send(Command::Export(what));
    }

    fn steer(self, act: Act, command: Command) {
        self.phase.update(|phase| phase.act(act));
        self.send(command);
    }

    pub(super) fn start_when_ready(self) {
        Effect::new(move |started: Option<bool>| {
            if started == Some(true) {
                return true;
            }
            let free = self.start_blocker().is_none();
            if free {
                self.start();
            }
            free
        });
    }
}
