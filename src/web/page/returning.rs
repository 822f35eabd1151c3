//! Going on with runs that are kept: when the person comes back, and when an engine ended under one.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Page;
use crate::web::browser::storage;
use crate::web::form::Form;
use crate::web::format::megabytes;
use crate::web::phase::{Act, Phase, Then};
use crate::web::recovery::Recovery;
use crate::web::runs::broken_off;
use crate::web::sources::Sources;
use facegan_core::config::TrainConfig;
use facegan_core::memory;
use facegan_core::problem::Problem;
use facegan_core::run_manifest::{RunKey, RunSummary, VolatileRun};
use facegan_protocol::{Command, DataSource, ResumeFrom};

/// Runs that are to go on.
#[derive(Clone, Copy)]
pub struct Returning {
    /// The one whose photos are being read for that.
    wanted: StoredValue<Option<Wanted>>,
    recovery: StoredValue<Recovery>,
    /// The run that no engine keeps beyond its own end.
    held: RwSignal<Option<Box<VolatileRun>>>,
    /// Whether the person does not want the run that is offered.
    declined: RwSignal<bool>,
}

/// A run that goes on as soon as its photos are there.
#[derive(Debug, Clone)]
struct Wanted {
    key: RunKey,
    config: TrainConfig,
    saved: usize,
    /// What this page holds of it, where the engine that ended was the only place.
    held: Option<Box<VolatileRun>>,
}

impl Returning {
    pub(super) fn new() -> Self {
        let (wanted, recovery) = Default::default();
        Self {
            wanted: StoredValue::new(wanted),
            recovery: StoredValue::new(recovery),
            held: RwSignal::new(None),
            declined: RwSignal::new(false),
        }
    }
}

impl Page {
    /// The run that broke off last, while nothing else was begun.
    pub fn offered_run(self) -> Option<RunSummary> {
        let free = self.phase.with(|phase| phase.run.is_none()) && !self.returning.declined.get();
        free.then(|| self.library.runs.with(|runs| broken_off(runs).cloned())).flatten()
    }

    /// Takes the offer off the screen; the run stays listed.
    pub fn decline_run(self) {
        self.returning.declined.set(true);
    }

    /// Goes on with an earlier run from the state that was saved last, with the photos that it was made with.
    pub fn continue_run(self, run: &RunSummary) {
        let Some(saved) = run.saved.filter(|_| !self.phase.with_untracked(Phase::is_running)) else { return };
        self.revive();
        self.choose_kernels(run.manifest.kernels);
        let wanted = Wanted { key: run.manifest.key.clone(), config: run.manifest.config.clone(), saved, held: None };
        if run.manifest.photos.is_some() {
            self.want(wanted);
            self.tell_next_source();
        } else {
            // Photos that are stored nowhere are those that were read in this visit.
            self.form.set(Form::from(&wanted.config));
            self.take_up(wanted);
        }
    }

    /// Whether the run whose engine has just ended can go on by itself; then it will, in the next engine.
    pub(super) fn recover(self, phase: &Phase) -> bool {
        let Some(run) = phase.run.as_ref().filter(|run| run.is_active()) else { return false };
        let (Some(key), Some(saved)) = (&run.key, run.saved) else { return false };
        let held =
            self.returning.held.with_untracked(|held| held.as_ref().filter(|held| held.manifest.key == *key).cloned());
        if held.is_some() && !self.sources.with_value(Sources::can_rewind) {
            return false;
        }
        let again = self.returning.recovery.try_update_value(|recovery| recovery.try_again(key, saved));
        if again == Some(true) {
            self.want(Wanted { key: key.clone(), config: run.config.clone(), saved, held });
            return true;
        }
        false
    }

    fn want(self, wanted: Wanted) {
        self.form.set(Form::from(&wanted.config));
        self.sources.update_value(|sources| match wanted.held {
            Some(_) => sources.rewind(),
            None => sources.stand_in(DataSource::Stored(wanted.key.clone())),
        });
        self.returning.wanted.set_value(Some(wanted));
        self.phase.update(|phase| phase.act(Act::Load));
    }

    /// Goes on with the run that is wanted, if one is, now that all photos are read.
    pub(super) fn return_to_run(self, images: usize) {
        let Some(wanted) = self.returning.wanted.try_update_value(Option::take).flatten() else { return };
        if images == 0 {
            // Why they are not there was told. What was given in this visit can be read itself.
            self.phase.update(|phase| phase.act(Act::GiveUp));
            self.sources.update_value(Sources::rewind);
            if self.sources.with_value(Sources::can_rewind) {
                self.read_on();
            }
            return;
        }
        self.take_up(wanted);
    }

    fn take_up(self, Wanted { key, config, saved, held }: Wanted) {
        let then = self.phase.with_untracked(Phase::then);
        let from = held.map_or_else(|| ResumeFrom::Stored(key.clone()), ResumeFrom::Volatile);
        self.launch(config, |run, config| Command::Continue { run, config, from });
        self.phase.update(|phase| phase.act(Act::GoOnFrom { key, saved }));
        match then {
            Then::GoOn => {}
            Then::Pause => self.send(Command::Pause),
            Then::Stop => self.stop(),
        }
    }

    /// Holds what the engine does not keep beyond its own end.
    pub(super) fn hold(self, held: Option<Box<VolatileRun>>) {
        self.returning.held.set(held);
    }

    /// Whether a run's state is gone with this page.
    pub fn alone_holds(self, key: &RunKey) -> bool {
        self.returning.held.with(|held| held.as_ref().is_some_and(|held| held.manifest.key == *key))
    }

    /// Forgets the run that is wanted: the person wants something else.
    pub(super) fn want_nothing(self) {
        self.returning.wanted.set_value(None);
    }

    /// Looks whether there is space for what is saved of a run that begins.
    pub(super) fn check_space(self, config: &TrainConfig) {
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

    /// What is said where photos are asked for at another size than they were kept at.
    pub(super) fn only_kept(self) {
        self.alert(Problem {
            what: "These photos were kept at one size only.".into(),
            advice: "Drop the photos themselves again to train at another image_size.".into(),
        });
    }
}
