//! The two places of a run's whole state, of which the older one is written next.

use super::{Header, latest_first, memory_file};
use facegan_data::storage::{Storage, StorageError};

/// The two places and what they hold.
pub struct States {
    places: [Box<dyn Storage>; 2],
    headers: [Option<Header>; 2],
    in_memory: bool,
}

impl States {
    /// The places as they are found.
    pub fn new(places: [Box<dyn Storage>; 2]) -> Self {
        let read = |place: &dyn Storage| Header::read(&place.read(0, Header::BYTES).ok()?);
        let headers = [read(&*places[0]), read(&*places[1])];
        Self { places, headers, in_memory: false }
    }

    /// Empty places in memory, which are lost when the worker ends.
    pub fn in_memory() -> Self {
        Self { in_memory: true, ..Self::new([memory_file(), memory_file()]) }
    }

    /// Whether they are in memory.
    pub fn are_in_memory(&self) -> bool {
        self.in_memory
    }

    /// Saves a state after so many iterations; the latest one of before stays as it is.
    ///
    /// # Errors
    /// When there is no space or the place refuses.
    pub fn save(&mut self, iterations: usize, state: &[u8]) -> Result<(), StorageError> {
        let latest = self.latest_first().first().copied();
        let (place, sequence) = latest.map_or((0, 1), |(place, latest)| (1 - place, latest.sequence + 1));
        let header = Header::of(sequence, iterations, state);
        self.headers[place] = None;
        let written = self.places[place].rewrite(&[&header.to_bytes(), state]);
        if written.is_ok() {
            self.headers[place] = Some(header);
        } else {
            // The incomplete state would only take space that is needed.
            let _ = self.places[place].truncate(0);
        }
        written
    }

    /// Empties the place of the state before the latest, where the latest is whole.
    pub fn drop_earlier(&mut self) {
        let [(latest, _), (earlier, _)] = self.latest_first()[..] else { return };
        if self.read_whole(latest).is_some() && self.places[earlier].truncate(0).is_ok() {
            self.headers[earlier] = None;
        }
    }

    /// Iterations after which the latest state was saved.
    pub fn iterations(&self) -> Option<usize> {
        self.latest_first().first().map(|(_, header)| header.iterations)
    }

    /// The states that are whole, the latest first; each is read when it is asked for.
    pub fn whole(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        self.latest_first().into_iter().filter_map(|(place, _)| self.read_whole(place))
    }

    fn read_whole(&self, place: usize) -> Option<Vec<u8>> {
        let header = self.headers[place]?;
        let state = self.places[place].read(Header::BYTES as u64, usize::try_from(header.length).ok()?).ok()?;
        header.fits(&state).then_some(state)
    }

    /// Bytes of both places.
    pub fn bytes(&self) -> u64 {
        self.places.iter().map(|place| place.length()).sum()
    }

    fn latest_first(&self) -> Vec<(usize, Header)> {
        let place = |i: usize| (self.headers[i], self.places[i].length());
        latest_first([place(0), place(1)])
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    /// A file that others can see and damage, and that takes only so many bytes at once.
    #[derive(Clone)]
    struct File {
        bytes: Rc<RefCell<Vec<u8>>>,
        space: usize,
    }

    impl File {
        fn new() -> Self {
            Self { bytes: Rc::default(), space: usize::MAX }
        }
    }

    impl Storage for File {
        fn length(&self) -> u64 {
            self.bytes.borrow().len() as u64
        }

        fn write_at(&mut self, at: u64, bytes: &[u8]) -> Result<(), StorageError> {
            assert_eq!(at, self.length(), "states are written from the beginning on");
            let left = self.space.saturating_sub(self.bytes.borrow().len());
            self.bytes.borrow_mut().extend(&bytes[..bytes.len().min(left)]);
            if bytes.len() > left { Err(StorageError::Full) } else { Ok(()) }
        }

        fn read_at(&self, at: u64, bytes: &mut [u8]) -> Result<(), StorageError> {
            let at = at as usize;
            bytes.copy_from_slice(self.bytes.borrow().get(at..at + bytes.len()).ok_or(StorageError::Missing)?);
            Ok(())
        }

        fn truncate(&mut self, length: u64) -> Result<(), StorageError> {
            self.bytes.borrow_mut().truncate(length as usize);
            Ok(())
        }

        fn flush(&mut self) -> Result<(), StorageError> {
            Ok(())
        }
    }

    fn states(files: &[File; 2]) -> States {
        States::new([Box::new(files[0].clone()), Box::new(files[1].clone())])
    }

    fn whole(files: &[File; 2]) -> Vec<Vec<u8>> {
        states(files).whole().collect()
    }

    #[test]
    fn the_last_two_states_are_there() {
        let files = [File::new(), File::new()];
        assert_eq!((states(&files).iterations(), whole(&files)), (None, vec![]));
        let mut saved = states(&files);
        for state in 1..=5_u8 {
            saved.save(10 * usize::from(state), &[state; 100]).unwrap();
        }
        assert_eq!(saved.whole().collect::<Vec<_>>(), [vec![5; 100], vec![4; 100]]);
        assert_eq!((saved.iterations(), saved.bytes()), (Some(50), 2 * 148));
        assert_eq!(whole(&files), [vec![5; 100], vec![4; 100]], "as another worker finds them");
    }

    #[test]
    fn a_save_that_breaks_off_at_any_byte_leaves_the_one_before() {
        for end in 0..=148 {
            let files = [File::new(), File::new()];
            let mut before = states(&files);
            before.save(10, &[1; 100]).unwrap();
            before.save(20, &[2; 100]).unwrap();
            before.save(30, &[3; 100]).unwrap();
            files[0].bytes.borrow_mut().truncate(end);
            let newest = if end == 148 { 3 } else { 2 };
            assert_eq!(whole(&files)[0], [newest; 100], "broke off after {end} bytes");
            // The next save takes the place of the broken one.
            let mut after = states(&files);
            after.save(40, &[4; 100]).unwrap();
            assert_eq!(whole(&files), [[4; 100], [newest; 100]], "after {end} bytes");
        }
    }

    #[test]
    fn the_state_before_the_last_is_dropped_unless_the_last_is_damaged() {
        let files = [File::new(), File::new()];
        let mut saved = states(&files);
        saved.save(10, &[1; 100]).unwrap();
        saved.drop_earlier();
        assert_eq!(whole(&files), [[1; 100]], "the only one");
        saved.save(20, &[2; 100]).unwrap();
        files[1].bytes.borrow_mut()[147] ^= 1;
        saved.drop_earlier();
        assert_eq!(whole(&files), [[1; 100]]);
        files[1].bytes.borrow_mut()[147] ^= 1;
        saved.drop_earlier();
        assert_eq!((whole(&files), saved.bytes()), (vec![vec![2; 100]], 148));
    }

    #[test]
    fn a_damaged_state_is_passed_over() {
        let files = [File::new(), File::new()];
        let mut saved = states(&files);
        saved.save(10, &[1; 100]).unwrap();
        saved.save(20, &[2; 100]).unwrap();
        files[1].bytes.borrow_mut()[147] ^= 1;
        assert_eq!(whole(&files), [[1; 100]]);
    }

    #[test]
    fn a_full_disk_loses_no_state() {
        let files = [File::new(), File { space: 120, ..File::new() }];
        let mut saved = states(&files);
        saved.save(10, &[1; 100]).unwrap();
        assert_eq!(saved.save(20, &[2; 100]), Err(StorageError::Full));
        assert_eq!((whole(&files), files[1].length()), (vec![vec![1; 100]], 0));
        saved.save(30, &[3; 50]).unwrap();
        assert_eq!(whole(&files), [vec![3; 50], vec![1; 100]]);
    }
}
