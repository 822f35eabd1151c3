//! Saving a run's state while it goes on, and going back to it.

use safetensors::tensor::SafeTensorError;
use web_time::Instant;

use super::starting::{failure, not_restored};
use super::{Mode, Run, Trainer};
use crate::engine::gpu::Gpu;
use crate::engine::port::post;
use facegan_core::problem::Problem;
use facegan_core::run::Outcome;
use facegan_core::run_manifest::VolatileRun;
use facegan_data::storage::StorageError;
use facegan_protocol::Event;
use facegan_store::checkpoint::{self, CheckpointError};
use facegan_store::run_store::Schedule;
use facegan_train::{RestoreError, Session, Snapshot, SnapshotError, TrainError};

/// Why a run's state was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error(transparent)]
    Train(#[from] TrainError),
    #[error(transparent)]
    Bytes(#[from] SafeTensorError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a run cannot go back.
#[derive(Debug, thiserror::Error)]
enum BackError {
    #[error("no state was saved yet")]
    Nothing,
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error(transparent)]
    Restore(#[from] RestoreError),
}

impl Run {
    /// Saves the state, unless the last one saved is of the same iteration.
    async fn save(&mut self, gpu: &Gpu) -> Result<(), SaveError> {
        let iterations = self.session.history().len();
        if iterations == self.saved {
            return Ok(());
        }
        let began = Instant::now();
        let saved = self.write(gpu).await;
        // What did not work is not tried again at once.
        self.schedule.note(began, Instant::now());
        let held = saved?;
        self.saved = iterations;
        self.went_back = 0;
        self.waited = false;
        post(&Event::Saved { run: self.id, iterations, held });
        Ok(())
    }

    /// Writes the state; gives back what outlives this worker only if the page holds it.
    async fn write(&self, gpu: &Gpu) -> Result<Option<Box<VolatileRun>>, SaveError> {
        let state = self.session.state().await?;
        if let Some(fault) = gpu.take_fault() {
            return Err(TrainError::Fault(fault).into());
        }
        state.check()?;
        let bytes = checkpoint::to_bytes(&state)?;
        let mut kept = self.kept.borrow_mut();
        kept.save_state(state.history.len(), &bytes)?;
        Ok(kept.is_in_memory().then(|| Box::new(VolatileRun { manifest: kept.manifest().clone(), state: bytes })))
    }

    /// The run as it was saved last; one save earlier if it went back to that already.
    fn earlier(&self) -> Result<Snapshot, BackError> {
        let state = self.kept.borrow().states().nth(self.went_back).ok_or(BackError::Nothing)?;
        Ok(checkpoint::from_bytes(&state)?)
    }

    fn go_back(&mut self) -> Result<(), BackError> {
        let snapshot = self.earlier()?;
        let config = self.session.config().clone();
        let (identities, compute) = (self.session.identities().to_vec(), self.session.compute().clone());
        let mut session = Session::restore(snapshot, config, identities, compute)?;
        let manifest = self.kept.borrow().manifest().clone();
        self.kept.borrow_mut().rewind(manifest, session.history());
        session.store_grids_in(Box::new(self.kept.clone()));
        self.saved = session.history().len();
        self.session = session;
        self.went_back += 1;
        self.mode = Mode::Paused;
        Ok(())
    }
}

impl Trainer {
    /// Saves the run's state if it is time to.
    pub(super) async fn save_if_due(&mut self) {
        if self.run.as_ref().is_some_and(|run| run.mode == Mode::Running && run.schedule.is_due(Instant::now())) {
            self.save().await;
        }
    }

    /// Saves the run's state if that is worth its time, for the page may be gone soon.
    pub(super) async fn save_on_demand(&mut self) {
        if self.run.as_ref().is_some_and(|run| run.schedule.allows(Instant::now())) {
            self.save().await;
        }
    }

    /// Saves the run's state, between two iterations.
    pub(super) async fn save(&mut self) {
        self.settle(0).await;
        let Some(gpu) = self.gpu.clone() else { return };
        let Some(run) = self.run.as_mut().filter(|run| run.mode != Mode::Ended) else { return };
        let Err(error) = run.save(&gpu).await else { return };
        match error {
            SaveError::Train(error) => self.fail(&error).await,
            SaveError::Storage(StorageError::Full) if !run.waited => {
                run.waited = true;
                self.wait_for_space();
            }
            // Whether or not there is a next iteration to tell.
            SaveError::Snapshot(SnapshotError::Read(error)) => self.fail(&error.into()).await,
            error => {
                run.schedule = Schedule::Never;
                post(&Event::Problem(unsaved(&error)));
            }
        }
    }

    /// Saves the state of a run that ends.
    pub(super) async fn save_last(&mut self) {
        if let (Some(run), Some(gpu)) = (&mut self.run, &self.gpu)
            && let Err(error) = run.save(gpu).await
        {
            post(&Event::Problem(unsaved(&error)));
        }
    }

    /// Pauses until the person has made space.
    pub(super) fn wait_for_space(&mut self) {
        post(&Event::Problem(full()));
        self.enter(Mode::Paused, |run| Event::Paused { run });
    }

    /// Goes back to the last good state and waits there, since the numbers of an iteration were not finite.
    pub(super) async fn go_back(&mut self, iteration: usize) {
        let Some(run) = &mut self.run else { return };
        match run.go_back() {
            Ok(()) => {
                let (run, iterations) = (run.id, run.saved);
                post(&Event::WentBack { run, from: iteration, iterations });
                self.recount();
                post(&Event::Paused { run });
            }
            Err(error) => {
                post(&Event::NotFinite { run: run.id, iteration });
                let problem = match error {
                    BackError::Nothing => failure(&TrainError::NotFinite(iteration)),
                    BackError::Restore(error) => not_restored(&error),
                    BackError::Checkpoint(error) => {
                        Problem { what: format!("Training stopped: {error}."), advice: error.advice() }
                    }
                };
                self.finish(Outcome::Failed(problem)).await;
            }
        }
    }
}

/// What a person is told when there is no space for the run's state.
fn full() -> Problem {
    Problem {
        what: "The disk is full, so training is paused. Nothing is lost.".into(),
        advice:
            "Delete earlier runs or free some disk space, then press Resume. Without space, the run goes on unsaved."
                .into(),
    }
}

fn unsaved(error: &SaveError) -> Problem {
    Problem {
        what: format!("The run’s state could not be saved: {error}."),
        advice: "Training goes on. Download a checkpoint to keep the run.".into(),
    }
}
