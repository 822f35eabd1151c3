//! Unfinished files. Each lies beside the file that it becomes, and is removed if it does not become it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile};

/// What an unfinished file's name ends with.
const SUFFIX: &str = ".part";
/// Random characters in its name, so that no file is in its place.
const RANDOM: usize = 6;

/// All unfinished files of this process. While the lock is held, none is added or completed.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// One of them, which is removed when it is dropped.
struct Unfinished {
    file: NamedTempFile,
    entry: Entry,
}

/// A path among [`UNFINISHED`].
struct Entry(PathBuf);

/// Writes a file that is there as a whole or not at all, in place of one of its name.
///
/// # Errors
/// When there is no space, this may not be written there, or a folder is in its place.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays, and the file that it leads to is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let unfinished = Unfinished::beside(&path)?;
    unfinished.fill(bytes)?;
    unfinished.put_at(&path)
}

/// Removes all unfinished files, before the process ends at once. There are none as long as what is returned is held.
pub fn abandon() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    let mut all = all();
    for path in std::mem::take(&mut *all) {
        // The process ends: an error could not be reported.
        let _ = fs::remove_file(path);
    }
    all
}

/// Removes what commands that were killed left unfinished of a folder's files; what one is writing now stays.
pub fn tidy(folder: &Path, is_ours: impl Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let of_ours = name.to_str().and_then(finished_name).is_some_and(&is_ours);
        if of_ours && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            // A file that stays does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What an unfinished file was to become.
fn finished_name(name: &str) -> Option<&str> {
    let (finished, random) = name.strip_prefix('.')?.strip_suffix(SUFFIX)?.rsplit_once('.')?;
    (random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(finished)
}

fn all() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    // A panic leaves the set valid.
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Unfinished {
    fn beside(path: &Path) -> io::Result<Self> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
        let mut prefix = OsString::from(".");
        prefix.push(name);
        prefix.push(".");
        let mut builder = Builder::new();
        builder.prefix(&prefix).suffix(SUFFIX).rand_bytes(RANDOM);
        // As readable as any other new file: without this, only its owner may read it.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut all = all();
        let file = builder.tempfile_in(folder_of(path))?;
        all.insert(file.path().to_owned());
        Ok(Self { entry: Entry(file.path().to_owned()), file })
    }

    fn fill(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.file.as_file();
        // For [`tidy`], which removes no file that cannot be locked.
        let _ = file.try_lock();
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn put_at(self, path: &Path) -> io::Result<()> {
        let Self { file, entry } = self;
        let put = {
            let _all = all();
            file.persist(path).map(|_| ()).map_err(|error| error.error)
        };
        drop(entry);
        put
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        all().remove(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_incomplete_file_is_removed() {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("a folder")).unwrap();
        assert!(write_whole(&folder.path().join("a folder"), b"x").is_err());
        let panicked = std::panic::catch_unwind(|| {
            let unfinished = Unfinished::beside(&folder.path().join("file")).unwrap();
            unfinished.fill(b"half").unwrap();
            assert_eq!(names(folder.path()).len(), 2);
            panic!("on purpose");
        });
        assert!(panicked.is_err());
        assert_eq!(names(folder.path()), ["a folder"]);
    }

    #[test]
    fn files_of_a_killed_command_are_removed_and_no_others() {
        let folder = TempDir::new().unwrap();
        let theirs = [".losses.csv.old.part", ".photo.jpg.a1B2c3.part", "losses.csv", "losses.csv.part"];
        for name in theirs.iter().chain(&[".losses.csv.a1B2c3.part"]) {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let now = Unfinished::beside(&folder.path().join("losses.csv")).unwrap();
        now.fill(b"half").unwrap();
        tidy(folder.path(), |name| name == "losses.csv");
        assert_eq!(names(folder.path()).len(), theirs.len() + 1);
        now.put_at(&folder.path().join("losses.csv")).unwrap();
        assert_eq!(names(folder.path()), theirs);
        assert_eq!(fs::read(folder.path().join("losses.csv")).unwrap(), b"half");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_leads_to_the_new_file() {
        let folder = TempDir::new().unwrap();
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_whole(&link, b"new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(file).unwrap(), b"new");
    }
}
