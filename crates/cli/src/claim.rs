//! A folder that files are put into. What is there already stays, unless facegan wrote it, and no two commands write
//! there at once.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use same_file::Handle;

use super::files::{self, TextFile, WriteError};
use super::unfinished::tidy;

/// The file in a folder that names what facegan wrote there. A command holds a lock on it, which the system releases
/// however the command ends.
const LIST: &str = ".facegan";
/// Its first line.
const HEADING: &str = "# What facegan wrote into this folder, and may replace";

/// Why files cannot be put into a folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{} is a file, not a folder", .0.display())]
    NoFolder(PathBuf),
    #[error("another facegan command is writing into {}", .0.display())]
    InUse(PathBuf),
    #[error("{} is there already, and was not written by facegan", .0.display())]
    Theirs(PathBuf),
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    #[error("there is a run in this folder already: {}", .0.display())]
    Taken(PathBuf),
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl FolderError {
    /// What a person can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::NoFolder(_) => "Choose another --out.".into(),
            Self::NotEmpty(_) => "Choose another --out, or empty it.".into(),
            Self::InUse(_) => "Wait until it has ended, or choose another --out.".into(),
            Self::Theirs(_) => "Move it away, or choose another --out.".into(),
            Self::Taken(checkpoint) => {
                format!("Go on with it: --resume {}. Or choose another --out.", checkpoint.display())
            }
            Self::Write(_) => WriteError::ADVICE.into(),
        }
    }
}

/// A folder that this command alone writes into.
#[derive(Debug)]
pub struct Claim {
    folder: PathBuf,
    /// Those of the folder and its parents that were not there before, from the innermost.
    made: Vec<PathBuf>,
    list: RefCell<List>,
}

/// The list, locked.
#[derive(Debug)]
struct List {
    file: File,
    names: BTreeSet<String>,
}

impl Claim {
    /// Claims a folder for files of these names, relative to it, and makes it where there is none. `is_known` says
    /// of a file that is there and in no list whether facegan wrote it nevertheless.
    ///
    /// # Errors
    /// When one of the files is there and not facegan's, another command writes there, or this one may not.
    pub fn of(folder: &Path, names: &[String], is_known: impl Fn(&str) -> bool) -> Result<Self, FolderError> {
        if folder.exists() && !folder.is_dir() {
            return Err(FolderError::NoFolder(folder.to_owned()));
        }
        // Before the list is read: what another command writes is in the list first.
        let there: Vec<_> = names.iter().filter(|name| folder.join(name).symlink_metadata().is_ok()).collect();
        let listed = List::of(folder)?;
        let is_ours = |name: &str| listed.as_ref().is_some_and(|list| list.names.contains(name)) || is_known(name);
        if let Some(theirs) = there.into_iter().find(|name| !is_ours(name)) {
            return Err(FolderError::Theirs(folder.join(theirs)));
        }
        let made = folder.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists());
        let made = made.map(Path::to_owned).collect();
        let list = match listed {
            Some(list) => list,
            None => List::made(folder)?,
        };
        tidy_all(folder, list.names.iter().chain(names));
        Ok(Self { folder: folder.to_owned(), made, list: RefCell::new(list) })
    }

    /// Claims a folder that is not there or is empty.
    ///
    /// # Errors
    /// When something is in it, or it cannot be made or read.
    pub fn of_empty(folder: &Path) -> Result<Self, FolderError> {
        let is_empty = match fs::read_dir(folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if folder.is_dir() => return Err(WriteError::at(folder)(error).into()),
            Err(_) => true,
        };
        if is_empty { Self::of(folder, &[], |_| false) } else { Err(FolderError::NotEmpty(folder.to_owned())) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Writes a file as a whole.
    ///
    /// # Errors
    /// When there is no space, or this may not be written there.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        self.note(name)?;
        files::write(&self.folder.join(name), bytes)
    }

    /// Begins a file that grows.
    ///
    /// # Errors
    /// When there is no space, or this may not be written there.
    pub fn begin(&self, name: &str, text: &str) -> Result<TextFile, WriteError> {
        self.note(name)?;
        TextFile::begin(self.folder.join(name), text)
    }

    /// Lists a file before it is written, so that it is recognised as facegan's however the command ends.
    fn note(&self, name: &str) -> Result<(), WriteError> {
        self.list.borrow_mut().add(name).map_err(WriteError::at(&self.folder.join(LIST)))
    }
}

impl Drop for Claim {
    /// A command that ends before it wrote anything leaves nothing behind.
    fn drop(&mut self) {
        if self.list.borrow().names.is_empty() {
            // A list that cannot be removed does no harm.
            let _ = fs::remove_file(self.folder.join(LIST));
            for folder in &self.made {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

/// Removes what killed commands left unfinished of these files.
fn tidy_all<'a>(folder: &Path, names: impl Iterator<Item = &'a String>) {
    let paths: BTreeSet<&Path> = names.map(Path::new).collect();
    let within: BTreeSet<&Path> = paths.iter().filter_map(|path| path.parent()).collect();
    for within in within {
        tidy(&folder.join(within), |name| paths.contains(&*within.join(name)));
    }
}

impl List {
    /// The list of a folder, if it has one.
    fn of(folder: &Path) -> Result<Option<Self>, FolderError> {
        if folder.join(LIST).exists() { Self::made(folder).map(Some) } else { Ok(None) }
    }

    /// The list of a folder, both made where there is none.
    fn made(folder: &Path) -> Result<Self, FolderError> {
        let path = folder.join(LIST);
        let error = || WriteError::at(&path);
        loop {
            fs::create_dir_all(folder).map_err(WriteError::at(folder))?;
            let file = File::options().read(true).append(true).create(true).open(&path).map_err(error())?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(FolderError::InUse(folder.to_owned())),
                Err(TryLockError::Error(why)) => {
                    eprintln!("Nothing keeps other commands out of {}: {why}.", folder.display());
                }
            }
            // Between the two, a command that wrote nothing may have removed it.
            if is_at(&file, &path).map_err(error())? {
                return Self::read(file).map_err(error())?.ok_or(FolderError::Theirs(path));
            }
        }
    }

    /// The names in a list; `None` for another kind of file. Its last line may be cut short, by a full disk.
    fn read(mut file: File) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.lines();
        let is_list = HEADING.starts_with(lines.next().unwrap_or_default());
        let names = lines.map(str::to_owned).collect();
        Ok(is_list.then_some(Self { file, names }))
    }

    fn add(&mut self, name: &str) -> io::Result<()> {
        if self.names.contains(name) {
            return Ok(());
        }
        if self.names.is_empty() {
            self.file.set_len(0)?;
            self.file.write_all(HEADING.as_bytes())?;
        }
        self.file.write_all(format!("\n{name}").as_bytes())?;
        self.names.insert(name.to_owned());
        Ok(())
    }
}

fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    match Handle::from_path(path) {
        Err(absent) if absent.kind() == io::ErrorKind::NotFound => Ok(false),
        there => Ok(there? == Handle::from_file(file.try_clone()?)?),
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn claim(folder: &Path, names: &[&str]) -> Result<Claim, FolderError> {
        Claim::of(folder, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), |_| false)
    }

    #[test]
    fn what_facegan_wrote_is_replaced_and_what_it_did_not_is_not() {
        let folder = TempDir::new().unwrap();
        let ours = claim(folder.path(), &["sub/a", "b"]).unwrap();
        ours.write("sub/a", b"1").unwrap();
        drop(ours);
        claim(folder.path(), &["sub/a", "b"]).unwrap().write("sub/a", b"2").unwrap();
        assert_eq!(fs::read(folder.path().join("sub/a")).unwrap(), b"2");
        fs::write(folder.path().join("b"), "theirs").unwrap();
        let refused = claim(folder.path(), &["sub/a", "b"]).unwrap_err();
        assert!(matches!(refused, FolderError::Theirs(path) if path == folder.path().join("b")));
        assert!(claim(folder.path(), &["sub/a"]).is_ok());
        assert!(Claim::of(folder.path(), &["b".into()], |name| name == "b").is_ok());
    }

    #[test]
    fn one_command_at_a_time() {
        let folder = TempDir::new().unwrap();
        let first = claim(folder.path(), &["a"]).unwrap();
        assert!(matches!(claim(folder.path(), &["c"]), Err(FolderError::InUse(_))));
        drop(first);
        assert!(claim(folder.path(), &["c"]).is_ok());
    }

    #[test]
    fn a_command_that_wrote_nothing_leaves_nothing() {
        let folder = TempDir::new().unwrap();
        let deep = folder.path().join("a/b");
        drop(claim(&deep, &["c"]).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        fs::write(folder.path().join("theirs"), "x").unwrap();
        drop(claim(folder.path(), &["c"]).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let written = claim(&deep, &["c"]).unwrap();
        written.write("c", b"x").unwrap();
        drop(written);
        assert!(deep.join("c").is_file());
    }

    #[test]
    fn a_list_that_was_cut_short_continues_and_another_kind_of_file_stays() {
        let folder = TempDir::new().unwrap();
        for cut in [&HEADING[..9], &format!("{HEADING}\nlong na")] {
            fs::write(folder.path().join(LIST), cut).unwrap();
            claim(folder.path(), &["name"]).unwrap().write("name", b"x").unwrap();
            assert!(claim(folder.path(), &["name"]).is_ok(), "{cut}");
            fs::remove_file(folder.path().join("name")).unwrap();
        }
        fs::write(folder.path().join(LIST), "my notes").unwrap();
        assert!(matches!(claim(folder.path(), &["name"]), Err(FolderError::Theirs(_))));
        assert_eq!(fs::read(folder.path().join(LIST)).unwrap(), b"my notes");
    }
}
