//! The sample grids of a run so far, as PNG, and where they are stored.

use std::cell::RefCell;
use std::rc::Rc;

use image::ImageError;

use super::png;
use facegan_core::images::Picture;

/// Most bytes that grids may take in memory and in a checkpoint.
pub const MOST_BYTES: u64 = 128 << 20;

/// A sample grid as PNG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedGrid {
    /// The iteration that it was drawn after, counted from 0.
    pub iteration: usize,
    /// The grid as PNG.
    pub png: Vec<u8>,
}

impl SavedGrid {
    /// The grid as it was drawn.
    ///
    /// # Errors
    /// When the bytes are not a PNG.
    pub fn picture(&self) -> Result<Picture, ImageError> {
        png::decode(&self.png)
    }

    fn entry(&self) -> GridEntry {
        GridEntry { iteration: self.iteration, bytes: self.png.len() as u64 }
    }
}

/// A stored grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridEntry {
    /// The iteration that it was drawn after.
    pub iteration: usize,
    /// Bytes of its PNG.
    pub bytes: u64,
}

/// Where a run's grids are stored.
pub trait GridStore {
    /// Adds a grid after the others. The store decides what happens where there is no space; the run does not end for
    /// it.
    fn put(&mut self, grid: SavedGrid);

    /// The stored grids, in the order in which they were drawn.
    fn entries(&self) -> Vec<GridEntry>;

    /// The PNG of the grid that was drawn after `iteration`, where it is stored and can be read.
    fn png(&self, iteration: usize) -> Option<Vec<u8>>;
}

/// A store that something else reads, too.
impl<S: GridStore> GridStore for Rc<RefCell<S>> {
    fn put(&mut self, grid: SavedGrid) {
        self.borrow_mut().put(grid);
    }

    fn entries(&self) -> Vec<GridEntry> {
        self.borrow().entries()
    }

    fn png(&self, iteration: usize) -> Option<Vec<u8>> {
        self.borrow().png(iteration)
    }
}

/// Grids in memory; where they take too much, those closest to their neighbours are dropped.
#[derive(Debug, Default)]
pub struct MemoryGrids(Vec<SavedGrid>);

impl MemoryGrids {
    /// Drops grids where they take too much.
    pub fn retain(&mut self, keep: impl FnMut(&SavedGrid) -> bool) {
        self.0.retain(keep);
    }
}

impl IntoIterator for MemoryGrids {
    type Item = SavedGrid;
    type IntoIter = std::vec::IntoIter<SavedGrid>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Vec<SavedGrid>> for MemoryGrids {
    fn from(grids: Vec<SavedGrid>) -> Self {
        Self(grids)
    }
}

impl GridStore for MemoryGrids {
    fn put(&mut self, grid: SavedGrid) {
        self.0.push(grid);
        let kept = thin(MOST_BYTES, self.entries());
        if kept.len() < self.0.len() {
            self.0.retain(|grid| kept.contains(&grid.entry()));
        }
    }

    fn entries(&self) -> Vec<GridEntry> {
        self.0.iter().map(SavedGrid::entry).collect()
    }

    fn png(&self, iteration: usize) -> Option<Vec<u8>> {
        self.0.iter().find(|grid| grid.iteration == iteration).map(|grid| grid.png.clone())
    }
}

/// The latest grid of a store.
pub fn last_grid(grids: &dyn GridStore) -> Option<SavedGrid> {
    let GridEntry { iteration, .. } = *grids.entries().last()?;
    Some(SavedGrid { iteration, png: grids.png(iteration)? })
}

/// As many grids of a store as a checkpoint takes, evenly spread over the iterations.
pub fn thinned_grids(grids: &dyn GridStore) -> Vec<SavedGrid> {
    let read = |GridEntry { iteration, .. }: GridEntry| Some(SavedGrid { iteration, png: grids.png(iteration)? });
    thin(MOST_BYTES, grids.entries()).into_iter().filter_map(read).collect()
}

/// The same of those of the first iterations.
pub fn grids_until(grids: &dyn GridStore, iterations: usize) -> Vec<SavedGrid> {
    let mut grids = thinned_grids(grids);
    grids.retain(|grid| grid.iteration < iterations);
    grids
}

/// Those of `entries` that take no more than `most` bytes: where they take too much, those closest to their neighbours
/// are dropped. The first and the last stay.
fn thin(most: u64, mut entries: Vec<GridEntry>) -> Vec<GridEntry> {
    let mut bytes: u64 = entries.iter().map(|entry| entry.bytes).sum();
    while bytes > most && entries.len() > 2 {
        let gap = |i: &usize| entries[i + 1].iteration - entries[i - 1].iteration;
        let Some(least_missed) = (1..entries.len() - 1).min_by_key(gap) else { break };
        bytes -= entries.remove(least_missed).bytes;
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_grid_is_the_grid() {
        let rgb: Vec<u8> = (0..5 * 4 * 3).map(|i| (i * 37 % 256) as u8).collect();
        let picture = Picture { width: 5, height: 4, rgb };
        let saved = SavedGrid { iteration: 7, png: png::encode(&picture).unwrap() };
        assert_eq!((saved.iteration, saved.picture().unwrap()), (7, picture));
    }

    fn entries(iterations: impl Iterator<Item = usize>) -> Vec<GridEntry> {
        iterations.map(|iteration| GridEntry { iteration, bytes: 10 }).collect()
    }

    fn largest_gap(entries: &[GridEntry]) -> usize {
        entries.windows(2).map(|pair| pair[1].iteration - pair[0].iteration).max().unwrap()
    }

    #[test]
    fn the_first_the_last_and_an_even_spread_are_kept_within_the_space() {
        let mut kept = Vec::new();
        for iteration in 0..100 {
            kept.extend(entries([iteration].into_iter()));
            kept = thin(160, kept);
            assert!(kept.len() <= 16);
            assert_eq!((kept[0].iteration, kept.last().unwrap().iteration), (0, iteration));
        }
        assert!(largest_gap(&kept) <= 16, "{kept:?}"); // 100 / 15, and a doubling under way
    }

    #[test]
    fn many_grids_are_thinned_at_once_as_evenly() {
        let kept = thin(160, entries((0..1000).map(|i| 5 * i)));
        assert_eq!((kept.len(), kept[0].iteration, kept[15].iteration), (16, 0, 4995));
        assert!(largest_gap(&kept) <= 2 * 4995 / 15, "{kept:?}");
        assert_eq!(thin(160, entries(0..16)).len(), 16, "nothing goes without need");
        assert_eq!(thin(5, entries([3].into_iter())).len(), 1, "the only one stays");
    }

    #[test]
    fn a_store_gives_back_what_was_put_there() {
        let mut stored = MemoryGrids::default();
        assert_eq!(last_grid(&stored), None);
        let grids = [(0, 3), (50, 4)].map(|(iteration, byte)| SavedGrid { iteration, png: vec![byte; 2] });
        grids.iter().for_each(|grid| stored.put(grid.clone()));
        assert_eq!(thinned_grids(&stored), grids);
        assert_eq!(last_grid(&stored).as_ref(), grids.last());
        assert_eq!(stored.png(1), None);
    }
}
