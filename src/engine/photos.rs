//! The files that photos are stored in: one for every data set. A file stays as long as a stored run needs it.

use std::cell::RefCell;
use std::rc::Rc;

use super::folder::{Folder, PHOTOS_PREFIX, Unavailable};
use super::library::Library;
use super::locks::{FILES, wait_for};
use super::opfs::OpfsFile;
use facegan_core::problem::Problem;
use facegan_data::storage::{MemoryStorage, Storage};

/// Opens files of photos; one of them is the current data set's.
pub struct PhotoFiles {
    folder: Result<Folder, Unavailable>,
    library: Rc<Library>,
    /// The current file's name.
    name: RefCell<Option<String>>,
}

impl PhotoFiles {
    /// Files in `folder`, or in memory where there is none.
    pub fn new(folder: Result<Folder, Unavailable>, library: Rc<Library>) -> Self {
        Self { folder, library, name: RefCell::default() }
    }

    /// The name of the current file; nothing where the photos are in memory.
    pub fn name(&self) -> Option<String> {
        self.name.borrow().clone()
    }

    /// A new, empty storage. Where the browser refuses its file system, it is in memory, and the problem says so.
    pub async fn fresh(&self) -> (Box<dyn Storage>, Option<Problem>) {
        let name = format!("{PHOTOS_PREFIX}{:x}", js_sys::Math::random().to_bits());
        let opened = match &self.folder {
            Ok(folder) => {
                let _alone = wait_for(FILES).await;
                OpfsFile::open(folder, &name).await.map_err(|error| in_memory(&error))
            }
            Err(error) => Err(in_memory(error)),
        };
        match opened {
            Ok(records) => {
                self.name.replace(Some(name));
                (Box::new(records), None)
            }
            Err(problem) => {
                self.name.replace(None);
                (Box::<MemoryStorage>::default(), Some(problem))
            }
        }
    }

    /// The storage of an earlier data set; [`None`] where it is the current one.
    ///
    /// # Errors
    /// When another tab has it open, or the browser refuses.
    pub async fn reopen(&self, name: &str) -> Result<Option<Box<dyn Storage>>, Unavailable> {
        if self.name.borrow().as_deref() == Some(name) {
            return Ok(None);
        }
        let folder = self.folder.as_ref().map_err(Clone::clone)?;
        if !folder.names().await?.iter().any(|other| other == name) {
            return Err(Unavailable::gone());
        }
        let records = OpfsFile::open(folder, name).await?;
        self.name.replace(Some(name.to_owned()));
        Ok(Some(Box::new(records)))
    }

    /// Deletes the files that no saved run needs and no worker has open.
    pub fn tidy(&self) {
        self.library.tidy();
    }
}

fn in_memory(error: &impl std::fmt::Display) -> Problem {
    Problem {
        what: format!("The browser refused its private storage ({error}), so the photos are kept in memory."),
        advice: "This works for some ten thousand photos. For more, leave private browsing, or allow this site to \
                 store data, and reload the page."
            .into(),
    }
}
