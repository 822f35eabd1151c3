//! The two places of a run's whole state, of which the older one is written next.

use super::{Header, Place, latest_first, memory_file};
use facegan_data::storage::{Storage, StorageError};

/// The two places and what they hold.
pub struct States {
    places: [Place; 2],
    in_memory: bool,
}

impl States {
    /// The places as they are found.
    pub fn new(places: [Box<dyn Storage>; 2]) -> Self {
        Self { places: places.map(Place::new), in_memory: false }
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
        self.places[place].write(Header::of(sequence, iterations, state), state)
    }

    /// Empties the place of the state before the latest, where the latest is whole.
    pub fn drop_earlier(&mut self) {
        let [(latest, _), (earlier, _)] = self.latest_first()[..] else { return };
        if self.places[latest].read().is_some() {
            // A place that refuses keeps the earlier state.
            let _ = self.places[earlier].clear();
        }
    }

    /// Iterations after which the latest state was saved.
    pub fn iterations(&self) -> Option<usize> {
        self.latest_first().first().map(|(_, header)| header.iterations)
    }

    /// The states that are whole, the latest first, each with the iterations after which it was saved; each is read when
    /// it is asked for.
    pub fn whole(&self) -> impl Iterator<Item = (usize, Vec<u8>)> + '_ {
        let read = |(place, header): (usize, Header)| Some((header.iterations, self.places[place].read()?));
        self.latest_first().into_iter().filter_map(read)
    }

    /// Bytes of both places.
    pub fn bytes(&self) -> u64 {
        self.places.iter().map(Place::bytes).sum()
    }

    fn latest_first(&self) -> Vec<(usize, Header)> {
        latest_first(self.places.each_ref().map(Place::header))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_store::test_file::TestFile;

    type Files = [TestFile; 2];

    fn states(files: &Files) -> States {
        States::new([Box::new(files[0].clone()), Box::new(files[1].clone())])
    }

    fn whole(files: &Files) -> Vec<Vec<u8>> {
        states(files).whole().map(|(_, state)| state).collect()
    }

    #[test]
    fn the_last_two_states_are_there() {
        let files = Files::default();
        assert_eq!((states(&files).iterations(), whole(&files)), (None, vec![]));
        let mut saved = states(&files);
        for state in 1..=5_u8 {
            saved.save(10 * usize::from(state), &[state; 100]).unwrap();
        }
        assert_eq!(saved.whole().collect::<Vec<_>>(), [(50, vec![5; 100]), (40, vec![4; 100])]);
        assert_eq!((saved.iterations(), saved.bytes()), (Some(50), 2 * 148));
        assert_eq!(whole(&files), [vec![5; 100], vec![4; 100]], "as another worker finds them");
    }

    #[test]
    fn a_save_that_breaks_off_at_any_byte_leaves_the_one_before() {
        for end in 0..=148 {
            let files = Files::default();
            let mut before = states(&files);
            before.save(10, &[1; 100]).unwrap();
            before.save(20, &[2; 100]).unwrap();
            before.save(30, &[3; 100]).unwrap();
            files[0].truncate_to(end);
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
        let files = Files::default();
        let mut saved = states(&files);
        saved.save(10, &[1; 100]).unwrap();
        saved.drop_earlier();
        assert_eq!(whole(&files), [[1; 100]], "the only one");
        saved.save(20, &[2; 100]).unwrap();
        files[1].flip(147);
        saved.drop_earlier();
        assert_eq!(whole(&files), [[1; 100]]);
        files[1].flip(147);
        saved.drop_earlier();
        assert_eq!((whole(&files), saved.bytes()), (vec![vec![2; 100]], 148));
    }

    #[test]
    fn a_damaged_state_is_passed_over() {
        let files = Files::default();
        let mut saved = states(&files);
        saved.save(10, &[1; 100]).unwrap();
        saved.save(20, &[2; 100]).unwrap();
        files[1].flip(147);
        assert_eq!(whole(&files), [[1; 100]]);
    }

    #[test]
    fn a_full_disk_loses_no_state() {
        let files = [TestFile::default(), TestFile::with_space(120)];
        let mut saved = states(&files);
        saved.save(10, &[1; 100]).unwrap();
        assert_eq!(saved.save(20, &[2; 100]), Err(StorageError::Full));
        assert_eq!((whole(&files), files[1].length()), (vec![vec![1; 100]], 0));
        saved.save(30, &[3; 50]).unwrap();
        assert_eq!(whole(&files), [vec![3; 50], vec![1; 100]]);
    }
}
