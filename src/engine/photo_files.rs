//! The files that squares of photos are stored in: for every set of photos one with their centres and one with their
//! faces, each with a list of which photos they were cut out of. A file stays as long as a stored run needs it.

use std::cell::RefCell;

use super::folder::{Folder, Unavailable, list_name, squares_name};
use super::locks::{FILES, wait_for};
use super::opfs::OpfsFile;
use facegan_core::config::Crop;
use facegan_core::problem::Problem;
use facegan_data::storage::{MemoryStorage, Storage};

/// Opens files of squares; two of them are the current ones.
pub struct PhotoFiles {
    folder: Result<Folder, Unavailable>,
    names: RefCell<Names>,
}

/// The names of the current files; nothing of what is in memory.
#[derive(Debug, Default)]
struct Names {
    centres: Option<String>,
    faces: Option<String>,
}

/// Where the squares of a set of photos are stored.
pub struct Storages {
    /// The centres.
    pub centres: SquareFiles,
    /// The faces.
    pub faces: SquareFiles,
    /// What a person should know about it, where it is in memory.
    pub problem: Option<Problem>,
}

/// Where the squares of a crop are stored.
pub struct SquareFiles {
    /// The squares.
    pub squares: Box<dyn Storage>,
    /// Which photos they were cut out of; nothing where only the squares can be stored, or are in memory.
    pub list: Option<Box<dyn Storage>>,
}

/// Open files with the squares' name, or memory and why.
struct Opened {
    files: SquareFiles,
    name: Option<String>,
    problem: Option<Problem>,
}

impl PhotoFiles {
    /// Files in `folder`, or in memory where there is none.
    pub fn new(folder: Result<Folder, Unavailable>) -> Self {
        Self { folder, names: RefCell::default() }
    }

    /// The name of the current file with the squares of a crop; nothing where they are in memory.
    pub fn name(&self, crop: Crop) -> Option<String> {
        let names = self.names.borrow();
        if crop == Crop::Centre { names.centres.clone() } else { names.faces.clone() }
    }

    /// New, empty storages for what a crop needs. Where the browser refuses its file system, they are in memory, and the
    /// problem says so.
    pub async fn fresh(&self, crop: Crop) -> Storages {
        let centres = self.fresh_file().await;
        let faces = if crop.needs_faces() { self.fresh_file().await } else { Opened::unused() };
        self.use_files(centres, faces)
    }

    /// The storages of an earlier set of photos, of which a run trained on this crop; [`None`] where its file is the
    /// current one.
    ///
    /// # Errors
    /// When another tab has it open, or the browser refuses.
    pub async fn reopen(&self, name: &str, crop: Crop) -> Result<Option<Storages>, Unavailable> {
        if self.name(crop).as_deref() == Some(name) {
            return Ok(None);
        }
        let folder = self.folder.as_ref().map_err(Clone::clone)?;
        if !folder.names().await?.iter().any(|other| other == name) {
            return Err(Unavailable::gone());
        }
        let stored = Opened::files(folder, name).await?;
        Ok(Some(if crop == Crop::Centre {
            self.use_files(stored, Opened::unused())
        } else {
            self.use_files(self.fresh_file().await, stored)
        }))
    }

    async fn fresh_file(&self) -> Opened {
        let name = squares_name(js_sys::Math::random().to_bits());
        let opened = match &self.folder {
            Ok(folder) => {
                let _alone = wait_for(FILES).await;
                Opened::files(folder, &name).await.map_err(|error| in_memory(&error))
            }
            Err(error) => Err(in_memory(error)),
        };
        opened.unwrap_or_else(|problem| Opened { problem: Some(problem), ..Opened::unused() })
    }

    fn use_files(&self, centres: Opened, faces: Opened) -> Storages {
        self.names.replace(Names { centres: centres.name, faces: faces.name });
        let problem = centres.problem.or(faces.problem);
        Storages { centres: centres.files, faces: faces.files, problem }
    }
}

impl Opened {
    /// The file of squares of this name, with its list. Without a list the squares are still what a run needs.
    async fn files(folder: &Folder, name: &str) -> Result<Self, Unavailable> {
        let squares = Box::new(OpfsFile::open(folder, name).await?);
        let list = match list_name(name) {
            Some(list) => OpfsFile::open(folder, &list).await.ok(),
            None => None,
        };
        let list = list.map(|file| Box::new(file) as Box<dyn Storage>);
        Ok(Self { files: SquareFiles { squares, list }, name: Some(name.to_owned()), problem: None })
    }

    /// Memory that nothing is stored in.
    fn unused() -> Self {
        let files = SquareFiles { squares: Box::<MemoryStorage>::default(), list: None };
        Self { files, name: None, problem: None }
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
