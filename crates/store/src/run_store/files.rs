//! A run of this visit and the files that it is stored in.

use web_time::{Duration, Instant};

use super::{GridRecord, PinError, Pins, States, grid_records, measurements, memory_file, to_line};
use facegan_core::config::TrainConfig;
use facegan_core::origin::KeptState;
use facegan_core::quality::Measurement;
use facegan_core::run::Outcome;
use facegan_core::run_manifest::{RunDetails, RunKey, RunManifest, RunSummary};
use facegan_core::stats::Stats;
use facegan_data::storage::{Storage, StorageError};
use facegan_train::{GridEntry, GridStore, MemoryGrids, SavedGrid, thinned_grids};

/// How long numbers may wait in memory before they are written.
const DELAY: Duration = Duration::from_secs(1);

/// The files of a run.
pub struct RunFileSet {
    /// Lines of JSON.
    pub manifest: Box<dyn Storage>,
    /// Records of [`Stats`].
    pub losses: Box<dyn Storage>,
    /// [`GridRecord`]s.
    pub grid_index: Box<dyn Storage>,
    /// PNGs, one behind the other.
    pub grids: Box<dyn Storage>,
    /// One PNG.
    pub reals: Box<dyn Storage>,
    /// Lines of JSON.
    pub quality: Box<dyn Storage>,
    /// The two places of the state.
    pub states: States,
    /// Those of the state at which netG was best.
    pub best: States,
    /// The places of the pinned states.
    pub pins: Pins,
}

impl RunFileSet {
    /// Files in memory, which are lost when the worker ends.
    pub fn in_memory() -> Self {
        let [manifest, losses, grid_index, grids, reals, quality] = std::array::from_fn(|_| memory_file());
        let [states, best] = std::array::from_fn(|_| States::in_memory());
        Self { manifest, losses, grid_index, grids, reals, quality, states, best, pins: Pins::in_memory() }
    }

    fn bytes(&self) -> u64 {
        let Self { manifest, losses, grid_index, grids, reals, quality, states, best, pins } = self;
        let files = [manifest, losses, grid_index, grids, reals, quality];
        files.iter().map(|file| file.length()).sum::<u64>() + states.bytes() + best.bytes() + pins.bytes()
    }
}

/// Whether new records are written.
enum Writing {
    Works,
    /// Not since this error, which was not reported yet.
    Failed(StorageError),
    /// Waiting for space; the error was reported.
    WaitsForSpace,
    /// Not any more; the error was reported.
    GivenUp,
}

/// A run of this visit and its files. Where they cannot be written any more, training continues without them and new
/// grids stay in memory, as far as they fit.
pub struct RunFiles {
    manifest: RunManifest,
    files: RunFileSet,
    grid_records: Vec<GridRecord>,
    /// Grids that are not in the files.
    unstored_grids: MemoryGrids,
    /// Records that are not written yet.
    unwritten: Vec<u8>,
    saved: Instant,
    last: Option<Stats>,
    writing: Writing,
    /// Whether it trains: it is neither over nor only read.
    under_way: bool,
}

impl RunFiles {
    /// Begins to store a run.
    pub fn new(manifest: RunManifest, files: RunFileSet) -> Self {
        let mut run = Self::with(manifest, files, Writing::Works);
        run.write_manifest();
        run
    }

    /// A run that cannot be stored, and why.
    pub fn not_stored(manifest: RunManifest, why: StorageError) -> Self {
        Self::with(manifest, RunFileSet::in_memory(), Writing::Failed(why))
    }

    /// The files of an earlier run, to which more is to be added.
    pub fn reopen(manifest: RunManifest, files: RunFileSet) -> Self {
        let all = |file: &dyn Storage| file.read(0, file.length() as usize).unwrap_or_default();
        let grid_records = grid_records(&all(&*files.grid_index), files.grids.length());
        let last = Stats::from_records(&all(&*files.losses)).last();
        Self { grid_records, last, under_way: false, ..Self::with(manifest, files, Writing::Works) }
    }

    fn with(manifest: RunManifest, files: RunFileSet, writing: Writing) -> Self {
        Self {
            manifest,
            files,
            grid_records: Vec::new(),
            unstored_grids: MemoryGrids::default(),
            unwritten: Vec::new(),
            saved: Instant::now(),
            last: None,
            writing,
            under_way: true,
        }
    }

    /// The name that it is stored under.
    pub fn key(&self) -> &RunKey {
        &self.manifest.key
    }

    /// What it was made of.
    pub fn manifest(&self) -> &RunManifest {
        &self.manifest
    }

    /// Whether it trains: it has not ended, and was not reopened only to be read.
    pub fn is_under_way(&self) -> bool {
        self.under_way
    }

    /// Stores the real images' PNG.
    pub fn store_reals(&mut self, png: &[u8]) {
        self.write(|files| files.reals.append(png));
    }

    /// Takes in an iteration's numbers, which are written with the next ones every second.
    pub fn note(&mut self, stats: &Stats) {
        self.last = Some(*stats);
        self.unwritten.extend(stats.to_record());
        if self.saved.elapsed() >= DELAY {
            self.save();
        }
    }

    /// Writes the waiting records.
    pub fn save(&mut self) {
        let unwritten = std::mem::take(&mut self.unwritten);
        self.saved = Instant::now();
        if !self.write(|files| files.losses.append(&unwritten)) {
            self.unwritten = unwritten;
        }
    }

    /// Saves the whole state that the run has after so many iterations; the one before stays.
    ///
    /// # Errors
    /// When there is no space or the place refuses.
    pub fn save_state(&mut self, iterations: usize, state: &[u8]) -> Result<(), StorageError> {
        self.save();
        self.files.states.save(iterations, state)
    }

    /// Notes how good netG was.
    pub fn note_measurement(&mut self, measurement: &Measurement) {
        let line = to_line(measurement).map_err(StorageError::refused);
        self.write(|files| files.quality.append(&line?));
    }

    /// Keeps the state that the run has after so many iterations as the one at which netG was best; the one before stays
    /// until this one is whole.
    ///
    /// # Errors
    /// When there is no space or the place refuses.
    pub fn save_best(&mut self, iterations: usize, state: &[u8]) -> Result<(), StorageError> {
        self.files.best.save(iterations, state)?;
        self.files.best.drop_earlier();
        Ok(())
    }

    /// Pins the latest state: keeps it until it is unpinned.
    ///
    /// # Errors
    /// When there is none, it is pinned already, too many are, there is no space or the place refuses; what is pinned
    /// stays.
    pub fn pin(&mut self) -> Result<(), PinError> {
        let (iterations, state) = self.files.states.whole().next().ok_or(PinError::NothingSaved)?;
        self.files.pins.add(iterations, &state)
    }

    /// Deletes the pinned state after so many iterations, if there is one.
    ///
    /// # Errors
    /// When its place refuses.
    pub fn unpin(&mut self, iterations: usize) -> Result<(), StorageError> {
        self.files.pins.remove(iterations)
    }

    /// The bytes of a state, where it is kept and whole.
    pub fn kept(&self, state: KeptState) -> Option<Vec<u8>> {
        match state {
            KeptState::Last => self.states().next(),
            KeptState::Best => self.files.best.whole().next().map(|(_, state)| state),
            KeptState::Pinned(iterations) => self.files.pins.read(iterations),
        }
    }

    /// Iterations that the run had done at a state, where that is kept.
    pub fn kept_at(&self, state: KeptState) -> Option<usize> {
        match state {
            KeptState::Last => self.files.states.iterations(),
            KeptState::Best => self.best_at(),
            KeptState::Pinned(iterations) => self.files.pins.has(iterations).then_some(iterations),
        }
    }

    /// Iterations after which netG was best, where that state is kept.
    pub fn best_at(&self) -> Option<usize> {
        self.files.best.iterations()
    }

    /// How good netG was, as far as it was measured and can be read.
    pub fn measurements(&self) -> Vec<Measurement> {
        let file = &self.files.quality;
        file.read(0, file.length() as usize).map(|lines| measurements(&lines)).unwrap_or_default()
    }

    /// Whether its states are in memory, and lost when the worker ends.
    pub fn is_in_memory(&self) -> bool {
        self.files.states.are_in_memory()
    }

    /// The saved states that are whole, the latest first; each is read when it is asked for.
    pub fn states(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        self.files.states.whole().map(|(_, state)| state)
    }

    /// Continues from an earlier point, with this `manifest` and these numbers; the records of later iterations are
    /// dropped. The best state and the pinned ones stay, also where they are later ones.
    pub fn rewind(&mut self, manifest: RunManifest, history: &[Stats], measured: &[Measurement]) {
        let lines = measured.iter().map(to_line).collect::<Result<Vec<_>, _>>().map_err(StorageError::refused);
        let records: Vec<u8> = history.iter().flat_map(Stats::to_record).collect();
        self.grid_records.retain(|record| record.iteration < history.len());
        let index: Vec<u8> = self.grid_records.iter().copied().flat_map(GridRecord::to_record).collect();
        let pictures = self.grid_records.last().map_or(0, |record| record.at + record.length as u64);
        self.unstored_grids.retain(|grid| grid.iteration < history.len());
        self.unwritten.clear();
        self.last = history.last().copied();
        self.manifest = manifest;
        self.under_way = true;
        self.write(|files| {
            files.losses.rewrite(&[&records])?;
            files.grid_index.rewrite(&[&index])?;
            files.grids.truncate(pictures)?;
            files.quality.rewrite(&[&lines?.concat()])
        });
        self.write_manifest();
    }

    /// Notes settings that changed during the run.
    pub fn change(&mut self, config: &TrainConfig) {
        self.manifest.config = config.clone();
        self.write_manifest();
    }

    /// Gives it another name, or none.
    pub fn rename(&mut self, name: Option<String>) {
        self.manifest.name = name;
        self.write_manifest();
    }

    /// Writes what found no space, if there is some now. If there is none, nothing more is written.
    pub fn retry(&mut self) {
        if matches!(self.writing, Writing::WaitsForSpace) {
            self.writing = Writing::Works;
            self.write_manifest();
            self.save();
            std::mem::take(&mut self.unstored_grids).into_iter().for_each(|grid| self.put(grid));
            if !matches!(self.writing, Writing::Works) {
                self.writing = Writing::GivenUp;
            }
        }
    }

    /// Notes how it ended. Of one that is whole, the state before the last is dropped, which takes as much space.
    pub fn end(&mut self, outcome: Outcome) {
        self.save();
        if !matches!(outcome, Outcome::Failed(_)) {
            self.files.states.drop_earlier();
        }
        self.manifest.outcome = Some(outcome);
        self.under_way = false;
        self.write_manifest();
    }

    /// The real images' PNG, where it is stored.
    pub fn reals(&self) -> Option<Vec<u8>> {
        let file = &self.files.reals;
        file.read(0, file.length() as usize).ok().filter(|png| !png.is_empty())
    }

    /// Why it is no longer stored; returned once.
    pub fn take_failure(&mut self) -> Option<StorageError> {
        let Writing::Failed(error) = &self.writing else { return None };
        let error = error.clone();
        self.writing = if error == StorageError::Full { Writing::WaitsForSpace } else { Writing::GivenUp };
        Some(error)
    }

    /// Closes the files; the grids that a checkpoint takes move to memory.
    pub fn release(&mut self) {
        self.unstored_grids = thinned_grids(self).into();
        self.grid_records.clear();
        self.files = RunFileSet::in_memory();
        self.writing = Writing::GivenUp;
    }

    /// What a list of runs shows of it, with the whole of its latest grid.
    pub fn summary(&self) -> RunSummary {
        let grid = self.entries().last().and_then(|entry| self.png(entry.iteration));
        let iterations = self.last.map_or(0, |stats| stats.iteration + 1);
        RunSummary {
            manifest: self.manifest.clone(),
            iterations,
            last: self.last,
            bytes: self.files.bytes() as f64,
            saved: self.files.states.iterations(),
            best: self.best_at(),
            pins: self.files.pins.list(),
            elsewhere: false,
            grid,
        }
    }

    /// Everything that is stored of it but its grids' pixels.
    ///
    /// # Errors
    /// When its files cannot be read any more.
    pub fn recall(&self) -> Result<RunDetails, StorageError> {
        let all = |file: &dyn Storage| file.read(0, file.length() as usize);
        let mut history = all(&*self.files.losses)?;
        history.extend(&self.unwritten);
        let frames = self.entries().iter().map(|entry| entry.iteration).collect();
        let (run, reals, measurements) = (self.summary(), self.reals(), self.measurements());
        Ok(RunDetails { run, history, frames, reals, measurements })
    }

    fn write_manifest(&mut self) {
        let line = to_line(&self.manifest).map_err(StorageError::refused);
        self.write(|files| files.manifest.append(&line?));
    }

    /// Writes, unless something could not be written before; returns whether it was written.
    fn write(&mut self, write: impl FnOnce(&mut RunFileSet) -> Result<(), StorageError>) -> bool {
        if matches!(self.writing, Writing::Works)
            && let Err(error) = write(&mut self.files)
        {
            self.writing = Writing::Failed(error);
        }
        matches!(self.writing, Writing::Works)
    }
}

impl GridStore for RunFiles {
    fn put(&mut self, grid: SavedGrid) {
        let record = GridRecord { iteration: grid.iteration, at: self.files.grids.length(), length: grid.png.len() };
        let written = self.write(|files| {
            files.grids.append(&grid.png)?;
            files.grid_index.append(&record.to_record())
        });
        if written {
            self.grid_records.push(record);
        } else {
            self.unstored_grids.put(grid);
        }
    }

    fn entries(&self) -> Vec<GridEntry> {
        let entry = |record: &GridRecord| GridEntry { iteration: record.iteration, bytes: record.length as u64 };
        let mut entries: Vec<_> = self.grid_records.iter().map(entry).collect();
        entries.extend(self.unstored_grids.entries());
        entries
    }

    fn png(&self, iteration: usize) -> Option<Vec<u8>> {
        match self.grid_records.iter().find(|record| record.iteration == iteration) {
            Some(record) => self.files.grids.read(record.at, record.length).ok(),
            None => self.unstored_grids.png(iteration),
        }
    }
}

#[cfg(test)]
mod tests;
