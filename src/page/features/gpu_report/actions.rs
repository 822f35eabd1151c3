//! Measuring the GPU, and copying what was measured.

use leptos::prelude::*;

use super::measurement::Measurement;
use crate::page::context::Page;
use crate::page::state::Blocker;
use crate::page::widgets::clipboard::copy_then;
use facegan_core::gpu_report::SentReport;
use facegan_core::problem::Problem;
use facegan_protocol::Command;

impl Page {
    /// Why the GPU cannot be measured now, if it cannot.
    pub(super) fn measure_blocker(self) -> Option<Blocker> {
        let missing = self.gpu.missing();
        self.app.with(|app| app.measure_blocker(missing))
    }

    /// Has the engine measure the GPU, unless there is a blocker or it does so already.
    pub(super) fn measure_gpu(self) {
        if untrack(|| self.measure_blocker().is_none() && !self.gpu_report.is_measuring()) {
            self.gpu_report.measurement.set(Measurement::UnderWay(None));
            self.send(Command::MeasureGpu);
        }
    }

    /// Copies what was measured as JSON, and calls `done` when it is copied.
    pub(super) fn copy_gpu_report(self, done: impl FnOnce() + 'static) {
        let report = self.gpu_report.measurement.with_untracked(|measurement| measurement.report().cloned());
        let Some(report) = report else { return };
        match SentReport::new(report, window().navigator().user_agent().ok()).to_json() {
            Ok(json) => copy_then(self, json, done),
            Err(error) => self.alert(Problem {
                what: format!("The measurement could not be copied: {error}."),
                advice: "Measure again, then copy it.".into(),
            }),
        }
    }
}
