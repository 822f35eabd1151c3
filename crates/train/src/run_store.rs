//! Where a run is stored while it trains.

use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;

use facegan_core::config::TrainConfig;
use facegan_core::quality::Measurement;
use facegan_core::stats::Stats;

use super::session::Step;
use super::snapshot::Snapshot;

/// Where a [`Run`](super::Run) records its iterations and saves its state.
pub trait RunStore {
    /// Why something could not be stored.
    type Error: Error + 'static;

    /// Whether sample grids are part of a saved state; otherwise they are stored beside it.
    const GRIDS_IN_STATE: bool;

    /// Whether there is no space left, which a person can change.
    fn is_full(error: &Self::Error) -> bool;

    /// Records the results of an iteration. It may be written later; see [`flush`](Self::flush).
    ///
    /// # Errors
    /// When this or an earlier iteration could not be written. Each failure is returned once.
    fn record(&mut self, step: &Step) -> Result<(), Self::Error>;

    /// Writes what was recorded and not written yet.
    fn flush(&mut self);

    /// Saves the whole state. The one that was saved before stays readable until this one is complete.
    ///
    /// # Errors
    /// When it could not be written.
    fn save(&mut self, state: &Snapshot) -> Result<(), Self::Error>;

    /// A saved state: the latest for 0, the one before for 1. Nothing where there is none to go back to.
    ///
    /// # Errors
    /// When it is not readable.
    fn load(&self, nth: usize) -> Result<Option<Snapshot>, Self::Error>;

    /// Drops what was recorded after the iterations of `history` and the measurements of netG until then.
    fn rewind(&mut self, history: &[Stats], measured: &[Measurement]);

    /// Records settings that changed while the run was paused, and writes what found no space if there is some now.
    fn resume(&mut self, config: &TrainConfig);
}

/// A store that something else reads meanwhile; never borrowed across an `await`.
impl<S: RunStore> RunStore for Rc<RefCell<S>> {
    type Error = S::Error;

    const GRIDS_IN_STATE: bool = S::GRIDS_IN_STATE;

    fn is_full(error: &Self::Error) -> bool {
        S::is_full(error)
    }

    fn record(&mut self, step: &Step) -> Result<(), Self::Error> {
        self.borrow_mut().record(step)
    }

    fn flush(&mut self) {
        self.borrow_mut().flush();
    }

    fn save(&mut self, state: &Snapshot) -> Result<(), Self::Error> {
        self.borrow_mut().save(state)
    }

    fn load(&self, nth: usize) -> Result<Option<Snapshot>, Self::Error> {
        self.borrow().load(nth)
    }

    fn rewind(&mut self, history: &[Stats], measured: &[Measurement]) {
        self.borrow_mut().rewind(history, measured);
    }

    fn resume(&mut self, config: &TrainConfig) {
        self.borrow_mut().resume(config);
    }
}
