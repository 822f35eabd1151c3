//! Advice: looked for once a second, dismissed and followed.

use std::time::Duration;

use leptos::prelude::*;

use super::adviser::Adviser;
use super::topic::{Fix, Run, Situation, Topic};
use crate::page::context::Page;
use crate::page::features::charts::curves::Curves;
use crate::page::format::thing;
use crate::page::platform::gpu::ram;
use crate::page::state::{self, AppState};
use facegan_core::memory::{self, Limits, Need};

/// Time between two looks: a setting that is being typed is not advised on.
const LOOK: Duration = Duration::from_secs(1);

impl Page {
    /// What the settings, while they are valid, need of the GPU.
    pub fn gpu_need(self) -> Option<Need> {
        Some(memory::need(&self.settings.config()?, self.settings.kernels()))
    }

    /// Takes a piece of advice off the screen.
    pub fn dismiss_advice(self, topic: Topic) {
        self.advice.adviser.update_value(|adviser| adviser.dismiss(topic));
        self.show_advice();
    }

    /// Fills the form in as advised; where a run is under way, starts another with that in its place.
    pub fn follow_advice(self, topic: Topic, fix: &Fix) {
        let restarts = self.app.with_untracked(AppState::is_running);
        if restarts && !untrack(|| self.can_restart()) {
            return;
        }
        self.plan.choose_expert();
        self.settings.change(|form| fix.apply(form));
        if restarts {
            self.restart();
        }
        if topic.is_of_run() {
            self.dismiss_advice(topic);
        } else {
            self.look();
        }
    }

    /// Looks for advice from now on.
    pub fn watch_for_advice(self) {
        set_interval(move || self.look(), LOOK);
    }

    fn look(self) {
        let (config, kernels, buffer) =
            untrack(|| (self.settings.config(), self.settings.kernels(), self.gpu.largest_buffer()));
        // Until there is a plan, the settings are nobody's choice.
        let config = config.filter(|_| !untrack(|| self.awaits_measurement()));
        let look = |app: &AppState, curves: &Curves| {
            let situation = Situation {
                config: config.as_ref(),
                kernels,
                photos: app.report().map_or(0, |report| report.images),
                thing: app.report().map_or("photo", |report| thing(report)),
                limits: Limits::guess(ram(), buffer),
                locked: app.is_running(),
                run: app.run.as_ref().and_then(|run| self.run_on_screen(run, curves)),
            };
            self.advice.adviser.update_value(|adviser| adviser.look(&situation));
        };
        self.app.with_untracked(|app| self.charts.read_curves(|curves| look(app, curves)));
        self.show_advice();
    }

    /// The current run, unless the curves are an earlier one's.
    pub fn run_on_screen<'a>(self, run: &'a state::Run, curves: &'a Curves) -> Option<Run<'a>> {
        let plan = run.plan.as_ref()?;
        let shown = self.shown.with_untracked(|shown| shown.as_ref() == Some(&plan.key));
        shown.then(|| Run {
            id: run.id,
            config: &run.config,
            photos: plan.images,
            not_finite: run.not_finite,
            curves,
            diversity: self.advice.diversity.get_untracked(),
        })
    }

    fn show_advice(self) {
        let advice = self.advice.adviser.with_value(Adviser::advice);
        if self.advice.advice.with_untracked(|shown| *shown != advice) {
            self.advice.advice.set(advice);
        }
    }
}
