//! Lists what is to be read: the files that were dropped, the entries of archives among them, or sample faces.

use std::ops::Range;
use std::vec::IntoIter;

use js_sys::Uint8Array;
use web_sys::Blob;

use super::problems::archive_problem;
use crate::engine::files::{read_all, slice};
use crate::engine::photo_source::{OpenArchive, PhotoSource, open_archive};
use facegan_core::problem::Problem;
use facegan_core::skipped::Skipped;
use facegan_data::archive::{Entry, is_archive};
use facegan_data::unopened::Unopened;
use facegan_protocol::DroppedFile;
use facegan_protocol::photos::PhotoBytes;

/// What is listed: one of the files that were dropped, or a sample face.
pub enum Listed {
    /// What may be a photo.
    Photo(FoundPhoto),
    /// A face to be drawn.
    Sample { seed: u32, index: u32 },
    /// A file that cannot be used, with what a person is told beside the report.
    Refused { name: String, reason: String, problem: Option<Problem> },
    /// No photo of a person's.
    Skipped(Skipped),
    /// Nothing to read: an archive, whose entries follow, or a folder in one.
    Container,
}

/// A file that may be a photo.
pub struct FoundPhoto {
    /// Its name in the report.
    pub name: String,
    /// Where it can be read again.
    pub source: PhotoSource,
    /// What is read.
    pub bytes: PhotoBytes,
}

/// What is to be read, one after the other.
pub enum Listing {
    Files(Files),
    Samples { seed: u32, indices: Range<u32> },
}

/// The files that were dropped, and the entries of archives behind each.
pub struct Files {
    files: IntoIter<DroppedFile>,
    archive: Option<ListedArchive>,
    total: usize,
}

struct ListedArchive {
    path: String,
    file: Blob,
    archive: OpenArchive,
    next: usize,
}

impl Listing {
    /// Files that were dropped.
    pub fn of_files(files: Vec<DroppedFile>) -> Self {
        let total = files.len();
        Self::Files(Files { files: files.into_iter(), archive: None, total })
    }

    /// The first sample faces of a seed.
    pub fn of_samples(seed: u32, count: usize) -> Self {
        Self::Samples { seed, indices: 0..u32::try_from(count).unwrap_or(u32::MAX) }
    }

    /// What is listed so far and known to follow: archives that are not opened yet count as a file.
    pub fn total(&self) -> usize {
        match self {
            Self::Files(files) => files.total,
            Self::Samples { indices, .. } => indices.end as usize,
        }
    }

    /// What is to be read next. The entry of an archive is unpacked then.
    pub async fn next(&mut self) -> Option<Listed> {
        match self {
            Self::Files(files) => files.next().await,
            Self::Samples { seed, indices } => indices.next().map(|index| Listed::Sample { seed: *seed, index }),
        }
    }
}

impl Files {
    async fn next(&mut self) -> Option<Listed> {
        if let Some(archive) = &mut self.archive {
            match archive.next() {
                Some(listed) => return Some(listed),
                None => self.archive = None,
            }
        }
        let DroppedFile { path, file } = self.files.next()?;
        Some(match open(&path, &file).await {
            Ok(Some(archive)) => {
                self.total += archive.len();
                self.archive = Some(ListedArchive { path, file: file.into(), archive, next: 0 });
                Listed::Container
            }
            Ok(None) => {
                let bytes = PhotoBytes::File(file.clone().into());
                Listed::Photo(FoundPhoto { name: path, source: PhotoSource::File(file.into()), bytes })
            }
            Err(why) => {
                let reason = why.to_string();
                let problem = match why {
                    Unopened::Archive(error) => Some(archive_problem(&path, &error)),
                    Unopened::Photo(_) => None,
                };
                Listed::Refused { name: path, reason, problem }
            }
        })
    }
}

impl ListedArchive {
    fn next(&mut self) -> Option<Listed> {
        let index = self.next;
        if index == self.archive.len() {
            return None;
        }
        self.next += 1;
        Some(match self.archive.entry(index) {
            Entry::File(name) => self.unpack(index, &name),
            Entry::Skipped(skipped) => Listed::Skipped(skipped.below(&self.path)),
            Entry::Folder => Listed::Container,
        })
    }

    fn unpack(&mut self, index: usize, name: &str) -> Listed {
        let name = format!("{}/{name}", self.path);
        match self.archive.unpack(index) {
            Ok(bytes) => {
                let source = PhotoSource::Entry { archive: self.file.clone(), index };
                let bytes = PhotoBytes::Bytes(Uint8Array::from(&*bytes));
                Listed::Photo(FoundPhoto { name, source, bytes })
            }
            Err(why) => Listed::Refused { name, reason: why.to_string(), problem: None },
        }
    }
}

/// Opens a file where it is an archive.
async fn open(path: &str, file: &Blob) -> Result<Option<OpenArchive>, Unopened> {
    let start = read_all(&slice(file, 0, 4)?).await?;
    let is_archive = is_archive(&start) || path.to_lowercase().ends_with(".zip");
    is_archive.then(|| open_archive(file.clone())).transpose()
}
