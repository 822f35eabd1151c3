//! The places of the states that the person pinned.

use super::{Header, Place, memory_file};
use facegan_core::run_manifest::{MOST_PINS, Pin};
use facegan_data::storage::{Storage, StorageError};

/// Why a state was not pinned.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// There is no state yet.
    #[error("no state of the run was saved yet")]
    NothingSaved,
    /// It is pinned.
    #[error("the state at iteration {0} is pinned already")]
    Pinned(usize),
    /// Every place is taken.
    #[error("{MOST_PINS} states of this run are pinned, which is the most")]
    TooMany,
    /// It could not be written.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A place for each state that can be pinned. Only an empty place is written, so that no pinned state is ever at risk.
pub struct Pins([Place; MOST_PINS]);

impl Pins {
    /// The places as they are found.
    pub fn new(files: [Box<dyn Storage>; MOST_PINS]) -> Self {
        Self(files.map(Place::new))
    }

    /// Empty places in memory, which are lost when the worker ends.
    pub fn in_memory() -> Self {
        Self::new(std::array::from_fn(|_| memory_file()))
    }

    /// The pinned states, the earliest first.
    pub fn list(&self) -> Vec<Pin> {
        pins(self.0.iter().filter_map(Place::header))
    }

    /// Pins the state after so many iterations.
    ///
    /// # Errors
    /// When it is pinned already, every place is taken, there is no space or the place refuses; what is pinned stays.
    pub fn add(&mut self, iterations: usize, state: &[u8]) -> Result<(), PinError> {
        if self.has(iterations) {
            return Err(PinError::Pinned(iterations));
        }
        let free = self.0.iter_mut().find(|place| place.header().is_none()).ok_or(PinError::TooMany)?;
        Ok(free.write(Header::of(1, iterations, state), state)?)
    }

    /// Deletes the pinned state after so many iterations, if there is one.
    ///
    /// # Errors
    /// When its place refuses.
    pub fn remove(&mut self, iterations: usize) -> Result<(), StorageError> {
        self.0.iter_mut().filter(|place| is_of(place, iterations)).try_for_each(Place::clear)
    }

    /// Whether a state is pinned after so many iterations.
    pub fn has(&self, iterations: usize) -> bool {
        self.place(iterations).is_some()
    }

    /// The pinned state after so many iterations, where it is whole.
    pub fn read(&self, iterations: usize) -> Option<Vec<u8>> {
        self.place(iterations)?.read()
    }

    /// Bytes of all places.
    pub fn bytes(&self) -> u64 {
        self.0.iter().map(Place::bytes).sum()
    }

    fn place(&self, iterations: usize) -> Option<&Place> {
        self.0.iter().find(|place| is_of(place, iterations))
    }
}

fn is_of(place: &Place, iterations: usize) -> bool {
    place.header().is_some_and(|header| header.iterations == iterations)
}

/// The pinned states with these headers, the earliest first.
pub fn pins(headers: impl Iterator<Item = Header>) -> Vec<Pin> {
    let pin =
        |header: Header| Pin { iterations: header.iterations, bytes: (header.length + Header::BYTES as u64) as f64 };
    let mut pins: Vec<_> = headers.map(pin).collect();
    pins.sort_by_key(|pin| pin.iterations);
    pins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_store::test_file::TestFile;

    type Files = [TestFile; MOST_PINS];

    fn pins_of(files: &Files) -> Pins {
        Pins::new(files.each_ref().map(|file| Box::new(file.clone()) as Box<dyn Storage>))
    }

    fn iterations(pins: &Pins) -> Vec<usize> {
        pins.list().iter().map(|pin| pin.iterations).collect()
    }

    #[test]
    fn pinned_states_stay_until_they_are_unpinned() {
        let files = Files::default();
        let mut pins = pins_of(&files);
        for at in [30, 10, 20, 50, 40] {
            pins.add(at, &[at as u8; 100]).unwrap();
        }
        assert!(matches!(pins.add(60, b"one too many"), Err(PinError::TooMany)));
        assert!(matches!(pins.add(30, b"again"), Err(PinError::TooMany | PinError::Pinned(30))));
        assert_eq!((iterations(&pins), pins.bytes()), (vec![10, 20, 30, 40, 50], 5 * 148));
        assert_eq!(pins.list()[0], Pin { iterations: 10, bytes: 148.0 });
        pins.remove(20).unwrap();
        pins.remove(25).unwrap();
        assert!(matches!(pins.add(30, b"again"), Err(PinError::Pinned(30))));
        pins.add(60, &[60; 100]).unwrap();
        let found = pins_of(&files);
        assert_eq!(iterations(&found), [10, 30, 40, 50, 60], "as another worker finds them");
        assert_eq!([20, 30, 60].map(|at| found.read(at)), [None, Some(vec![30; 100]), Some(vec![60; 100])]);
    }

    #[test]
    fn a_pin_that_breaks_off_at_any_byte_leaves_the_others() {
        for end in 0..=148 {
            let files = Files::default();
            let mut pins = pins_of(&files);
            pins.add(10, &[1; 100]).unwrap();
            pins.add(20, &[2; 100]).unwrap();
            files[1].truncate_to(end);
            let mut after = pins_of(&files);
            let left = if end == 148 { vec![10, 20] } else { vec![10] };
            assert_eq!(iterations(&after), left, "broke off after {end} bytes");
            assert_eq!(after.read(10), Some(vec![1; 100]));
            // The next one takes the place of the broken one.
            after.add(30, &[3; 100]).unwrap();
            assert_eq!(after.read(30), Some(vec![3; 100]));
            assert_eq!(after.bytes(), 148 * iterations(&after).len() as u64);
        }
    }

    #[test]
    fn a_full_disk_loses_no_pin() {
        let mut files = Files::default();
        files[1] = TestFile::with_space(120);
        let mut pins = pins_of(&files);
        pins.add(10, &[1; 100]).unwrap();
        assert!(matches!(pins.add(20, &[2; 100]), Err(PinError::Storage(StorageError::Full))));
        assert_eq!((iterations(&pins), pins.read(10), files[1].length()), (vec![10], Some(vec![1; 100]), 0));
        pins.add(30, &[3; 50]).unwrap();
        assert_eq!(iterations(&pins_of(&files)), [10, 30]);
    }

    #[test]
    fn a_damaged_pin_is_not_read() {
        let files = Files::default();
        let mut pins = pins_of(&files);
        pins.add(10, &[1; 100]).unwrap();
        files[0].flip(147);
        assert_eq!(pins.read(10), None);
        pins.remove(10).unwrap();
        assert_eq!((iterations(&pins), pins.bytes()), (vec![], 0), "its place is free");
    }
}
