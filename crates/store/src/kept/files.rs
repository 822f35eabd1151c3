//! The files of a run of this visit.

use web_time::{Duration, Instant};

use super::about::to_line;
use super::{Frame, MemoryTape, States, Tape, TapeError, frames};
use facegan_core::config::TrainConfig;
use facegan_core::run::Outcome;
use facegan_core::run_manifest::{About, KeptRun, RecalledRun, RunKey};
use facegan_core::stats::Stats;
use facegan_train::{Mark, MemoryShelf, SavedGrid, Shelf, some_grids};

/// How long numbers may wait in memory before they are written.
const DELAY: Duration = Duration::from_secs(1);

/// The files of a run.
pub struct Tapes {
    pub about: Box<dyn Tape>,
    pub losses: Box<dyn Tape>,
    pub frames: Box<dyn Tape>,
    pub grids: Box<dyn Tape>,
    pub reals: Box<dyn Tape>,
    pub states: States,
}

impl Tapes {
    /// Files that are gone with the worker.
    pub fn in_memory() -> Self {
        let tape = || Box::<MemoryTape>::default();
        let states = States::in_memory();
        Self { about: tape(), losses: tape(), frames: tape(), grids: tape(), reals: tape(), states }
    }

    fn bytes(&self) -> u64 {
        let Self { about, losses, frames, grids, reals, states } = self;
        [about, losses, frames, grids, reals].iter().map(|tape| tape.length()).sum::<u64>() + states.bytes()
    }
}

/// Whether what comes is still written.
enum Keeping {
    Kept,
    /// It is not since this happened, of which nobody was told yet.
    Failed(TapeError),
    /// It waits for space, which is known.
    Waits,
    /// It is not, which is known.
    GivenUp,
}

/// A run of this visit and its files. Where they cannot be written any more, the run goes on without them and its
/// grids stay in memory, as far as they have space there.
pub struct RunFiles {
    about: About,
    tapes: Tapes,
    frames: Vec<Frame>,
    /// Grids that are not in the files.
    spare: MemoryShelf,
    /// Records that are not written yet.
    unsaved: Vec<u8>,
    saved: Instant,
    last: Option<Stats>,
    keeping: Keeping,
}

impl RunFiles {
    /// Begins to keep a run.
    pub fn new(about: About, tapes: Tapes) -> Self {
        let mut run = Self::with(about, tapes, Keeping::Kept);
        run.write_about();
        run
    }

    /// A run that cannot be kept, and why.
    pub fn unkept(about: About, why: TapeError) -> Self {
        Self::with(about, Tapes::in_memory(), Keeping::Failed(why))
    }

    /// The files of an earlier run, to which more is to be added.
    pub fn reopen(about: About, tapes: Tapes) -> Self {
        let all = |tape: &dyn Tape| tape.read(0, tape.length() as usize).unwrap_or_default();
        let frames = frames(&all(&*tapes.frames), tapes.grids.length());
        let last = Stats::from_records(&all(&*tapes.losses)).last();
        Self { frames, last, ..Self::with(about, tapes, Keeping::Kept) }
    }

    fn with(about: About, tapes: Tapes, keeping: Keeping) -> Self {
        Self {
            about,
            tapes,
            frames: Vec::new(),
            spare: MemoryShelf::default(),
            unsaved: Vec::new(),
            saved: Instant::now(),
            last: None,
            keeping,
        }
    }

    /// The name that it is kept under.
    pub fn key(&self) -> &RunKey {
        &self.about.key
    }

    /// What it was made of.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Whether it has not ended.
    pub fn is_under_way(&self) -> bool {
        self.about.outcome.is_none()
    }

    /// Keeps the real images' PNG.
    pub fn keep_reals(&mut self, png: &[u8]) {
        self.write(|tapes| tapes.reals.append(png));
    }

    /// Takes in an iteration's numbers, which are written with the next ones every second.
    pub fn note(&mut self, stats: &Stats) {
        self.last = Some(*stats);
        self.unsaved.extend(stats.to_record());
        if self.saved.elapsed() >= DELAY {
            self.save();
        }
    }

    /// Writes what waits.
    pub fn save(&mut self) {
        let unsaved = std::mem::take(&mut self.unsaved);
        self.saved = Instant::now();
        if !self.write(|tapes| tapes.losses.append(&unsaved)) {
            self.unsaved = unsaved;
        }
    }

    /// Saves the whole state that the run has after so many iterations; the one before stays.
    ///
    /// # Errors
    /// When there is no space or the place refuses.
    pub fn save_state(&mut self, iterations: usize, state: &[u8]) -> Result<(), TapeError> {
        self.save();
        self.tapes.states.save(iterations, state)
    }

    /// Whether its states are gone with the worker.
    pub fn is_in_memory(&self) -> bool {
        self.tapes.states.are_in_memory()
    }

    /// The saved states that are whole, the latest first; each is read when it is asked for.
    pub fn states(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        self.tapes.states.whole()
    }

    /// Goes on from an earlier point, with what `about` says now and these numbers; what was kept of later iterations is
    /// dropped.
    pub fn rewind(&mut self, about: About, history: &[Stats]) {
        let records: Vec<u8> = history.iter().flat_map(Stats::to_record).collect();
        self.frames.retain(|frame| frame.iteration < history.len());
        let frames: Vec<u8> = self.frames.iter().copied().flat_map(Frame::to_record).collect();
        let pictures = self.frames.last().map_or(0, |frame| frame.at + frame.length as u64);
        self.spare.retain(|grid| grid.iteration < history.len());
        self.unsaved.clear();
        self.last = history.last().copied();
        self.about = about;
        self.write(|tapes| {
            tapes.losses.rewrite(&[&records])?;
            tapes.frames.rewrite(&[&frames])?;
            tapes.grids.truncate(pictures)
        });
        self.write_about();
    }

    /// Notes settings that changed on the way.
    pub fn change(&mut self, config: &TrainConfig) {
        self.about.config = config.clone();
        self.write_about();
    }

    /// Writes what found no space, if there is some now. If there is none, nothing more is written.
    pub fn retry(&mut self) {
        if matches!(self.keeping, Keeping::Waits) {
            self.keeping = Keeping::Kept;
            self.write_about();
            self.save();
            std::mem::take(&mut self.spare).into_iter().for_each(|grid| self.put(grid));
            if !matches!(self.keeping, Keeping::Kept) {
                self.keeping = Keeping::GivenUp;
            }
        }
    }

    /// Notes how it ended.
    pub fn end(&mut self, outcome: Outcome) {
        self.save();
        self.about.outcome = Some(outcome);
        self.write_about();
    }

    /// Why it is no longer kept, once.
    pub fn take_failure(&mut self) -> Option<TapeError> {
        let Keeping::Failed(error) = &self.keeping else { return None };
        let error = error.clone();
        self.keeping = if error == TapeError::Full { Keeping::Waits } else { Keeping::GivenUp };
        Some(error)
    }

    /// Lets go of the files; what a checkpoint takes of the grids moves to memory.
    pub fn let_go(&mut self) {
        self.spare = some_grids(self).into();
        self.frames.clear();
        self.tapes = Tapes::in_memory();
        self.keeping = Keeping::GivenUp;
    }

    /// What a list of runs tells of it, with the whole of its latest grid.
    pub fn summary(&self) -> KeptRun {
        let grid = self.marks().last().and_then(|mark| self.png(mark.iteration));
        let iterations = self.last.map_or(0, |stats| stats.iteration + 1);
        let (about, bytes, saved) = (self.about.clone(), self.tapes.bytes() as f64, self.tapes.states.iterations());
        KeptRun { about, iterations, last: self.last, bytes, saved, elsewhere: false, grid }
    }

    /// All that is kept of it but its grids' pixels.
    ///
    /// # Errors
    /// When its files cannot be read any more.
    pub fn recall(&self) -> Result<RecalledRun, TapeError> {
        let all = |tape: &dyn Tape| tape.read(0, tape.length() as usize);
        let mut history = all(&*self.tapes.losses)?;
        history.extend(&self.unsaved);
        let reals = Some(all(&*self.tapes.reals)?).filter(|png| !png.is_empty());
        let frames = self.marks().iter().map(|mark| mark.iteration).collect();
        Ok(RecalledRun { run: self.summary(), history, frames, reals })
    }

    fn write_about(&mut self) {
        let line = to_line(&self.about).map_err(|error| TapeError::Refused(error.to_string()));
        self.write(|tapes| tapes.about.append(&line?));
    }

    /// Writes, unless something could not be written before; tells whether that is done.
    fn write(&mut self, write: impl FnOnce(&mut Tapes) -> Result<(), TapeError>) -> bool {
        if matches!(self.keeping, Keeping::Kept)
            && let Err(error) = write(&mut self.tapes)
        {
            self.keeping = Keeping::Failed(error);
        }
        matches!(self.keeping, Keeping::Kept)
    }
}

impl Shelf for RunFiles {
    fn put(&mut self, grid: SavedGrid) {
        let frame = Frame { iteration: grid.iteration, at: self.tapes.grids.length(), length: grid.png.len() };
        let written = self.write(|tapes| {
            tapes.grids.append(&grid.png)?;
            tapes.frames.append(&frame.to_record())
        });
        if written {
            self.frames.push(frame);
        } else {
            self.spare.put(grid);
        }
    }

    fn marks(&self) -> Vec<Mark> {
        let mark = |frame: &Frame| Mark { iteration: frame.iteration, bytes: frame.length as u64 };
        let mut marks: Vec<_> = self.frames.iter().map(mark).collect();
        marks.extend(self.spare.marks());
        marks
    }

    fn png(&self, iteration: usize) -> Option<Vec<u8>> {
        match self.frames.iter().find(|frame| frame.iteration == iteration) {
            Some(frame) => self.tapes.grids.read(frame.at, frame.length).ok(),
            None => self.spare.png(iteration),
        }
    }
}

/// A run puts its grids on the shelf of its files, which others read meanwhile; never borrowed across an `await`.
#[cfg(test)]
mod tests;
