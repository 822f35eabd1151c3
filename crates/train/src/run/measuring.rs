//! Measuring a run's netG between its iterations.

use web_time::Instant;

use super::Run;
use crate::error::TrainError;
use crate::evaluation::{Evaluations, Evaluator, Finished};
use crate::run_event::RunEvent;
use crate::run_store::RunStore;
use crate::snapshot::SnapshotError;

impl<S: RunStore> Run<S> {
    /// Has netG measured from `images` images each time: now, then for less than 3 % of the time, and at the end. That
    /// changes none of the run's numbers.
    pub fn evaluate_with(&mut self, evaluator: Box<dyn Evaluator>, images: usize) {
        let mut evaluations = Evaluations::new(evaluator, images);
        // A continued run may have been measured where it stands.
        evaluations.reset(&self.session);
        self.evaluations = Some(evaluations);
    }

    /// Measures no more. What was measured stays with the run.
    pub fn stop_evaluating(&mut self) {
        self.evaluations = None;
    }

    /// Does the next piece of work for a measurement, if there is any; returns whether there was.
    pub(super) async fn evaluate(&mut self) -> bool {
        let Some(evaluations) = &mut self.evaluations else { return false };
        if let Some(finished) = evaluations.take() {
            self.note(finished);
        } else if evaluations.is_due(&self.session, Instant::now()) {
            self.draw_for_evaluation().await;
        } else if self.session.is_complete() && evaluations.is_measuring() {
            if let Some(finished) = evaluations.wait().await {
                self.note(finished);
            }
        } else {
            return false;
        }
        true
    }

    /// Draws the next images that netG is measured by, once no iteration is pending.
    async fn draw_for_evaluation(&mut self) {
        if self.session.pending() > 0 {
            return self.finish_iterations(0).await;
        }
        let Some(evaluations) = &mut self.evaluations else { return };
        let advanced = evaluations.advance(&self.session).await;
        match (self.faults.take(), advanced) {
            (Some(fault), _) => self.fail(TrainError::Fault(fault)),
            (None, Ok(())) => {}
            (None, Err(SnapshotError::Read(error))) => self.fail(error.into()),
            (None, Err(error)) => {
                self.evaluations = None;
                self.events.push_back(RunEvent::NotSaved(error.into()));
            }
        }
    }

    fn note(&mut self, Finished { measurement, mut state }: Finished) {
        let earlier = self.session.measurements();
        let is_best = state.is_finite() && measurement.is_better_than_all(earlier);
        self.session.add_measurement(measurement.clone());
        let best = is_best.then(|| {
            state.measurements.push(measurement.clone());
            if S::GRIDS_IN_STATE {
                state.grids = self.session.grids_until(state.history.len());
            }
            Box::new(state)
        });
        self.events.push_back(RunEvent::Measured { measurement, best });
    }
}
