//! Sample grids in a run's folder.

use std::cell::RefCell;
use std::fs;
use std::rc::Rc;

use super::files::WriteError;
use super::folder::RunFolder;
use facegan_store::whole_run::Part;
use facegan_train::{GridEntry, GridStore, SavedGrid};

/// Every grid as a PNG of its own, under the same names as in the page's archive. Clones share their state.
#[derive(Clone)]
pub struct FolderGrids {
    folder: RunFolder,
    inner: Rc<RefCell<Inner>>,
}

#[derive(Default)]
struct Inner {
    entries: Vec<GridEntry>,
    failure: Option<WriteError>,
}

impl FolderGrids {
    /// An empty store; grids that lie in the folder already are not read.
    pub fn new(folder: RunFolder) -> Self {
        Self { folder, inner: Rc::default() }
    }

    /// Why a grid could not be written since this was last asked.
    pub fn take_failure(&self) -> Option<WriteError> {
        self.inner.borrow_mut().failure.take()
    }
}

impl GridStore for FolderGrids {
    fn put(&mut self, grid: SavedGrid) {
        let mut inner = self.inner.borrow_mut();
        match self.folder.write(&Part::Grid(&grid).path(), &grid.png) {
            Ok(()) => inner.entries.push(GridEntry { iteration: grid.iteration, bytes: grid.png.len() as u64 }),
            Err(error) => inner.failure = Some(error),
        }
    }

    fn entries(&self) -> Vec<GridEntry> {
        self.inner.borrow().entries.clone()
    }

    fn png(&self, iteration: usize) -> Option<Vec<u8>> {
        let name = Part::Grid(&SavedGrid { iteration, png: Vec::new() }).path();
        fs::read(self.folder.path().join(name)).ok()
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use facegan_train::thinned_grids;

    #[test]
    fn grids_are_files_and_come_back_from_them() {
        let folder = TempDir::new().unwrap();
        let mut stored = FolderGrids::new(RunFolder::claim(folder.path()).unwrap());
        let grids = [(0, 3), (500, 4)].map(|(iteration, byte)| SavedGrid { iteration, png: vec![byte; 2] });
        grids.iter().for_each(|grid| stored.put(grid.clone()));
        assert_eq!(fs::read(folder.path().join("grids/000500.png")).unwrap(), [4, 4]);
        assert_eq!(thinned_grids(&stored), grids);
        assert_eq!(stored.png(1), None);
        assert!(stored.take_failure().is_none());
    }

    #[test]
    fn a_grid_that_cannot_be_written_is_reported() {
        let folder = TempDir::new().unwrap();
        let mut stored = FolderGrids::new(RunFolder::claim(folder.path()).unwrap());
        fs::write(folder.path().join("grids"), b"a file where the folder should be").unwrap();
        stored.put(SavedGrid { iteration: 0, png: vec![1] });
        assert!(stored.take_failure().is_some() && stored.take_failure().is_none());
        assert_eq!(stored.entries(), []);
    }
}
