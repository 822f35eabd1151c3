//! The training loop: a run from its first iteration to its end, as a value that is polled for events.
//!
//! Queueing, saving, pausing and what happens at NaN are decided here, once for the engine and the command.

mod measuring;

use std::collections::VecDeque;
use std::mem;

use facegan_core::config::Rates;
use facegan_data::dataset::SharedDataset;
use facegan_kernels::Faults;
use web_time::Instant;

use super::error::TrainError;
use super::evaluation::Evaluations;
use super::run_event::{GoBackError, RunEnd, RunEvent, SaveError};
use super::run_store::RunStore;
use super::schedule::Schedule;
use super::session::{Session, Step};
use super::snapshot::SnapshotError;

/// A session that trains, saves its state and returns to a saved one when a loss or a weight is NaN or infinite.
///
/// [`next`](Self::next) does the next piece of work and returns what happened. The methods that control the run act at
/// once; what happens then comes out of [`next`](Self::next) or [`event`](Self::event), in order.
pub struct Run<S: RunStore> {
    session: Session,
    data: SharedDataset,
    store: S,
    faults: Faults,
    mode: Mode,
    schedule: Schedule,
    /// Iterations that the session had when the run began or went back.
    began_at: usize,
    /// Iterations after which the state was saved last.
    saved: usize,
    /// How often the run went back since its state was saved.
    went_back: usize,
    /// Whether it was paused for want of space since its state was saved.
    waited_for_space: bool,
    /// What measures netG, if anything does.
    evaluations: Option<Evaluations>,
    /// Whether it was paused and its state is still to be saved.
    save_after_pause: bool,
    events: VecDeque<RunEvent<S::Error>>,
}

/// Whether a run trains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It trains.
    Running,
    /// It waits to be resumed, stepped or stopped.
    Paused,
    /// It does nothing any more; its session can still be read.
    Ended,
}

impl<S: RunStore> Run<S> {
    /// A running run of a session over `data`, on a device that reports `faults`.
    pub fn new(session: Session, data: SharedDataset, store: S, faults: Faults) -> Self {
        Self {
            began_at: session.history().len(),
            session,
            data,
            store,
            faults,
            mode: Mode::Running,
            schedule: Schedule::default(),
            saved: 0,
            went_back: 0,
            waited_for_space: false,
            evaluations: None,
            save_after_pause: false,
            events: VecDeque::new(),
        }
    }

    /// What is trained.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Where it is stored.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The same, to record in it what the run does not.
    pub fn store_mut(&mut self) -> &mut S {
        &mut self.store
    }

    /// Whether it trains.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The next thing that happened and was not returned yet.
    pub fn event(&mut self) -> Option<RunEvent<S::Error>> {
        self.events.pop_front()
    }

    /// Whether [`next`](Self::next) has something to do or to return.
    pub fn has_work(&self) -> bool {
        self.mode == Mode::Running || self.save_after_pause || !self.events.is_empty()
    }

    /// Works until something happens, and returns it. [`None`] of a run that is paused or ended.
    pub async fn next(&mut self) -> Option<RunEvent<S::Error>> {
        while self.events.is_empty() && self.has_work() {
            self.advance().await;
        }
        self.event()
    }

    /// Does the next piece of work: ends, saves or trains.
    async fn advance(&mut self) {
        // A restored state is not saved again as it is.
        let trains = self.session.queued() > self.began_at && !self.session.history().is_empty();
        let save_is_due = trains && self.schedule.is_due(Instant::now());
        if mem::take(&mut self.save_after_pause) {
            self.save().await;
        } else if self.evaluate().await {
            // Training goes on with the next call.
        } else if self.session.is_complete() {
            self.end(RunEnd::Completed).await;
        } else if save_is_due && self.session.pending() > 0 {
            // Their events come first.
            self.finish_iterations(0).await;
        } else if save_is_due {
            self.save().await;
        } else {
            self.iterate(self.session.ahead()).await;
        }
    }

    /// Queues an iteration, if there is one left, and waits until no more than `pending` are pending.
    async fn iterate(&mut self, pending: usize) {
        if let Some(evaluations) = &mut self.evaluations {
            evaluations.drop_drawing();
        }
        if self.session.queued() >= self.session.iterations() {
            return self.finish_iterations(0).await;
        }
        let batch = self.session.next_batch(&self.data.borrow());
        match batch {
            Ok(batch) => {
                self.session.queue(batch);
                self.finish_iterations(pending).await;
            }
            Err(error) => {
                self.finish_iterations(0).await;
                self.fail(error.into());
            }
        }
    }

    /// Waits until no more than `pending` iterations are pending, and records those that are finished.
    async fn finish_iterations(&mut self, pending: usize) {
        while self.mode != Mode::Ended && self.session.pending() > pending {
            let finished = self.session.finish_next().await;
            match (self.faults.take(), finished) {
                (Some(fault), _) => self.fail(TrainError::Fault(fault)),
                (None, Err(error)) => return self.fail(error),
                (None, Ok(Some(step))) => self.record(step),
                (None, Ok(None)) => return,
            }
        }
    }

    fn record(&mut self, step: Step) {
        let recorded = self.store.record(&step);
        self.events.push_back(RunEvent::Step(step));
        match recorded {
            Ok(()) => {}
            Err(error) if S::is_full(&error) => self.wait_for_space(error),
            Err(error) => self.events.push_back(RunEvent::NotRecorded(error)),
        }
    }

    /// Waits for the pending iterations, so that the run stands between two. It ends if they were the last.
    pub async fn settle(&mut self) {
        self.finish_iterations(0).await;
        if self.mode != Mode::Ended && self.session.is_complete() {
            self.end(RunEnd::Completed).await;
        }
    }

    /// Pauses a running run between two iterations. Its state is saved next.
    pub async fn pause(&mut self) {
        self.settle().await;
        if self.mode == Mode::Running {
            self.enter(Mode::Paused, RunEvent::Paused);
            self.save_after_pause = true;
        }
    }

    /// Resumes a paused run, with other learning rates where some are given.
    pub fn resume(&mut self, rates: Option<Rates>) {
        if self.mode == Mode::Paused {
            if let Some(rates) = rates {
                self.session.set_rates(rates);
            }
            self.store.resume(self.session.config());
            self.enter(Mode::Running, RunEvent::Resumed);
        }
    }

    /// Runs one iteration of a paused run.
    pub async fn step(&mut self) {
        if self.mode == Mode::Paused {
            self.iterate(0).await;
            self.settle().await;
            if self.mode == Mode::Paused {
                self.enter(Mode::Paused, RunEvent::Paused);
            }
        }
    }

    /// Ends a run that has not ended, with its state saved.
    pub async fn stop(&mut self) {
        self.settle().await;
        if self.mode != Mode::Ended {
            self.end(RunEnd::Stopped).await;
        }
    }

    /// Saves the state if that is worth its time.
    pub async fn save_on_demand(&mut self) {
        if self.mode == Mode::Running && self.schedule.allows(Instant::now()) {
            self.settle().await;
            if self.mode == Mode::Running {
                self.save().await;
            }
        }
    }

    /// Saves the state of a run that has not ended at once, unless that is done already.
    ///
    /// # Errors
    /// When it could not be read or saved; the run goes on as it was.
    pub async fn save_now(&mut self) -> Result<(), SaveError<S::Error>> {
        self.settle().await;
        if self.mode == Mode::Ended { Ok(()) } else { self.try_save().await }
    }

    /// Ends a run that was restored only to be read, without an event. Nothing is saved.
    pub fn close(&mut self) {
        self.mode = Mode::Ended;
    }

    /// Ends a run whose device failed outside an iteration.
    pub fn fail_device(&mut self, fault: String) {
        if self.mode != Mode::Ended {
            self.fail(TrainError::Fault(fault));
        }
    }

    /// Saves the state a last time, and ends.
    async fn end(&mut self, ending: RunEnd<S::Error>) {
        if let Err(error) = self.try_save().await {
            self.events.push_back(RunEvent::NotSaved(error));
        }
        self.enter(Mode::Ended, RunEvent::Ended(ending));
    }

    fn enter(&mut self, mode: Mode, event: RunEvent<S::Error>) {
        self.mode = mode;
        self.save_after_pause = false;
        if mode == Mode::Ended {
            self.stop_evaluating();
        }
        self.store.flush();
        self.events.push_back(event);
    }

    /// At NaN goes back to a saved state; any other error ends the run.
    fn fail(&mut self, error: TrainError) {
        match error {
            TrainError::NotFinite(iteration) => self.go_back(iteration),
            error => self.enter(Mode::Ended, RunEvent::Ended(RunEnd::Failed(error))),
        }
    }

    /// Pauses until the person has made space.
    fn wait_for_space(&mut self, error: S::Error) {
        self.events.push_back(RunEvent::Full(error));
        self.enter(Mode::Paused, RunEvent::Paused);
    }

    /// Saves the state between two iterations.
    async fn save(&mut self) {
        let Err(error) = self.try_save().await else { return };
        match error {
            SaveError::Train(error) => self.fail(error),
            SaveError::Snapshot(SnapshotError::Read(error)) => self.fail(error.into()),
            SaveError::Store(error) if S::is_full(&error) && !self.waited_for_space => {
                self.waited_for_space = true;
                self.wait_for_space(error);
            }
            error => {
                self.schedule = Schedule::Never;
                self.events.push_back(RunEvent::NotSaved(error));
            }
        }
    }

    /// Saves the state, unless the last one saved is of the same iteration.
    async fn try_save(&mut self) -> Result<(), SaveError<S::Error>> {
        let iterations = self.session.history().len();
        if iterations == self.saved {
            return Ok(());
        }
        let began = Instant::now();
        let written = self.write_state().await;
        // What did not work is not tried again at once.
        self.schedule.note(began, Instant::now());
        written?;
        self.saved = iterations;
        self.went_back = 0;
        self.waited_for_space = false;
        self.events.push_back(RunEvent::Saved { iterations });
        Ok(())
    }

    async fn write_state(&mut self) -> Result<(), SaveError<S::Error>> {
        let state = if S::GRIDS_IN_STATE { self.session.snapshot().await? } else { self.session.state().await? };
        if let Some(fault) = self.faults.take() {
            return Err(SaveError::Train(TrainError::Fault(fault)));
        }
        // A state with NaN is never saved.
        state.check().map_err(SaveError::Train)?;
        self.store.save(&state).map_err(SaveError::Store)
    }

    /// Goes back to the last good state and pauses there, since a number of an iteration was NaN or infinite.
    fn go_back(&mut self, iteration: usize) {
        match self.restore_saved() {
            Ok(()) => {
                self.events.push_back(RunEvent::WentBack { from: iteration, iterations: self.saved });
                self.enter(Mode::Paused, RunEvent::Paused);
            }
            Err(why) => self.enter(Mode::Ended, RunEvent::Ended(RunEnd::Diverged { iteration, why })),
        }
    }

    /// Restores the state that was saved last; the one before, if the run went back to that one already and met NaN
    /// again.
    fn restore_saved(&mut self) -> Result<(), GoBackError<S::Error>> {
        let snapshot = self.store.load(self.went_back).map_err(GoBackError::Store)?;
        let snapshot = snapshot.ok_or(GoBackError::NothingSaved)?;
        let config = self.session.config().clone();
        let (identities, compute) = (self.session.identities().to_vec(), self.session.compute().clone());
        let restored = Session::restore(snapshot, config, identities, compute)?;
        self.store.rewind(restored.history(), restored.measurements());
        self.session.replace_state(restored);
        self.saved = self.session.history().len();
        self.began_at = self.saved;
        self.went_back += 1;
        if let Some(evaluations) = &mut self.evaluations {
            evaluations.reset(&self.session);
        }
        Ok(())
    }
}
