//! Reading photos from folders, archives and files, as the page reads what is dropped on it.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use image::RgbImage;
use indicatif::ProgressBar;
use walkdir::{DirEntry, WalkDir};

use super::arguments::Source;
use super::progress;
use crate::config::SAMPLE_SEED;
use crate::data::archive::{Archive, is_archive};
use crate::data::dataset::{Dataset, Verdict};
use crate::data::decode::{DecodeError, MOST_BYTES};
use crate::data::records::StorageError;
use crate::data::sample_faces;
use crate::data::unopened::Unopened;
use crate::junk::is_junk;
use crate::protocol::{DatasetReport, Refused};

/// Refused files that are told one by one.
const TOLD: usize = 20;

/// Why there are no photos to train on.
#[derive(Debug, thiserror::Error)]
pub enum PhotosError {
    #[error("{} could not be read: {source}", path.display())]
    Unread { path: PathBuf, source: io::Error },
    #[error("no photo was found there")]
    NoPhoto,
}

/// What stops the reading of photos.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Photos(#[from] PhotosError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Fills a data set, and says on the terminal what was taken and what was not.
///
/// # Errors
/// When a path is not there, there is not one photo, or there is no space for them.
pub fn read(source: &Source, data: Dataset) -> Result<Dataset, ReadError> {
    let mut reader = Reader { data, bar: progress::bar(None, "{pos} files read, {per_sec}") };
    for path in &source.data {
        reader.path(path)?;
    }
    reader.samples(source.samples.unwrap_or_default())?;
    reader.bar.finish_and_clear();
    tell(reader.data.report());
    if reader.data.is_empty() { Err(PhotosError::NoPhoto.into()) } else { Ok(reader.data) }
}

struct Reader {
    data: Dataset,
    bar: ProgressBar,
}

enum Content {
    Archive(Archive<BufReader<File>>),
    Bytes(Vec<u8>),
}

impl Reader {
    /// A folder with all that is below it, or a file. Photos come in the order of their names, so that a seed gives the
    /// same run again.
    fn path(&mut self, root: &Path) -> Result<(), ReadError> {
        if let Err(source) = root.metadata() {
            return Err(PhotosError::Unread { path: root.to_owned(), source }.into());
        }
        let of_a_person = |entry: &DirEntry| !is_junk(&entry.file_name().to_string_lossy());
        let entries = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter().filter_entry(of_a_person);
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_file() => self.file(entry.path())?,
                Ok(_) => {}
                Err(why) => {
                    let path = why.path().unwrap_or(root).display().to_string();
                    self.data.refuse(&path, &why);
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<(), StorageError> {
        let name = path.display().to_string();
        match open(path) {
            Ok(Content::Archive(archive)) => self.archive(&name, archive)?,
            Ok(Content::Bytes(bytes)) => self.bytes(&name, &bytes)?,
            Err(why) => self.data.refuse(&name, &why),
        }
        self.bar.inc(1);
        Ok(())
    }

    fn archive(&mut self, path: &str, mut archive: Archive<BufReader<File>>) -> Result<(), StorageError> {
        for index in 0..archive.len() {
            match archive.name(index) {
                Ok(Some(name)) => {
                    let name = format!("{path}/{name}");
                    match archive.unpack(index) {
                        Ok(bytes) => self.bytes(&name, &bytes)?,
                        Err(why) => self.data.refuse(&name, &why),
                    }
                    self.bar.inc(1);
                }
                Ok(None) => {}
                Err((name, why)) => self.data.refuse(&format!("{path}/{name}"), &why),
            }
        }
        Ok(())
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), StorageError> {
        match self.data.add_file(name, bytes)? {
            Verdict::Settled => {}
            Verdict::UnknownFormat => self.data.refuse(name, &DecodeError::UnknownFormat),
        }
        Ok(())
    }

    fn samples(&mut self, count: u32) -> Result<(), StorageError> {
        let size = self.data.image_size();
        for index in 0..count {
            let rgb = sample_faces::draw(SAMPLE_SEED, index, size);
            if let Some(image) = RgbImage::from_raw(size as u32, size as u32, rgb) {
                self.data.add_image(&format!("sample face {index}"), &image)?;
            }
            self.bar.inc(1);
        }
        Ok(())
    }
}

fn open(path: &Path) -> Result<Content, Unopened> {
    let mut file = File::open(path)?;
    let mut start = Vec::new();
    file.by_ref().take(4).read_to_end(&mut start)?;
    file.rewind()?;
    let is_called_archive = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
    if is_archive(&start) || is_called_archive {
        return Ok(Content::Archive(Archive::open(BufReader::new(file))?));
    }
    let length = file.metadata()?.len();
    if length > MOST_BYTES {
        return Err(DecodeError::TooLong(length).into());
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Content::Bytes(bytes))
}

/// Says what was taken and what was not.
fn tell(report: &DatasetReport) {
    let DatasetReport { images, image_size, refused, duplicates, .. } = report;
    eprintln!("{images} photos, resized to {image_size} × {image_size} pixels.");
    if !duplicates.is_empty() {
        eprintln!("Files that equal an earlier one, and are left out: {}", duplicates.len());
    }
    if !refused.is_empty() {
        eprintln!("Files that could not be used: {}", refused.len());
    }
    for Refused { name, reason } in refused.iter().take(TOLD) {
        eprintln!("  {name}: {reason}");
    }
    if refused.len() > TOLD {
        eprintln!("  and {} more", refused.len() - TOLD);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Cursor, Write};

    use tempfile::TempDir;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::data::records::MemoryRecords;
    use crate::protocol::Picture;
    use crate::train::png;

    fn photo(grey: u8) -> Vec<u8> {
        png::encode(&Picture { width: 40, height: 40, rgb: vec![grey; 40 * 40 * 3] }).unwrap()
    }

    fn zipped(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read_all(data: Vec<PathBuf>, samples: Option<u32>) -> Result<Dataset, ReadError> {
        read(&Source { data, samples }, Dataset::new(Box::<MemoryRecords>::default(), 32))
    }

    #[test]
    fn folders_archives_and_files_are_read_and_the_rest_is_told() {
        let folder = TempDir::new().unwrap();
        let put = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        put("b/1.png", &photo(1));
        put("a/2.png", &photo(2));
        put("a/again.png", &photo(2));
        put("a/notes.txt", b"no photo");
        put("a/.DS_Store", b"junk");
        put("__MACOSX/3.png", &photo(3));
        put("more.zip", &zipped(&[("4.png", photo(4)), ("5.png", photo(5)), ("empty.jpg", Vec::new())]));
        put("broken.ZIP", b"no archive");
        let data = read_all(vec![folder.path().to_owned()], None).unwrap();
        let greys: Vec<u8> = (0..4).map(|index| data.read(&[index]).unwrap().rgb[0]).collect();
        assert_eq!((data.len(), greys), (4, vec![2, 1, 4, 5]), "in the order of their names");
        let DatasetReport { refused, duplicates, .. } = data.report();
        let refused: Vec<_> = refused.iter().map(|refused| refused.name.rsplit('/').next().unwrap()).collect();
        assert_eq!((refused, duplicates.len()), (vec!["notes.txt", "broken.ZIP", "empty.jpg"], 1));
    }

    #[test]
    fn faces_are_the_pages() {
        let data = read_all(Vec::new(), Some(3)).unwrap();
        assert_eq!(data.read(&[2]).unwrap().rgb, sample_faces::draw(SAMPLE_SEED, 2, 32));
    }

    #[test]
    fn what_holds_no_photo_is_an_error() {
        let folder = TempDir::new().unwrap();
        let nothing = read_all(vec![folder.path().to_owned()], None).map(|_| ()).unwrap_err();
        assert!(matches!(nothing, ReadError::Photos(PhotosError::NoPhoto)));
        let absent = read_all(vec![folder.path().join("absent")], None).map(|_| ()).unwrap_err().to_string();
        assert!(absent.contains("absent could not be read: "), "{absent}");
    }
}
