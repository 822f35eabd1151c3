//! Finds photos in folders, archives and files, in an order that a seed needs to give the same run again.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{PhotosError, ReadError};
use facegan_core::skipped::{self, SkipReason, Skipped, is_run, run_folder};
use facegan_data::archive::{Archive, Entry, is_archive};
use facegan_data::decode::{DecodeError, MOST_BYTES};
use facegan_data::unopened::Unopened;

/// What was found at a place.
pub enum Found {
    /// A file that may be a photo.
    Photo { name: String, content: Content },
    /// A file that is not a person's photo.
    Skipped(Skipped),
    /// A file that cannot be used.
    Refused { name: String, reason: String },
}

/// Where a photo's bytes are.
pub enum Content {
    /// In an open file.
    File(File),
    /// In memory.
    Bytes(Vec<u8>),
}

impl Content {
    /// The bytes.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::File(mut file) => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

/// Looks through what was asked for, and hands on all that it finds.
pub struct Finder<F> {
    /// The folder of the run that reads.
    pub out: Option<PathBuf>,
    /// Takes what was found; an error ends the search.
    pub found: F,
}

impl<F: FnMut(Found) -> Result<(), ReadError>> Finder<F> {
    /// A folder with all that is below it, or a file. Photos come in the order of their names.
    ///
    /// # Errors
    /// When the path is not there, or what was found cannot be taken.
    pub fn path(&mut self, root: &Path) -> Result<(), ReadError> {
        if let Err(source) = root.metadata() {
            return Err(PhotosError::Unread { path: root.to_owned(), source }.into());
        }
        let above = root.parent().filter(|_| root.file_name().is_some()).unwrap_or(root);
        for entry in WalkDir::new(root).follow_links(true).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => match self.skipped(above, entry.path()) {
                    Some(skipped) => self.skip(skipped)?,
                    None if entry.file_type().is_file() => self.file(entry.path())?,
                    None => self.refuse(entry.path().display().to_string(), &"neither a file nor a folder")?,
                },
                Err(why) => {
                    let path = why.path().unwrap_or(root);
                    // What is left out need not be readable: only administrators may look into some of it.
                    if self.skipped(above, path).is_none() {
                        self.refuse(path.display().to_string(), &unreached(path, &why))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn skip(&mut self, skipped: Skipped) -> Result<(), ReadError> {
        (self.found)(Found::Skipped(skipped))
    }

    fn refuse(&mut self, name: String, reason: &impl ToString) -> Result<(), ReadError> {
        (self.found)(Found::Refused { name, reason: reason.to_string() })
    }

    /// Whether a file is not a person's photo, by its path from the folder `above` what was asked for.
    fn skipped(&self, above: &Path, path: &Path) -> Option<Skipped> {
        let below = path.strip_prefix(above).unwrap_or(path);
        let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let name = parts.join("/");
        let skipped = skipped::find(&name).or_else(|| self.of_a_run(above, &name))?;
        let above = above.display().to_string();
        Some(if above.is_empty() { skipped } else { skipped.below(above.trim_end_matches('/')) })
    }

    /// Whether a file of this name below `above` is of this run or of an earlier one.
    fn of_a_run(&self, above: &Path, name: &str) -> Option<Skipped> {
        let folder = run_folder(name)?;
        let place = Path::new(".").join(above).join(folder);
        let is_out = || self.out.is_some() && fs::canonicalize(&place).ok() == self.out;
        (is_run(|name| place.join(name).exists()) || is_out()).then(|| Skipped::one(folder, SkipReason::Run))
    }

    fn file(&mut self, path: &Path) -> Result<(), ReadError> {
        let name = path.display().to_string();
        match open(path) {
            Ok(Opened::Archive(archive)) => self.archive(&name, archive),
            Ok(Opened::Photo(file)) => (self.found)(Found::Photo { name, content: Content::File(file) }),
            Err(why) => self.refuse(name, &why),
        }
    }

    fn archive(&mut self, path: &str, mut archive: OpenArchive) -> Result<(), ReadError> {
        for index in 0..archive.len() {
            match archive.entry(index) {
                Entry::File(name) => {
                    let name = format!("{path}/{name}");
                    match archive.unpack(index) {
                        Ok(bytes) => (self.found)(Found::Photo { name, content: Content::Bytes(bytes) })?,
                        Err(why) => self.refuse(name, &why)?,
                    }
                }
                Entry::Skipped(skipped) => self.skip(skipped.below(path))?,
                Entry::Folder => {}
            }
        }
        Ok(())
    }
}

type OpenArchive = Archive<BufReader<File>>;

enum Opened {
    Archive(OpenArchive),
    Photo(File),
}

fn open(path: &Path) -> Result<Opened, Unopened> {
    let mut file = File::open(path)?;
    let mut start = Vec::new();
    file.by_ref().take(4).read_to_end(&mut start)?;
    file.rewind()?;
    let is_called_archive = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
    if is_archive(&start) || is_called_archive {
        return Ok(Opened::Archive(Archive::open(BufReader::new(file))?));
    }
    let length = file.metadata()?.len();
    if length > MOST_BYTES {
        return Err(DecodeError::TooLong(length).into());
    }
    Ok(Opened::Photo(file))
}

/// Why a file or folder was not reached.
fn unreached(path: &Path, why: &walkdir::Error) -> String {
    if let Some(ancestor) = why.loop_ancestor() {
        return format!("a link back to {}, which is not followed", ancestor.display());
    }
    match why.io_error() {
        Some(error) if error.kind() == io::ErrorKind::NotFound && path.is_symlink() => {
            "a link to something that is not there".into()
        }
        Some(error) => format!("it could not be read: {error}"),
        None => why.to_string(),
    }
}
