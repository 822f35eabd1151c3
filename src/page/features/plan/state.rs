//! Who chooses the settings, what the plan is based on, and what was foretold.

use leptos::prelude::*;

use super::foretold::Foretold;
use super::measurements::Measurements;
use facegan_core::address::{Launch, Mode};
use facegan_core::config::Crop;
use facegan_core::plan::{Conditions, Plan, Speed, TimeWanted};
use facegan_core::stats::Stats;

/// The plan and what it is based on.
#[derive(Clone, Copy)]
pub struct PlanState {
    pub(super) mode: RwSignal<Mode>,
    pub(super) time: RwSignal<TimeWanted>,
    /// The part of the photos that the person wants; auto unless they said otherwise.
    pub(super) crop: RwSignal<Crop>,
    pub(super) measurements: RwSignal<Measurements>,
    /// The latest plan, which the form holds in [`Mode::Plan`].
    pub(super) plan: RwSignal<Option<Plan>>,
    /// What was foretold of the run that was started last.
    pub(super) foretold: RwSignal<Option<Foretold>>,
    /// Seconds that the iterations of the run on screen took.
    pub(super) taken: RwSignal<f64>,
}

impl PlanState {
    pub fn new(launch: &Launch) -> Self {
        Self {
            mode: RwSignal::new(launch.mode),
            time: RwSignal::default(),
            crop: RwSignal::new(Crop::Auto),
            measurements: RwSignal::default(),
            plan: RwSignal::default(),
            foretold: RwSignal::default(),
            taken: RwSignal::default(),
        }
    }

    /// Who chooses the settings.
    pub fn mode(self) -> Mode {
        self.mode.get()
    }

    /// From now on the person chooses the settings, which stay as they are.
    pub fn choose_expert(self) {
        self.mode.set(Mode::Expert);
    }

    /// Keeps the part of the photos that the person wants, in this plan and the next ones.
    pub fn choose_crop(self, crop: Crop) {
        self.crop.set(crop);
    }

    /// The engine measured, or could not.
    pub fn measured(self, conditions: Conditions, speed: Option<Speed>) {
        self.measurements.update(|all| all.answer(conditions, speed));
    }

    /// The engine is lost.
    pub fn engine_lost(self) {
        self.measurements.update(Measurements::give_up);
    }

    /// Keeps what the plan says of the run that is started now; nothing of one that the person chose.
    pub fn foretell(self) {
        let planned = self.mode.get_untracked() == Mode::Plan;
        self.foretold.set(self.plan.with_untracked(|plan| plan.as_ref().filter(|_| planned).map(Foretold::from)));
    }

    /// Adds iterations of the run on screen.
    pub fn add<'a>(self, stats: impl IntoIterator<Item = &'a Stats>) {
        self.taken.update(|taken| *taken += stats.into_iter().map(|stats| stats.seconds).sum::<f64>());
    }

    /// Clears the time that the last run took.
    pub fn clear_taken(self) {
        self.taken.set(0.0);
    }
}
