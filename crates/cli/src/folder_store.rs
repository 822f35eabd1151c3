//! A run's folder as the store that it trains with.

use std::path::PathBuf;

use facegan_core::config::TrainConfig;
use facegan_core::quality::{Measurement, csv_rows, quality_csv};
use facegan_core::stats::Stats;
use facegan_store::checkpoint;
use facegan_store::whole_run::PackError;
use facegan_train::{RunStore, Session, Snapshot, Step, csv};

use super::failure::Failure;
use super::files::{TextFile, WriteError};
use super::folder::{QUALITY, RunFolder};
use super::grids::FolderGrids;

/// The checkpoint, losses, log and sample grids of a run in its folder.
pub struct FolderStore {
    folder: RunFolder,
    grids: FolderGrids,
    losses: TextFile,
    log: TextFile,
    /// Begun with the first measurement.
    quality: Option<TextFile>,
}

/// Why a run could not be stored in its folder.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Pack(#[from] PackError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Write(error) => error.into(),
            StoreError::Pack(error) => error.into(),
        }
    }
}

impl FolderStore {
    /// Writes what the session has brought so far, in place of what was there, and stores its grids in the folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(folder: RunFolder, session: &mut Session) -> Result<Self, WriteError> {
        let grids = FolderGrids::new(folder.clone());
        session.store_grids_in(Box::new(grids.clone()));
        let measured = session.measurements();
        let quality = (!measured.is_empty()).then(|| begin_quality(&folder, measured)).transpose()?;
        let log: String = session.log_lines().map(|line| line + "\n").collect();
        Ok(Self {
            losses: folder.begin("losses.csv", &csv(session.history()))?,
            log: folder.begin("log.txt", &log)?,
            quality,
            grids,
            folder,
        })
    }

    /// Writes the checkpoint, over the one before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_checkpoint(&self, state: &Snapshot) -> Result<(), StoreError> {
        let bytes = checkpoint::to_bytes(state).map_err(PackError::from)?;
        Ok(self.folder.write_checkpoint(&bytes)?)
    }

    /// Records a measurement, and the state that was measured where it is the best so far; returns where that is.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn record_quality(
        &mut self,
        measurement: &Measurement,
        best: Option<&Snapshot>,
    ) -> Result<Option<PathBuf>, StoreError> {
        match &mut self.quality {
            Some(quality) => quality.append(&csv_rows(measurement))?,
            None => self.quality = Some(begin_quality(&self.folder, std::slice::from_ref(measurement))?),
        }
        let Some(best) = best else { return Ok(None) };
        let bytes = checkpoint::to_bytes(best).map_err(PackError::from)?;
        Ok(Some(self.folder.write_best(&bytes)?))
    }

    /// Where it is.
    pub fn folder(&self) -> &RunFolder {
        &self.folder
    }
}

fn begin_quality(folder: &RunFolder, measured: &[Measurement]) -> Result<TextFile, WriteError> {
    folder.begin(QUALITY, &quality_csv(measured))
}

impl RunStore for FolderStore {
    type Error = StoreError;

    const GRIDS_IN_STATE: bool = true;

    /// Whatever cannot be written ends the command.
    fn is_full(_: &StoreError) -> bool {
        false
    }

    fn record(&mut self, Step { stats, log, .. }: &Step) -> Result<(), StoreError> {
        let mut row = String::new();
        stats.write_csv_row(&mut row);
        self.losses.append(&row)?;
        if let Some(line) = log {
            self.log.append(&format!("{line}\n"))?;
        }
        self.grids.take_failure().map_or(Ok(()), |error| Err(error.into()))
    }

    fn flush(&mut self) {}

    fn save(&mut self, state: &Snapshot) -> Result<(), StoreError> {
        self.write_checkpoint(state)
    }

    /// `None`: at NaN the command ends, because nobody may be there to lower the learning rate.
    fn load(&self, _: usize) -> Result<Option<Snapshot>, StoreError> {
        Ok(None)
    }

    fn rewind(&mut self, _: &[Stats], _: &[Measurement]) {}

    fn resume(&mut self, _: &TrainConfig) {}
}
