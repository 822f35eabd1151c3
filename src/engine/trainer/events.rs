//! Posts the run's events to the page.

use facegan_core::quality::Measurement;
use facegan_core::run::Outcome;
use facegan_core::run_manifest::VolatileRun;
use facegan_protocol::Event;
use facegan_store::run_store::{RunFiles, RunFilesError};
use facegan_train::{Grid, Mode, RunEnd, RunEvent, Step, TrainError};
use web_sys::console;

use super::Trainer;
use super::problems::{
    GPU_FAULT, device_failure, disk_full, diverged, engine_lost, not_saved, not_stored, train_failed,
};
use crate::engine::port::post;

impl Trainer {
    /// Posts every event of the run that was not posted yet.
    pub(super) fn post_events(&mut self) {
        while let Some(event) = self.run.as_mut().and_then(|active| active.run.event()) {
            self.post_event(event);
        }
    }

    /// Posts one event of the run.
    pub(super) fn post_event(&mut self, event: RunEvent<RunFilesError>) {
        let Some(run) = self.run.as_ref().map(|active| active.id) else { return };
        match event {
            RunEvent::Step(step) => self.post_step(step),
            RunEvent::Saved { iterations } => post(&Event::Saved { run, iterations, held: self.volatile() }),
            RunEvent::Full(_) => post(&Event::Problem(disk_full())),
            RunEvent::NotRecorded(error) => post(&Event::Problem(not_stored(&error))),
            RunEvent::NotSaved(error) => post(&Event::Problem(not_saved(&error))),
            RunEvent::WentBack { from, iterations } => {
                post(&Event::WentBack { run, from, iterations });
                self.post_history();
            }
            RunEvent::Paused => post(&Event::Paused { run }),
            RunEvent::Resumed => post(&Event::Resumed { run }),
            RunEvent::Ended(end) => self.post_end(end),
            RunEvent::Measured { measurement, best } => {
                if let Some(active) = &self.run {
                    active.run.store().borrow_mut().note_measurement(&measurement);
                }
                if let Some(state) = best {
                    self.save_best(&state);
                }
                self.post_quality(vec![measurement]);
            }
        }
    }

    fn post_step(&self, Step { stats, log, grid }: Step) {
        let Some(run) = self.run.as_ref().map(|active| active.id) else { return };
        let iteration = stats.iteration;
        if iteration == 0 {
            self.post_plan();
        }
        post(&Event::Stats { run, stats });
        if let Some(line) = log {
            post(&Event::Log { run, line });
        }
        if let Some(Grid { png, diversity, .. }) = grid {
            post(&Event::Grid { run, iteration, png, diversity });
        }
    }

    /// Posts how good netG was at the next moments at which it was measured.
    pub(super) fn post_quality(&self, measurements: Vec<Measurement>) {
        let Some(active) = &self.run else { return };
        let best = active.run.store().borrow().best_at();
        post(&Event::Quality { run: active.id, measurements, best });
    }

    /// The run with its state for the page to hold, where the browser refuses to store anything.
    fn volatile(&self) -> Option<Box<VolatileRun>> {
        let files = self.run.as_ref()?.run.store().borrow();
        let held = |files: &RunFiles| Some((files.manifest().clone(), files.states().next()?));
        let (manifest, state) = files.is_in_memory().then(|| held(&files)).flatten()?;
        Some(Box::new(VolatileRun { manifest, state }))
    }

    fn post_end(&mut self, end: RunEnd<RunFilesError>) {
        let outcome = match end {
            RunEnd::Completed => Outcome::Completed,
            RunEnd::Stopped => Outcome::Stopped,
            RunEnd::Failed(error) => match device_failure(&error) {
                Some(reason) => return self.lose_device(reason, &error),
                None => Outcome::Failed(train_failed(&error)),
            },
            RunEnd::Diverged { iteration, why } => {
                if let Some(active) = &self.run {
                    post(&Event::NotFinite { run: active.id, iteration });
                }
                Outcome::Failed(diverged(iteration, &why))
            }
        };
        self.end_files(&outcome);
        if let Some(active) = &self.run {
            post(&Event::Finished { run: active.id, outcome });
        }
    }

    /// Records how the run ended.
    fn end_files(&self, outcome: &Outcome) {
        if let Some(active) = &self.run {
            active.run.store().borrow_mut().end(outcome.clone());
            self.library.announce();
        }
    }

    /// Ends the engine where the device reported a fault, within an iteration or between two.
    pub(super) fn check_device(&mut self) {
        let Some(fault) = self.gpu.as_ref().and_then(|gpu| gpu.faults().take()) else { return };
        match self.run.as_mut().filter(|active| active.run.mode() != Mode::Ended) {
            Some(active) => {
                active.run.fail_device(fault);
                self.post_events();
            }
            None => post_dead(GPU_FAULT, &TrainError::Fault(fault)),
        }
    }

    /// Ends the run and the engine: a device that failed once stays unusable in this worker, so the page starts
    /// another.
    fn lose_device(&self, reason: &'static str, error: &TrainError) {
        self.end_files(&Outcome::Failed(engine_lost(reason)));
        post_dead(reason, error);
    }
}

fn post_dead(reason: &str, error: &TrainError) {
    // The error may list every skipped kernel: that is for developers.
    console::error_1(&error.to_string().into());
    post(&Event::Dead { reason: reason.into() });
}
