//! Reading photos from folders, archives and files, as the page reads what is dropped on it.

mod faces_csv;
mod finder;
mod report;
#[cfg(test)]
mod tests;
mod workers;

use std::path::PathBuf;
use std::{fs, io, thread};

use facegan_core::config::{Crop, SAMPLE_SEED, TrainConfig};
use facegan_core::faces::Decisions;
use facegan_core::folders::{NoFolder, others};
use facegan_core::images::Images;
use facegan_data::photo::Squares;
use facegan_data::photo_set::PhotoSet;
use facegan_data::records::RecordError;
use facegan_faces::Detector;

use super::arguments::{PhotoSource, Reading};
use super::claim::Claim;
use super::files::WriteError;
use super::folder::{FACES, REPORT, RunFolder};
use super::progress;
use super::storage::FileStorage;
use finder::Finder;
use workers::{Settled, read_all};

/// Why there are no photos to train on.
#[derive(Debug, thiserror::Error)]
pub enum PhotosError {
    #[error("{} could not be read: {source}", path.display())]
    Unread { path: PathBuf, source: io::Error },
    #[error("no photo was found there")]
    NoPhoto,
    #[error("no face to train on was found in these photos")]
    NoFace,
    #[error(transparent)]
    NoFolder(#[from] NoFolder),
}

/// What stops the reading of photos.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Photos(#[from] PhotosError),
    #[error(transparent)]
    Storage(#[from] RecordError),
    #[error(transparent)]
    Report(#[from] WriteError),
}

/// Reads photos for a run, and says what was taken and what was not: on the terminal, and with every name in the run's
/// folder.
///
/// # Errors
/// When a path is not there, no folder has a name that was asked for, there is not one photo or face, or there is no space
/// for them or for the report.
pub fn read(
    source: &PhotoSource,
    reading: Reading,
    config: &TrainConfig,
    folder: &RunFolder,
) -> Result<PhotoSet, ReadError> {
    let storage = || folder.photo_storage().map(Box::new);
    let photos = PhotoSet::new(storage()?, storage()?, config.image_size, config.crop);
    let photos = gather(source, reading, photos, fs::canonicalize(folder.path()).ok())?;
    tell(source, &photos, folder.files())?;
    Ok(photos)
}

/// Reads photos to cut their faces out into a folder; otherwise as [`read`].
///
/// # Errors
/// As [`read`].
pub fn read_faces(
    data: Vec<PathBuf>,
    reading: Reading,
    image_size: usize,
    folder: &Claim,
) -> Result<PhotoSet, ReadError> {
    let storage = || FileStorage::unnamed_in(folder.path()).map(Box::new).map_err(WriteError::at(folder.path()));
    let photos = PhotoSet::new(storage()?, storage()?, image_size, Crop::Faces);
    let source = PhotoSource { data, samples: None };
    let photos = gather(&source, reading, photos, fs::canonicalize(folder.path()).ok())?;
    tell(&source, &photos, folder)?;
    Ok(photos)
}

/// Reads photos to compare images with; nothing is written.
///
/// # Errors
/// As [`read`].
pub fn read_to_compare(
    source: &PhotoSource,
    reading: Reading,
    image_size: usize,
    crop: Crop,
) -> Result<Images, ReadError> {
    let folder = std::env::temp_dir();
    let storage = || FileStorage::unnamed_in(&folder).map(Box::new).map_err(WriteError::at(&folder));
    let photos = PhotoSet::new(storage()?, storage()?, image_size, crop);
    let photos = gather(source, reading, photos, None)?;
    check(&photos)?;
    let data = photos.current().borrow();
    Ok(data.read(&data.taken())?)
}

/// Says what was taken and what was not.
fn tell(source: &PhotoSource, photos: &PhotoSet, folder: &Claim) -> Result<(), ReadError> {
    let report = photos.report();
    folder.write(REPORT, report::full(&report).as_bytes())?;
    // The built-in faces were drawn, not found.
    if photos.looks_for_faces() && source.samples.is_none() {
        folder.write(FACES, faces_csv::table(photos).as_bytes())?;
    }
    eprintln!("{}", report::brief(&report, folder.path()).trim_end());
    Ok(check(photos)?)
}

/// Whether there is an image to train on.
fn check(photos: &PhotoSet) -> Result<(), PhotosError> {
    match photos.report().images {
        0 if photos.is_empty() => Err(PhotosError::NoPhoto),
        0 => Err(PhotosError::NoFace),
        _ => Ok(()),
    }
}

/// Fills a set with all photos that are there but the files of the run that goes `out` to this folder, and says nothing.
///
/// # Errors
/// When a path is not there, no folder has a name that was asked for, or there is no space.
pub fn gather(
    source: &PhotoSource,
    reading: Reading,
    mut photos: PhotoSet,
    out: Option<PathBuf>,
) -> Result<PhotoSet, ReadError> {
    let bar = progress::bar(None, "{pos} files read, {per_sec}");
    let mut decisions = Decisions::default();
    decisions.largest_only = reading.largest_face;
    photos.decide(decisions.clone());
    let detector = photos.looks_for_faces().then(Detector::default);
    let squares = Squares { image_size: photos.image_size(), detector: detector.as_ref() };
    let settle = |settled: Settled| -> Result<(), ReadError> {
        match settled {
            Settled::Skipped(skipped) => photos.skip(skipped),
            Settled::Photo { name, read } => {
                bar.inc(1);
                match read {
                    Ok(squares) => photos.add(&name, *squares).map(|_| ())?,
                    Err(why) => photos.refuse(&name, &why),
                }
            }
        }
        Ok(())
    };
    read_all(reading.threads(), squares, settle, |found| {
        let mut finder = Finder { out, found };
        source.data.iter().try_for_each(|path| finder.path(path))
    })?;
    for index in 0..source.samples.unwrap_or_default() {
        let rgb = facegan_sample_faces::draw(SAMPLE_SEED, index, photos.image_size());
        photos.add_sample(&format!("sample face {index}"), rgb)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    if !reading.folders.is_empty() && !photos.is_empty() {
        restrict(&mut photos, decisions, &reading.folders)?;
    }
    Ok(photos)
}

/// Leaves the photos of all other folders out. Which folders there are is known once all photos are read.
fn restrict(photos: &mut PhotoSet, mut decisions: Decisions, names: &[String]) -> Result<(), PhotosError> {
    let all = photos.folders();
    let others = others(&all, names)?;
    let all: Vec<_> = all.into_iter().map(|count| count.folder).collect();
    decisions.take_folders(&others, false, &all);
    photos.decide(decisions);
    Ok(())
}

impl Reading {
    /// Threads that decode photos: as many as were asked for, or as the machine has cores.
    fn threads(&self) -> usize {
        self.threads.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), |threads| threads as usize)
    }
}
