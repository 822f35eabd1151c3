//! The files of a run as the store that it trains with.

use facegan_core::config::TrainConfig;
use facegan_core::quality::Measurement;
use facegan_core::stats::Stats;
use facegan_data::storage::StorageError;
use facegan_train::{RunStore, Snapshot, Step};
use safetensors::tensor::SafeTensorError;

use super::RunFiles;
use crate::checkpoint::{self, CheckpointError};

/// Why a run could not be stored in its files.
#[derive(Debug, thiserror::Error)]
pub enum RunFilesError {
    /// A file could not be written or read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The state could not be written as .safetensors.
    #[error(transparent)]
    Bytes(#[from] SafeTensorError),
    /// A saved state is not a checkpoint any more.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl RunStore for RunFiles {
    type Error = RunFilesError;

    const GRIDS_IN_STATE: bool = false;

    fn is_full(error: &RunFilesError) -> bool {
        matches!(error, RunFilesError::Storage(StorageError::Full))
    }

    fn record(&mut self, step: &Step) -> Result<(), RunFilesError> {
        self.note(&step.stats);
        self.take_failure().map_or(Ok(()), |error| Err(error.into()))
    }

    fn flush(&mut self) {
        RunFiles::save(self);
    }

    fn save(&mut self, state: &Snapshot) -> Result<(), RunFilesError> {
        Ok(self.save_state(state.history.len(), &checkpoint::to_bytes(state)?)?)
    }

    fn load(&self, nth: usize) -> Result<Option<Snapshot>, RunFilesError> {
        Ok(self.states().nth(nth).map(|state| checkpoint::from_bytes(&state)).transpose()?)
    }

    fn rewind(&mut self, history: &[Stats], measured: &[Measurement]) {
        let manifest = self.manifest().clone();
        RunFiles::rewind(self, manifest, history, measured);
    }

    fn resume(&mut self, config: &TrainConfig) {
        if self.manifest().config != *config {
            self.change(config);
        }
        self.retry();
    }
}
