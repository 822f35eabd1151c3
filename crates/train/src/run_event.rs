//! What happens to a run.

use std::error::Error;

use super::error::TrainError;
use super::session::Step;
use super::snapshot::{RestoreError, Snapshot, SnapshotError};
use facegan_core::quality::Measurement;

/// What happened to a run; `E` is its store's error.
#[derive(Debug)]
pub enum RunEvent<E: Error + 'static> {
    /// An iteration is finished and recorded.
    Step(Step),
    /// The state after so many iterations was saved.
    Saved {
        /// Iterations that are finished.
        iterations: usize,
    },
    /// netG was measured.
    Measured {
        /// What was found.
        measurement: Measurement,
        /// The state that was measured, with this measurement, if it is the best so far; with sample grids as the store
        /// [keeps them](super::RunStore::GRIDS_IN_STATE).
        best: Option<Box<Snapshot>>,
    },
    /// There is no space left to store anything; [`Paused`](Self::Paused) follows.
    Full(E),
    /// An iteration could not be recorded; the run continues unrecorded.
    NotRecorded(E),
    /// The state could not be saved; the run continues, and does not try again by itself.
    NotSaved(SaveError<E>),
    /// NaN or infinite numbers: the run went back to a saved state; [`Paused`](Self::Paused) follows.
    WentBack {
        /// The iteration whose numbers were not finite.
        from: usize,
        /// Finished iterations of the restored state.
        iterations: usize,
    },
    /// It is paused, between two iterations.
    Paused,
    /// It trains again.
    Resumed,
    /// It has ended; no event follows.
    Ended(RunEnd<E>),
}

/// How a run ended.
#[derive(Debug)]
pub enum RunEnd<E: Error + 'static> {
    /// Every iteration was run.
    Completed,
    /// [`Run::stop`](super::Run::stop) was called.
    Stopped,
    /// An iteration failed.
    Failed(TrainError),
    /// The numbers of an iteration are not finite, and there is no saved state to go back to.
    Diverged {
        /// The iteration whose numbers are not finite.
        iteration: usize,
        /// Why there is no state to go back to.
        why: GoBackError<E>,
    },
}

/// Why a run's state was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError<E: Error + 'static> {
    /// The state could not be read from the device.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The state is of no use: its numbers are not finite, or the device reported a fault.
    #[error(transparent)]
    Train(TrainError),
    /// The store did not take it.
    #[error(transparent)]
    Store(E),
}

/// Why a run cannot go back to a saved state.
#[derive(Debug, thiserror::Error)]
pub enum GoBackError<E: Error + 'static> {
    /// There is no saved state, or none earlier than those that it went back to already.
    #[error("no state was saved yet")]
    NothingSaved,
    /// The saved state could not be read.
    #[error(transparent)]
    Store(E),
    /// The saved state does not fit the run.
    #[error(transparent)]
    Restore(#[from] RestoreError),
}
