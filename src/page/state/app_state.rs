//! What the page knows of the engine, the photos and the run: a pure reducer over what the person did ([`Action`]) and
//! the engine's [`Event`]s.

use std::sync::Arc;

use super::run::{Activity, Run, Then, run_of};
use crate::page::format::{count, grouped};
use facegan_core::config::{Rates, TrainConfig};
use facegan_core::dataset_report::DatasetReport;
use facegan_core::problem::Problem;
use facegan_core::run::{Outcome, RunId};
use facegan_core::run_manifest::RunKey;
use facegan_protocol::Event;

/// The engine in its worker.
#[derive(Debug, Clone, PartialEq)]
pub enum Engine {
    /// It is being downloaded and started, in bytes.
    Loading { loaded: f64, total: Option<f64> },
    /// It takes commands.
    Ready,
    /// It could not be started; another is started on the next request.
    Dead,
}

/// The photos.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    Empty,
    /// Photos are read; `earlier` is the data set they are added to, `again` the side in pixels where all are read
    /// again.
    Reading {
        read: usize,
        total: Option<usize>,
        earlier: Option<Arc<DatasetReport>>,
        again: Option<usize>,
    },
    Ready(Arc<DatasetReport>),
}

/// What the status sentence is about when nothing is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Data,
    Run,
}

/// Everything the page shows as its state.
#[derive(Debug, Clone, PartialEq)]
pub struct AppState {
    pub engine: Engine,
    pub data: Data,
    pub run: Option<Run>,
    pub(super) topic: Topic,
    /// Whether the form is yet to be filled with the settings of the file that was opened last.
    pub(super) fill_pending: bool,
}

/// What the person did, or the page in their place.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A new engine was started.
    Spawn,
    /// Photos were added.
    Load,
    /// All photos are read again, at this side in pixels.
    Reload(usize),
    /// A load ended before it was sent to the engine.
    DropLoad,
    Clear,
    /// The form was filled with the settings of the file that was opened last.
    Fill,
    /// A new run is started, or one is restored from a checkpoint.
    Start {
        run: RunId,
        config: TrainConfig,
    },
    /// A stored run is brought back as it ended, without its photos, from a state that was saved after so many iterations.
    Reopen {
        run: RunId,
        config: TrainConfig,
        saved: usize,
    },
    /// The run that was just started is restored from a state that was saved after so many iterations.
    RestoreFrom {
        key: RunKey,
        saved: usize,
    },
    /// The run whose engine was lost is to be recovered.
    Recover(Then),
    /// The run whose engine was lost cannot be recovered.
    AbandonRecovery,
    Pause,
    /// With other learning rates, where some are given.
    Resume {
        rates: Option<Rates>,
    },
    Step,
    Stop,
}

impl Default for AppState {
    fn default() -> Self {
        Self { engine: LOADING, data: Data::Empty, run: None, topic: Topic::Data, fill_pending: false }
    }
}

const LOADING: Engine = Engine::Loading { loaded: 0.0, total: None };

impl AppState {
    /// Applies an action. Actions that are impossible in this state change nothing.
    pub fn act(&mut self, act: Action) {
        match act {
            Action::Spawn => self.engine = LOADING,
            Action::Load => {
                self.topic = Topic::Data;
                self.read(None);
            }
            Action::Reload(side) => self.read(Some(side)),
            Action::DropLoad => {
                if let Data::Reading { earlier, .. } = &self.data {
                    self.data = earlier.clone().map_or(Data::Empty, Data::Ready);
                }
            }
            Action::Clear => {
                self.topic = Topic::Data;
                self.data = Data::Empty;
            }
            Action::Fill => self.fill_pending = false,
            Action::Start { run, config } => {
                self.topic = Topic::Run;
                self.run = Some(Run { photos: self.report().cloned(), ..Run::new(run, config) });
            }
            Action::Reopen { run, config, saved } => {
                self.topic = Topic::Run;
                self.run = Some(Run { saved: Some(saved), ..Run::new(run, config) });
            }
            Action::RestoreFrom { key, saved } => {
                if let Some(run) = &mut self.run {
                    (run.key, run.saved) = (Some(key), Some(saved));
                }
            }
            Action::Recover(then) => {
                if let Some(run) = &mut self.run {
                    run.activity = Activity::Recovering(then);
                }
            }
            Action::AbandonRecovery => {
                let stopped = "Training could not go on".to_owned();
                let advice = "What this browser stored of the run is still listed under Earlier runs.".to_owned();
                if let Some(Run { activity: activity @ Activity::Recovering(_), .. }) = &mut self.run {
                    *activity = Activity::Lost(Outcome::Failed(Problem { what: stopped, advice }));
                }
            }
            Action::Pause => self.move_on(Activity::Training, Activity::Pausing),
            Action::Resume { rates } => {
                if let Some(run) = self.run.as_mut().filter(|run| run.activity == Activity::Paused) {
                    run.activity = Activity::Training;
                    run.setback = None;
                    run.config = run.config.with_rates(rates.unwrap_or(run.config.rates()));
                }
            }
            Action::Step => self.move_on(Activity::Paused, Activity::Stepping),
            Action::Stop => {
                if let Some(run) = self.run.as_mut().filter(|run| run.is_active()) {
                    let recovers = matches!(run.activity, Activity::Recovering(_));
                    run.activity = if recovers { Activity::Recovering(Then::Stop) } else { Activity::Stopping };
                }
            }
        }
    }

    /// Applies an event of the engine. Events of another run than the current one change nothing.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Download { loaded, total } => self.engine = Engine::Loading { loaded: *loaded, total: *total },
            Event::Ready => self.engine = Engine::Ready,
            Event::Dead { reason } => self.engine_lost(reason),
            Event::Opened(files) => self.fill_pending = !files.is_empty(),
            Event::Reading { read, total } => {
                if let Data::Reading { read: shown, total: known, .. } = &mut self.data {
                    (*shown, *known) = (*read, *total);
                }
            }
            Event::Dataset(report) => {
                self.data = if report.is_empty() { Data::Empty } else { Data::Ready(Arc::new(report.clone())) };
            }
            _ => {
                if let Some(run) = self.run.as_mut().filter(|run| run_of(event) == Some(run.id)) {
                    run.apply(event);
                }
            }
        }
    }

    /// Whether an event is of no run or of the current one.
    pub fn concerns(&self, event: &Event) -> bool {
        run_of(event).is_none_or(|id| self.run.as_ref().is_some_and(|run| run.id == id))
    }

    /// The id of the next run.
    pub fn next_run(&self) -> RunId {
        RunId(self.run.as_ref().map_or(1, |run| run.id.0 + 1))
    }

    /// The data set, where it is complete.
    pub fn report(&self) -> Option<&Arc<DatasetReport>> {
        match &self.data {
            Data::Ready(report) => Some(report),
            Data::Empty | Data::Reading { .. } => None,
        }
    }

    /// The number of photos in the data set and their side in pixels; while photos are read, of the one before. Nothing
    /// without a photo.
    pub fn known_images(&self) -> Option<(usize, usize)> {
        let report = match &self.data {
            Data::Ready(report) => Some(report),
            Data::Reading { earlier, .. } => earlier.as_ref(),
            Data::Empty => None,
        };
        report.map(|report| (report.images, report.image_size)).filter(|(images, _)| *images > 0)
    }

    /// What the run does once another engine has recovered it: what was asked of it in this one.
    pub fn then(&self) -> Then {
        match self.activity() {
            Some(Activity::Pausing | Activity::Paused | Activity::Stepping) => Then::Pause,
            Some(Activity::Stopping) => Then::Stop,
            Some(Activity::Recovering(then)) => *then,
            _ => Then::Continue,
        }
    }

    /// The problem to show when another engine recovers the run.
    pub fn interruption(&self, reason: &str) -> Problem {
        let (done, saved) = self.run.as_ref().map_or((0, 0), |run| (run.done(), run.saved.unwrap_or_default()));
        let (what, saved) = (format!("Training was interrupted after {}", count(done, "iteration")), grouped(saved));
        let advice = match self.then() {
            Then::Continue => format!("It goes on by itself from iteration {saved}, which was saved."),
            Then::Pause => format!("It is set up again at iteration {saved}, which was saved, and stays paused."),
            Then::Stop => format!("It is set up again at iteration {saved}, which was saved, and stops there."),
        };
        Problem { what: format!("{what}: {}.", reason.trim_end_matches('.')), advice }
    }

    /// The problem to show about the end of this engine.
    pub fn failure_message(&self, reason: &str) -> Problem {
        let (what, advice) = if matches!(self.engine, Engine::Loading { .. }) {
            ("The engine could not be loaded", "Check the connection, then press “Load the engine again”.")
        } else if self.is_running() {
            (
                "Training stopped",
                "A new engine reads your photos again. Try a smaller batch_size, or a smaller ngf and ndf.",
            )
        } else if matches!(self.data, Data::Reading { .. }) {
            (
                "The engine stopped while it read your photos",
                "Add them again, a few at a time, to find the file at fault.",
            )
        } else {
            ("The engine stopped", "A new one reads your photos again; nothing needs to be done.")
        };
        Problem { what: format!("{what}: {}.", reason.trim_end_matches('.')), advice: advice.into() }
    }

    fn engine_lost(&mut self, reason: &str) {
        let problem = self.failure_message(reason);
        if let Some(run) = &mut self.run {
            run.activity = match &run.activity {
                Activity::Ended(outcome) | Activity::Lost(outcome) => Activity::Lost(outcome.clone()),
                _ => Activity::Lost(Outcome::Failed(problem)),
            };
        }
        self.engine = Engine::Dead;
        self.data = Data::Empty;
        self.fill_pending = false;
    }

    fn read(&mut self, again: Option<usize>) {
        let earlier = match &self.data {
            Data::Ready(report) => Some(report.clone()),
            Data::Reading { earlier, .. } => earlier.clone(),
            Data::Empty => None,
        };
        self.data = Data::Reading { read: 0, total: None, earlier, again };
    }

    fn move_on(&mut self, from: Activity, to: Activity) {
        if let Some(run) = self.run.as_mut().filter(|run| run.activity == from) {
            run.activity = to;
        }
    }
}
