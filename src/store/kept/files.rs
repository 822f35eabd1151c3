//! The files of a run of this visit.

use std::cell::RefCell;
use std::rc::Rc;

use web_time::{Duration, Instant};

use super::{Frame, MemoryTape, Tape, TapeError};
use crate::protocol::{About, KeptRun, Outcome, RecalledRun, RunKey, Stats};
use crate::train::{Mark, MemoryShelf, SavedGrid, Shelf, some_grids};

/// How long numbers may wait in memory before they are written.
const DELAY: Duration = Duration::from_secs(1);

/// The files of a run, each empty at first.
pub struct Tapes {
    pub about: Box<dyn Tape>,
    pub losses: Box<dyn Tape>,
    pub frames: Box<dyn Tape>,
    pub grids: Box<dyn Tape>,
    pub reals: Box<dyn Tape>,
}

impl Tapes {
    /// Files that are gone with the worker.
    pub fn in_memory() -> Self {
        let tape = || Box::<MemoryTape>::default();
        Self { about: tape(), losses: tape(), frames: tape(), grids: tape(), reals: tape() }
    }

    fn bytes(&self) -> u64 {
        let Self { about, losses, frames, grids, reals } = self;
        [about, losses, frames, grids, reals].iter().map(|tape| tape.length()).sum()
    }
}

/// Whether what comes is still written.
enum Keeping {
    Kept,
    /// It is not since this happened, of which nobody was told yet.
    Failed(TapeError),
    /// It is not, which is known.
    Given,
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
        self.write(|tapes| tapes.losses.append(&unsaved));
    }

    /// Notes how it ended.
    pub fn end(&mut self, outcome: Outcome) {
        self.save();
        self.about.outcome = Some(outcome);
        self.write_about();
    }

    /// Why it is no longer kept, once.
    pub fn take_failure(&mut self) -> Option<TapeError> {
        match std::mem::replace(&mut self.keeping, Keeping::Given) {
            Keeping::Failed(error) => Some(error),
            before => {
                self.keeping = before;
                None
            }
        }
    }

    /// Lets go of the files; what a checkpoint takes of the grids moves to memory.
    pub fn let_go(&mut self) {
        self.spare = some_grids(self).into();
        self.frames.clear();
        self.tapes = Tapes::in_memory();
        self.keeping = Keeping::Given;
    }

    /// What a list of runs tells of it, with the whole of its latest grid.
    pub fn summary(&self) -> KeptRun {
        let grid = self.marks().last().and_then(|mark| self.png(mark.iteration));
        let iterations = self.last.map_or(0, |stats| stats.iteration + 1);
        KeptRun { about: self.about.clone(), iterations, last: self.last, bytes: self.tapes.bytes() as f64, grid }
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
        let line = self.about.to_line().map_err(|error| TapeError::Refused(error.to_string()));
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
impl Shelf for Rc<RefCell<RunFiles>> {
    fn put(&mut self, grid: SavedGrid) {
        self.borrow_mut().put(grid);
    }

    fn marks(&self) -> Vec<Mark> {
        self.borrow().marks()
    }

    fn png(&self, iteration: usize) -> Option<Vec<u8>> {
        self.borrow().png(iteration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{KernelChoice, TrainConfig};

    fn about() -> About {
        About {
            key: RunKey("1".into()),
            started: 0.0,
            config: TrainConfig::default(),
            kernels: KernelChoice::Own,
            adapter: "GPU".into(),
            images: 8,
            outcome: None,
        }
    }

    fn stats(iteration: usize) -> Stats {
        Stats {
            iteration,
            epoch: 0,
            batch: iteration,
            images: 8,
            loss_d: 1.0,
            loss_g: 2.0,
            d_x: 0.5,
            d_g_z1: 0.25,
            d_g_z2: 0.125,
            seconds: 0.5,
        }
    }

    fn grid(iteration: usize) -> SavedGrid {
        SavedGrid { iteration, png: vec![iteration as u8; 10 + iteration] }
    }

    /// A place that takes so many bytes.
    struct Small(MemoryTape, u64);

    impl Tape for Small {
        fn length(&self) -> u64 {
            self.0.length()
        }

        fn append(&mut self, bytes: &[u8]) -> Result<(), TapeError> {
            if self.length() + bytes.len() as u64 > self.1 { Err(TapeError::Full) } else { self.0.append(bytes) }
        }

        fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, TapeError> {
            self.0.read(at, length)
        }
    }

    #[test]
    fn a_run_is_recalled_as_it_went() {
        let mut run = RunFiles::new(about(), Tapes::in_memory());
        run.keep_reals(b"real");
        run.put(grid(0));
        (0..3).for_each(|iteration| run.note(&stats(iteration)));
        run.put(grid(2));
        assert!(run.is_under_way());
        run.end(Outcome::Stopped);
        let recalled = run.recall().unwrap();
        assert_eq!(Stats::from_records(&recalled.history).collect::<Vec<_>>(), [0, 1, 2].map(stats));
        assert_eq!((recalled.frames, recalled.reals), (vec![0, 2], Some(b"real".to_vec())));
        let kept = recalled.run;
        assert_eq!((kept.iterations, kept.last, kept.about.outcome), (3, Some(stats(2)), Some(Outcome::Stopped)));
        assert_eq!((kept.grid, run.png(0), run.png(1)), (Some(grid(2).png), Some(grid(0).png), None));
        assert_eq!((run.is_under_way(), run.take_failure()), (false, None));
    }

    #[test]
    fn a_full_place_is_told_once_and_the_grids_go_on_in_memory() {
        let grids = Box::new(Small(MemoryTape::default(), 25));
        let mut run = RunFiles::new(about(), Tapes { grids, ..Tapes::in_memory() });
        (0..5).for_each(|iteration| run.put(grid(iteration)));
        assert_eq!((run.take_failure(), run.take_failure()), (Some(TapeError::Full), None));
        assert_eq!(run.marks().iter().map(|mark| mark.iteration).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!(some_grids(&run), [0, 1, 2, 3, 4].map(grid));
        assert_eq!(run.frames.len(), 2, "what was written is in the files");
    }

    #[test]
    fn files_that_are_let_go_leave_the_grids_to_a_checkpoint() {
        let mut run = RunFiles::new(about(), Tapes::in_memory());
        (0..3).for_each(|iteration| run.put(grid(iteration)));
        run.let_go();
        assert_eq!(some_grids(&run), [0, 1, 2].map(grid));
        assert_eq!((run.tapes.bytes(), run.take_failure()), (0, None));
    }
}
