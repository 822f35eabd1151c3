//! The run on screen, as the engine's events describe it.

use std::sync::Arc;

use facegan_core::config::TrainConfig;
use facegan_core::dataset_report::DatasetReport;
use facegan_core::run::{Outcome, Plan, RunId, Stage};
use facegan_core::run_manifest::RunKey;
use facegan_core::stats::Stats;
use facegan_protocol::Event;

/// What a run is doing.
#[derive(Debug, Clone, PartialEq)]
pub enum Activity {
    Preparing(Option<Stage>),
    Training,
    Pausing,
    Paused,
    Stepping,
    Stopping,
    /// Over, its networks still in the engine.
    Ended(Outcome),
    /// Its engine was lost; another is started to restore it from the state that was saved last.
    Recovering(Then),
    /// Over, its networks gone with their engine.
    Lost(Outcome),
}

/// What a run does once another engine has recovered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Continue,
    Pause,
    Stop,
}

/// A run went back to its last saved state, since its numbers were NaN or infinite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setback {
    /// The iteration whose numbers were not finite.
    pub from: usize,
    /// Iterations that the run has done again.
    pub iterations: usize,
}

/// The run on screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub id: RunId,
    pub config: TrainConfig,
    pub activity: Activity,
    /// Known once the first iteration has run.
    pub plan: Option<Plan>,
    /// The latest iteration's numbers.
    pub last: Option<Stats>,
    /// The iteration that it broke off at because a number was not finite.
    pub not_finite: Option<usize>,
    /// The setback after which it waits for a decision.
    pub setback: Option<Setback>,
    /// The name that it is stored under, once it has one.
    pub key: Option<RunKey>,
    /// Iterations after which its state was saved last.
    pub saved: Option<usize>,
    /// The photos that it was started with in this visit.
    pub photos: Option<Arc<DatasetReport>>,
}

impl Run {
    pub(super) fn new(id: RunId, config: TrainConfig) -> Self {
        let activity = Activity::Preparing(None);
        let (plan, last, not_finite, setback, key, saved, photos) = Default::default();
        Self { id, config, activity, plan, last, not_finite, setback, key, saved, photos }
    }

    /// Iterations done so far.
    pub fn done(&self) -> usize {
        self.last.map_or(0, |stats| stats.iteration + 1)
    }

    /// Whether the run has not ended; a paused run counts.
    pub fn is_active(&self) -> bool {
        !matches!(self.activity, Activity::Ended(_) | Activity::Lost(_))
    }

    /// Applies an event of this run.
    pub(super) fn apply(&mut self, event: &Event) {
        match event {
            Event::Finished { outcome, .. } => self.activity = Activity::Ended(outcome.clone()),
            _ if !self.is_active() => {}
            Event::Stats { stats, .. } => self.last = Some(*stats),
            Event::History { history, .. } => self.last = history.last().copied(),
            Event::NotFinite { iteration, .. } => self.not_finite = Some(*iteration),
            Event::Saved { iterations, .. } => self.saved = Some(*iterations),
            Event::WentBack { from, iterations, .. } => {
                self.setback = Some(Setback { from: *from, iterations: *iterations });
                self.saved = Some(*iterations);
            }
            Event::Preparing { stage, .. } => {
                if let Activity::Preparing(shown) = &mut self.activity {
                    *shown = Some(*stage);
                }
            }
            Event::Started { plan, .. } => {
                self.key = Some(plan.key.clone());
                self.plan = Some(plan.clone());
                if matches!(self.activity, Activity::Preparing(_)) {
                    self.activity = Activity::Training;
                }
            }
            // A requested stop is not undone by events that were posted before the engine received it.
            _ if self.activity == Activity::Stopping => {}
            Event::Paused { .. } => self.activity = Activity::Paused,
            Event::Resumed { .. } => self.activity = Activity::Training,
            _ => {}
        }
    }
}

/// The run that an event is of.
pub(super) fn run_of(event: &Event) -> Option<RunId> {
    match event {
        Event::Preparing { run, .. }
        | Event::Started { run, .. }
        | Event::History { run, .. }
        | Event::Stats { run, .. }
        | Event::Log { run, .. }
        | Event::Frames { run, .. }
        | Event::Grid { run, .. }
        | Event::RealGrid { run, .. }
        | Event::NotFinite { run, .. }
        | Event::WentBack { run, .. }
        | Event::Quality { run, .. }
        | Event::Saved { run, .. }
        | Event::Paused { run }
        | Event::Resumed { run }
        | Event::Finished { run, .. } => Some(*run),
        _ => None,
    }
}
