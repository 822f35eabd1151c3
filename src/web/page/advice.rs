//! Advice: looked for once a second, dismissed and followed.

use std::time::Duration;

use leptos::prelude::*;

use super::Page;
use crate::web::advice::{Advice, Adviser, Fix, Run, Situation, Topic};
use crate::web::browser::gpu::ram;
use crate::web::curves::Curves;
use crate::web::phase::{self, Phase};
use facegan_core::memory::{self, Limits, Need};

/// Time between two looks: a setting that is being typed is not advised on.
const LOOK: Duration = Duration::from_secs(1);

/// What is advised now.
#[derive(Clone, Copy)]
pub struct Counsel {
    pub advice: RwSignal<Vec<Advice>>,
    adviser: StoredValue<Adviser>,
}

impl Counsel {
    pub(super) fn new() -> Self {
        Self { advice: RwSignal::default(), adviser: StoredValue::default() }
    }
}

impl Page {
    /// What the settings, while they are valid, need of the GPU.
    pub fn gpu_need(self) -> Option<Need> {
        Some(memory::need(&self.config()?, self.kernels.get()))
    }

    /// Takes a piece of advice off the screen.
    pub fn dismiss_advice(self, topic: Topic) {
        self.counsel.adviser.update_value(|adviser| adviser.dismiss(topic));
        self.show_advice();
    }

    /// Fills the form in as advised.
    pub fn follow_advice(self, topic: Topic, fix: &Fix) {
        self.form.update(|form| fix.apply(form));
        if topic.is_of_run() {
            self.dismiss_advice(topic);
        } else {
            self.look();
        }
    }

    pub(super) fn watch_for_advice(self) {
        set_interval(move || self.look(), LOOK);
    }

    fn look(self) {
        let config = untrack(|| self.config());
        let look = |phase: &Phase, curves: &Curves| {
            let situation = Situation {
                config: config.as_ref(),
                kernels: self.kernels.get_untracked(),
                photos: phase.report().map_or(0, |report| report.images),
                limits: Limits::guess(ram(), self.gpu.buffer.get_untracked()),
                locked: phase.is_running(),
                run: phase.run.as_ref().and_then(|run| self.run_on_screen(run, curves)),
            };
            self.counsel.adviser.update_value(|adviser| adviser.look(&situation));
        };
        self.phase.with_untracked(|phase| self.curves.with_untracked(|curves| look(phase, curves)));
        self.show_advice();
    }

    /// The current run, unless the curves are an earlier one's.
    fn run_on_screen<'a>(self, run: &'a phase::Run, curves: &'a Curves) -> Option<Run<'a>> {
        let plan = run.plan.as_ref()?;
        let shown = self.shown.with_untracked(|shown| shown.as_ref() == Some(&plan.key));
        shown.then(|| Run {
            id: run.id,
            config: &run.config,
            photos: plan.images,
            not_finite: run.not_finite,
            curves,
            spreads: self.spreads.get_untracked(),
        })
    }

    fn show_advice(self) {
        let advice = self.counsel.adviser.with_value(Adviser::advice);
        if self.counsel.advice.with_untracked(|shown| *shown != advice) {
            self.counsel.advice.set(advice);
        }
    }
}
