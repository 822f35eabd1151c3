//! What the page is about now: which panels there are, and what the next thing to do is.

use super::app_state::{AppState, Data};
use super::run::Activity;
use facegan_core::run::Outcome;

/// What the page is about, which decides how it is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was done yet.
    Begin,
    /// There are photos, or they are being read; there is no run.
    Photos,
    /// A run is on screen.
    Run,
}

impl Phase {
    /// The phase in one word, for the stylesheet.
    pub fn word(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Photos => "photos",
            Self::Run => "run",
        }
    }
}

/// The next thing to do, whose button is the solid one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Take up the run that broke off in an earlier visit.
    Restore,
    ChoosePhotos,
    /// Continue the checkpoint that was opened.
    UseOpened,
    Start,
    Pause,
    Resume,
    /// Decide how the run goes on that went back to its last saved state.
    Decide,
    /// Train the run that has ended longer.
    TrainLonger,
    /// Nothing: wait.
    Wait,
}

/// What a visit begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visit {
    /// Nothing of an earlier one.
    New,
    /// A run of an earlier one broke off, and is offered.
    BrokenOff,
    /// A stored run is on screen.
    Shown,
}

/// What the page offers besides photos and the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offers {
    /// A run that broke off in an earlier visit.
    pub broken_off: bool,
    /// An opened checkpoint.
    pub opened: bool,
    /// A state of a stored run that was chosen for the next run to begin from.
    pub branch: bool,
}

impl AppState {
    /// What the page is about; `shown` where a stored run is on screen.
    pub fn phase(&self, shown: bool) -> Phase {
        match (&self.run, &self.data) {
            (Some(_), _) => Phase::Run,
            (None, _) if shown => Phase::Run,
            (None, Data::Empty) => Phase::Begin,
            (None, _) => Phase::Photos,
        }
    }

    /// The next thing to do.
    pub fn next_step(&self, offers: Offers) -> NextStep {
        match self.activity() {
            Some(Activity::Training) => NextStep::Pause,
            Some(Activity::Paused) if self.run.as_ref().is_some_and(|run| run.setback.is_some()) => NextStep::Decide,
            Some(Activity::Paused) => NextStep::Resume,
            Some(Activity::Ended(_) | Activity::Lost(_)) | None if offers.branch => NextStep::Start,
            Some(Activity::Ended(Outcome::Completed | Outcome::Stopped)) => NextStep::TrainLonger,
            Some(Activity::Ended(_) | Activity::Lost(_)) | None => self.next_beginning(offers),
            Some(_) => NextStep::Wait,
        }
    }

    fn next_beginning(&self, Offers { broken_off, opened, .. }: Offers) -> NextStep {
        match &self.data {
            _ if broken_off => NextStep::Restore,
            _ if opened => NextStep::UseOpened,
            Data::Ready(report) if report.images > 0 => NextStep::Start,
            Data::Reading { .. } => NextStep::Wait,
            Data::Empty | Data::Ready(_) => NextStep::ChoosePhotos,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::page::state::{Action, Run};
    use facegan_core::config::TrainConfig;
    use facegan_core::dataset_report::DatasetReport;
    use facegan_core::problem::Problem;
    use facegan_core::run::RunId;

    fn with_photos() -> AppState {
        let report = DatasetReport { images: 8, ..DatasetReport::default() };
        AppState { data: Data::Ready(Arc::new(report)), ..AppState::default() }
    }

    fn with_run(activity: Activity) -> AppState {
        let mut app = with_photos();
        app.act(Action::Start { run: RunId(1), config: TrainConfig::default() });
        app.run = app.run.map(|run| Run { activity, ..run });
        app
    }

    #[test]
    fn a_run_on_screen_outranks_photos_and_photos_the_beginning() {
        assert_eq!(AppState::default().phase(false), Phase::Begin);
        assert_eq!(AppState::default().phase(true), Phase::Run);
        assert_eq!(with_photos().phase(false), Phase::Photos);
        assert_eq!(with_run(Activity::Training).phase(false), Phase::Run);
    }

    #[test]
    fn the_next_step_leads_from_photos_through_the_run() {
        let next = |app: &AppState| app.next_step(Offers::default());
        assert_eq!(next(&AppState::default()), NextStep::ChoosePhotos);
        assert_eq!(next(&with_photos()), NextStep::Start);
        assert_eq!(next(&with_run(Activity::Preparing(None))), NextStep::Wait);
        assert_eq!(next(&with_run(Activity::Training)), NextStep::Pause);
        assert_eq!(next(&with_run(Activity::Paused)), NextStep::Resume);
        assert_eq!(next(&with_run(Activity::Ended(Outcome::Completed))), NextStep::TrainLonger);
        let problem = Problem { what: String::new(), advice: String::new() };
        assert_eq!(next(&with_run(Activity::Ended(Outcome::Failed(problem)))), NextStep::Start);
    }

    #[test]
    fn what_came_from_an_earlier_visit_is_next_before_a_new_beginning() {
        let next = |offers: Offers| AppState::default().next_step(offers);
        assert_eq!(next(Offers { broken_off: true, opened: true, branch: false }), NextStep::Restore);
        assert_eq!(
            next(Offers { broken_off: true, opened: true, branch: true }),
            NextStep::Start,
            "it was just chosen"
        );
        let ended = with_run(Activity::Ended(Outcome::Completed));
        assert_eq!(ended.next_step(Offers { branch: true, ..Offers::default() }), NextStep::Start);
        assert_eq!(next(Offers { opened: true, ..Offers::default() }), NextStep::UseOpened);
    }
}
