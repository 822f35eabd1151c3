//! The status sentence, the tab's title and the notification.

use super::app_state::{AppState, Data, Engine, Topic};
use super::phase::Visit;
use super::run::{Activity, Run};
use crate::page::format::{count, grouped, images};
use facegan_core::dataset_report::DatasetReport;
use facegan_core::run::{Outcome, Stage};
use facegan_core::skipped;

impl AppState {
    /// What is going on, as a sentence that counts along.
    pub fn status(&self) -> String {
        self.status_in(Visit::New)
    }

    /// What is going on in a visit that began like this.
    pub fn status_in(&self, visit: Visit) -> String {
        match (&self.run, &self.data, &self.engine) {
            (Some(run), ..) if run.is_active() => run.status(),
            (_, _, Engine::Dead) => "The engine is not loaded.".into(),
            (_, Data::Reading { .. } | Data::Empty, Engine::Loading { .. }) => "Loading the engine…".into(),
            (_, Data::Reading { read, total, again, .. }, _) => reading(*read, *total, *again),
            (Some(run), ..) if self.topic == Topic::Run => run.status(),
            (_, Data::Ready(report), _) => ready(report),
            (_, Data::Empty, _) => beginning(visit).into(),
        }
    }

    /// What a screen reader speaks of it: without the numbers that change all the time.
    pub fn announcement(&self, visit: Visit) -> String {
        match (&self.run, &self.data, &self.engine) {
            (Some(run), ..) if run.activity == Activity::Training => run.epoch(),
            (Some(run), ..) if run.is_active() => run.status(),
            (_, Data::Reading { again, .. }, Engine::Ready) => reading(0, None, *again),
            _ => self.status_in(visit),
        }
    }

    /// The title of the page's tab.
    pub fn title(&self) -> String {
        let Some(run) = &self.run else { return "facegan".into() };
        format!("{} · facegan", run.headline())
    }

    /// The notification's text: that the run ended, unless the person stopped it.
    pub fn notification(&self) -> Option<String> {
        let run = self.run.as_ref()?;
        match &run.activity {
            Activity::Ended(outcome) | Activity::Lost(outcome) if *outcome != Outcome::Stopped => Some(run.status()),
            _ => None,
        }
    }

    /// The run in one word, for `<html data-run>`.
    pub fn run_word(&self) -> &'static str {
        match self.activity() {
            None => "none",
            Some(Activity::Preparing(_) | Activity::Recovering(_)) => "preparing",
            Some(Activity::Training | Activity::Pausing | Activity::Stopping) => "training",
            Some(Activity::Paused | Activity::Stepping) => "paused",
            Some(Activity::Ended(Outcome::Failed(_)) | Activity::Lost(Outcome::Failed(_))) => "failed",
            Some(Activity::Ended(_) | Activity::Lost(_)) => "finished",
        }
    }
}

impl Run {
    /// The run's progress in the few letters that fit on a tab.
    fn headline(&self) -> String {
        match &self.activity {
            Activity::Preparing(_) | Activity::Recovering(_) => "Preparing".into(),
            Activity::Training | Activity::Pausing | Activity::Stopping => {
                let all = self.plan.as_ref().map_or(1, |plan| plan.iterations.max(1));
                format!("{} %", self.done() * 100 / all)
            }
            Activity::Paused | Activity::Stepping => "Paused".into(),
            Activity::Ended(outcome) | Activity::Lost(outcome) => match outcome {
                Outcome::Completed => "Done".into(),
                Outcome::Stopped => "Stopped".into(),
                Outcome::Failed(_) => "Failed".into(),
            },
        }
    }

    fn epoch(&self) -> String {
        let epoch = self.last.map_or(1, |stats| stats.epoch + 1);
        format!("Training: epoch {} of {}.", grouped(epoch), grouped(self.config.num_epochs))
    }

    fn status(&self) -> String {
        let done = grouped(self.done());
        let all = self.plan.as_ref().map_or_else(|| done.clone(), |plan| grouped(plan.iterations));
        match &self.activity {
            Activity::Recovering(_) => "Starting again from what was saved…".into(),
            Activity::Preparing(None) => "Preparing…".into(),
            Activity::Preparing(Some(Stage::Gpu)) => "Preparing: asking for the GPU…".into(),
            Activity::Preparing(Some(Stage::Shaders)) => "Preparing: compiling shaders…".into(),
            Activity::Training => {
                format!("{}, iteration {done} of {all}.", self.epoch().trim_end_matches('.'))
            }
            Activity::Pausing => "Pausing after this iteration…".into(),
            Activity::Paused => format!("Paused at iteration {done} of {all}."),
            Activity::Stepping => "Running one iteration…".into(),
            Activity::Stopping => "Stopping after this iteration…".into(),
            Activity::Ended(outcome) | Activity::Lost(outcome) => match outcome {
                Outcome::Completed => format!("Training complete: {}.", count(self.done(), "iteration")),
                Outcome::Stopped => format!("Stopped after {}.", count(self.done(), "iteration")),
                Outcome::Failed(_) => format!("Training failed after {}.", count(self.done(), "iteration")),
            },
        }
    }
}

fn beginning(visit: Visit) -> &'static str {
    match visit {
        Visit::New => "Drop photos to begin.",
        Visit::BrokenOff => "Your last run can go on.",
        Visit::Shown => "An earlier run is on screen.",
    }
}

fn reading(read: usize, total: Option<usize>, again: Option<usize>) -> String {
    let again = again.map(|side| format!(" again at {side}×{side}")).unwrap_or_default();
    match total {
        Some(total) => format!("Reading photos{again}… {} of {}", grouped(read), grouped(total)),
        None if read > 0 => format!("Reading photos{again}… {}", grouped(read)),
        None => format!("Reading photos{again}…"),
    }
}

fn ready(report: &DatasetReport) -> String {
    match report.images {
        0 if report.left_out > 0 => "All photos are left out.".into(),
        0 if report.found.is_some_and(|found| found.photos > 0) => "No face was found in the photos.".into(),
        0 => format!("No photos could be used: {}.", unused(report)),
        _ if report.cancelled => format!("{} ready; reading was cancelled.", images(report)),
        _ => format!("{} ready.", images(report)),
    }
}

fn unused(report: &DatasetReport) -> String {
    let refused = format!("{} refused", grouped(report.refused.len()));
    match skipped::total(&report.skipped) {
        0 => refused,
        left_out => format!("{refused}, {} left out", grouped(left_out)),
    }
}
