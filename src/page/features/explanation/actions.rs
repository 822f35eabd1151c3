//! Diagnosing the run on screen, every few seconds: a line that changes all the time cannot be read.

use std::time::Duration;

use leptos::prelude::*;

use super::diagnosis::Diagnosis;
use crate::page::context::Page;

/// Time between two looks.
const LOOK: Duration = Duration::from_secs(3);

impl Page {
    /// Diagnoses the run on screen from now on.
    pub fn watch_for_explanation(self) {
        set_interval(move || self.diagnose(), LOOK);
        // A run that is begun or shown is not explained by the one before.
        Effect::new(move |_| {
            self.shown.track();
            untrack(|| self.diagnose());
        });
    }

    fn diagnose(self) {
        let diagnosis = self.app.with_untracked(|app| {
            self.charts.read_curves(|curves| {
                let run = app.run.as_ref().and_then(|run| self.run_on_screen(run, curves));
                Diagnosis::of(curves, run)
            })
        });
        if self.explanation.diagnosis.get_untracked() != diagnosis {
            self.explanation.diagnosis.set(diagnosis);
        }
    }
}
