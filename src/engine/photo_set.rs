//! The photos that the engine's tasks share.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::folder::Unavailable;
use super::library::Library;
use super::photo_files::{PhotoFiles, Storages};
use super::photo_source::PhotoSource;
use super::port::post;
use facegan_core::config::{Crop, TrainConfig};
use facegan_core::faces::{Decisions, Selection};
use facegan_core::problem::Problem;
use facegan_data::dataset::SharedDataset;
use facegan_data::photo_set::{Listed, PhotoSet};
use facegan_data::storage::Storage;
use facegan_protocol::Event;

/// The photos, the files that their squares are stored in, and where they can be read again.
pub struct Photos {
    /// Never borrowed across an `await`.
    set: RefCell<PhotoSet>,
    files: PhotoFiles,
    sources: RefCell<HashMap<u32, PhotoSource>>,
    library: Rc<Library>,
}

impl Photos {
    /// No photos yet.
    pub async fn open(files: PhotoFiles, library: Rc<Library>) -> Rc<Self> {
        let TrainConfig { image_size, crop, .. } = TrainConfig::default();
        let Storages { centres, faces, problem } = files.fresh(crop).await;
        library.tidy();
        let mut set = PhotoSet::new(centres.squares, faces.squares, image_size, crop);
        list_squares(&mut set, centres.list, faces.list);
        set.set_storage_problem(problem);
        Rc::new(Self { set: RefCell::new(set), files, sources: RefCell::default(), library })
    }

    /// The photos and their squares.
    pub fn set(&self) -> &RefCell<PhotoSet> {
        &self.set
    }

    /// The squares of a crop; those of the chosen crop for [`Crop::Auto`].
    pub fn of(&self, crop: Crop) -> SharedDataset {
        self.set.borrow().of(crop).clone()
    }

    /// The name of the file that the squares of a crop lie in; nothing where they are in memory.
    pub fn file(&self, crop: Crop) -> Option<String> {
        self.files.name(crop)
    }

    /// Where a photo can be read again.
    pub fn source(&self, photo: u32) -> Option<PhotoSource> {
        self.sources.borrow().get(&photo).cloned()
    }

    /// Notes where a photo can be read again.
    pub fn note_source(&self, photo: u32, source: PhotoSource) {
        self.sources.borrow_mut().insert(photo, source);
    }

    /// Begins anew in new files: a stored run may need the photos in the old ones.
    pub async fn empty(&self, image_size: usize, crop: Crop) {
        let storages = self.files.fresh(crop).await;
        self.reset(storages, image_size, crop);
    }

    /// Begins anew with the file of a stored run, whose squares are to be readmitted. Where it is a current one,
    /// everything stays.
    ///
    /// # Errors
    /// What the browser says where it does not open the file.
    pub async fn reopen(&self, name: &str, image_size: usize, crop: Crop) -> Result<(), Unavailable> {
        match self.files.reopen(name, crop).await? {
            Some(storages) => self.reset(storages, image_size, crop),
            None => self.set.borrow_mut().set_crop(crop),
        }
        Ok(())
    }

    fn reset(&self, Storages { centres, faces, problem }: Storages, image_size: usize, crop: Crop) {
        self.sources.borrow_mut().clear();
        let mut set = self.set.borrow_mut();
        set.reset(centres.squares, faces.squares, image_size, crop);
        list_squares(&mut set, centres.list, faces.list);
        if problem.is_some() {
            set.set_storage_problem(problem);
        }
        self.library.tidy();
    }

    /// Trains on another part of the photos, where they were searched for what it needs, and posts the report.
    pub fn choose(&self, crop: Crop) {
        {
            let mut set = self.set.borrow_mut();
            if set.serves(set.image_size(), crop) {
                set.set_crop(crop);
            }
        }
        self.post_report();
    }

    /// Applies what a person decided, and posts the report.
    pub fn decide(&self, decisions: Decisions) {
        self.set.borrow_mut().decide(decisions);
        self.post_report();
    }

    /// Posts what there is, and what was left out and why.
    pub fn post_report(&self) {
        post(&Event::Dataset(self.set.borrow().report()));
    }

    /// Posts the squares `first..first + count` of a selection, or those of them that there are.
    pub fn post_thumbnails(&self, selection: Selection, first: usize, count: usize) {
        match self.set.borrow().thumbnails(&selection, first, count) {
            Ok(Listed { total, squares, images }) => {
                post(&Event::Thumbnails { selection, first, total, squares, images });
            }
            Err(error) => post(&Event::Problem(Problem {
                what: format!("The photos could not be shown: {error}."),
                advice: "Clear them and drop them again.".into(),
            })),
        }
    }

    /// Posts every square of a selection.
    pub fn post_squares(&self, selection: Selection) {
        let squares = self.set.borrow().squares(&selection);
        post(&Event::Squares { selection, squares });
    }
}

/// Has a set list its squares where they can be listed.
fn list_squares(set: &mut PhotoSet, centres: Option<Box<dyn Storage>>, faces: Option<Box<dyn Storage>>) {
    for (crop, list) in [(Crop::Centre, centres), (Crop::Faces, faces)] {
        if let Some(list) = list {
            set.list_squares_in(crop, list);
        }
    }
}
