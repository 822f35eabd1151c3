//! The folder that a run's files go to.

use std::cell::LazyCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use same_file::is_same_file;

use super::claim::{Claim, FolderError};
use super::files::{TextFile, WriteError};
use super::storage::FileStorage;
use facegan_core::skipped;
use facegan_core::stats::Stats;
use facegan_store::checkpoint::is_checkpoint;
use facegan_store::tensor_file::TensorFile;

const CHECKPOINT: &str = "checkpoint.safetensors";
/// The checkpoint of the moment at which netG was best.
const BEST: &str = "best.safetensors";
/// How good netG was, at the moments at which it was measured.
pub const QUALITY: &str = "quality.csv";
/// What became of every file that was read for a run.
pub const REPORT: &str = "report.txt";
/// Where faces were found in the photos.
pub const FACES: &str = "faces.csv";
const LOSSES: &str = "losses.csv";
const GRIDS: &str = "grids";

/// What a run writes, beside its grids.
const FILES: [&str; 12] = [
    CHECKPOINT,
    BEST,
    LOSSES,
    QUALITY,
    "log.txt",
    "real.png",
    REPORT,
    FACES,
    "netG.safetensors",
    "netG_ema.safetensors",
    "netD.safetensors",
    "netG.onnx",
];

/// A run's own folder. Clones are the same.
#[derive(Debug, Clone)]
pub struct RunFolder(Rc<Claim>);

impl RunFolder {
    /// Makes a folder ready for a run. Nothing in it is written over but what facegan wrote.
    ///
    /// # Errors
    /// When such a file is in the way, another command writes there, or the folder cannot be made.
    pub fn claim(folder: &Path) -> Result<Self, FolderError> {
        let names: Vec<_> = FILES.map(str::to_owned).into_iter().chain(grids(folder)).collect();
        Claim::of(folder, &names, of_a_run(folder)).map(|claim| Self(Rc::new(claim)))
    }

    /// Checks that a run that continues from `resume`, or a new one, does not overwrite another run's checkpoint.
    ///
    /// # Errors
    /// When it would.
    pub fn check(&self, resume: Option<&Path>) -> Result<(), FolderError> {
        check_checkpoint(self.path(), resume)
    }

    /// The claimed folder, to write into.
    pub fn files(&self) -> &Claim {
        &self.0
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The run's checkpoint.
    pub fn checkpoint(&self) -> PathBuf {
        self.path().join(CHECKPOINT)
    }

    /// An unnamed file for photos, which is gone when the command ends.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn photo_storage(&self) -> Result<FileStorage, WriteError> {
        FileStorage::unnamed_in(self.path()).map_err(WriteError::at(self.path()))
    }

    /// Writes the run's checkpoint.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_checkpoint(&self, bytes: &[u8]) -> Result<(), WriteError> {
        self.write(CHECKPOINT, bytes)
    }

    /// Writes the checkpoint of the moment at which netG was best, over the one of before; returns where it is.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_best(&self, bytes: &[u8]) -> Result<PathBuf, WriteError> {
        self.write(BEST, bytes)?;
        Ok(self.path().join(BEST))
    }

    /// Writes a file as a whole.
    ///
    /// # Errors
    /// When there is no space, or this may not be written there.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        self.0.write(name, bytes)
    }

    /// Begins a file that grows.
    ///
    /// # Errors
    /// When there is no space, or this may not be written there.
    pub fn begin(&self, name: &str, text: &str) -> Result<TextFile, WriteError> {
        self.0.begin(name, text)
    }
}

/// Checks that there is no checkpoint in a folder, or just this one.
///
/// # Errors
/// When there is another.
pub fn check_checkpoint(folder: &Path, own: Option<&Path>) -> Result<(), FolderError> {
    let checkpoint = folder.join(CHECKPOINT);
    let is_own = own.is_some_and(|own| is_same_file(own, &checkpoint).unwrap_or(false));
    if checkpoint.exists() && !is_own { Err(FolderError::Taken(checkpoint)) } else { Ok(()) }
}

/// Whether files in a folder without a list are a run's: of a version that wrote none, or copied without it.
pub fn of_a_run(folder: &Path) -> impl Fn(&str) -> bool {
    let is_run = LazyCell::new(move || is_run(folder));
    move |name| (FILES.contains(&name) || is_grid(name)) && *is_run
}

/// Whether there is a checkpoint, beside the losses that only the command writes there from the start.
fn is_run(folder: &Path) -> bool {
    let losses = fs::read(folder.join(LOSSES)).is_ok_and(|text| text.starts_with(Stats::CSV_HEADER.as_bytes()));
    losses
        && fs::read(folder.join(CHECKPOINT))
            .is_ok_and(|bytes| TensorFile::read(&bytes).is_ok_and(|file| is_checkpoint(&file)))
}

/// The grids in a folder that a run could write over; what is in the place of their folder, too.
fn grids(folder: &Path) -> Vec<String> {
    let grids = folder.join(GRIDS);
    if grids.is_file() {
        return vec![GRIDS.into()];
    }
    let entries = fs::read_dir(grids).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| Some(format!("{GRIDS}/{}", entry.file_name().to_str()?)));
    names.filter(|name| is_grid(name)).collect()
}

/// Whether a file of the run is the sample grid of an iteration.
fn is_grid(name: &str) -> bool {
    name.strip_prefix(GRIDS).and_then(|name| name.strip_prefix('/')).is_some_and(skipped::is_grid)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_run_is_not_overwritten_and_can_be_continued() {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("a/b");
        let new = RunFolder::claim(&out).unwrap();
        new.write("real.png", b"photos").unwrap();
        drop(new);
        let again = RunFolder::claim(&out).unwrap();
        again.check(None).expect("it has no checkpoint yet");
        again.write(CHECKPOINT, b"a run").unwrap();
        assert!(matches!(again.check(None), Err(FolderError::Taken(_))));
        assert!(again.check(Some(&out.join("../b/checkpoint.safetensors"))).is_ok());
        fs::write(folder.path().join("other"), b"another run").unwrap();
        assert!(again.check(Some(&folder.path().join("other"))).is_err());
    }

    #[test]
    fn no_later_run_trains_on_what_a_run_writes() {
        for name in FILES.into_iter().chain(["grids/000000.png", "grids/1000000.png"]) {
            assert_eq!(skipped::run_folder(name), Some(""), "{name}");
        }
    }

    #[test]
    fn files_of_a_person_are_in_the_way_where_a_run_would_write() {
        for (name, is_in_the_way) in [
            ("real.png", true),
            ("checkpoint.safetensors", true),
            ("grids/000000.png", true),
            ("grids/1000000.png", true),
            ("grids", true),
            ("grids/0.png", false),
            ("grids/holiday.png", false),
            ("photo.png", false),
        ] {
            let folder = TempDir::new().unwrap();
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "theirs").unwrap();
            let theirs = matches!(RunFolder::claim(folder.path()), Err(FolderError::Theirs(at)) if at == path);
            assert_eq!(theirs, is_in_the_way, "{name}");
        }
    }
}
