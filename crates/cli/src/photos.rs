//! Reading photos from folders, archives and files, as the page reads what is dropped on it.

mod report;

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use image::RgbImage;
use indicatif::ProgressBar;
use walkdir::WalkDir;

use super::arguments::PhotoSource;
use super::files::WriteError;
use super::folder::{REPORT, RunFolder};
use super::progress;
use facegan_core::config::SAMPLE_SEED;
use facegan_core::skipped::{self, SkipReason, Skipped, is_run, run_folder};
use facegan_data::archive::{Archive, Entry, is_archive};
use facegan_data::dataset::{Dataset, Verdict};
use facegan_data::decode::{DecodeError, MOST_BYTES};
use facegan_data::records::RecordError;
use facegan_data::unopened::Unopened;

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
    Storage(#[from] RecordError),
    #[error(transparent)]
    Report(#[from] WriteError),
}

/// Fills a data set, and says what was taken and what was not: on the terminal, and with every name in the run's
/// folder.
///
/// # Errors
/// When a path is not there, there is not one photo, or there is no space for them or for the report.
pub fn read(source: &PhotoSource, data: Dataset, folder: &RunFolder) -> Result<Dataset, ReadError> {
    let data = gather(source, data, fs::canonicalize(folder.path()).ok())?;
    folder.write(REPORT, report::full(data.report()).as_bytes())?;
    eprintln!("{}", report::brief(data.report(), &folder.path().join(REPORT)).trim_end());
    if data.is_empty() { Err(PhotosError::NoPhoto.into()) } else { Ok(data) }
}

/// Fills a data set with all that is there but the files of the run that goes `out` to this folder, and says nothing.
///
/// # Errors
/// When a path is not there, or there is no space.
pub fn gather(source: &PhotoSource, data: Dataset, out: Option<PathBuf>) -> Result<Dataset, ReadError> {
    let mut reader = Reader { data, bar: progress::bar(None, "{pos} files read, {per_sec}"), out };
    for path in &source.data {
        reader.path(path)?;
    }
    reader.samples(source.samples.unwrap_or_default())?;
    reader.bar.finish_and_clear();
    Ok(reader.data)
}

struct Reader {
    data: Dataset,
    bar: ProgressBar,
    /// The folder of the run that reads.
    out: Option<PathBuf>,
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
        let above = root.parent().filter(|_| root.file_name().is_some()).unwrap_or(root);
        for entry in WalkDir::new(root).follow_links(true).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => match self.skipped(above, entry.path()) {
                    Some(skipped) => self.data.skip(skipped),
                    None if entry.file_type().is_file() => self.file(entry.path())?,
                    None => self.data.refuse(&entry.path().display().to_string(), &"neither a file nor a folder"),
                },
                Err(why) => {
                    let path = why.path().unwrap_or(root);
                    // What is left out need not be readable: only administrators may look into some of it.
                    if self.skipped(above, path).is_none() {
                        self.data.refuse(&path.display().to_string(), &unreached(path, &why));
                    }
                }
            }
        }
        Ok(())
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

    fn file(&mut self, path: &Path) -> Result<(), RecordError> {
        let name = path.display().to_string();
        match open(path) {
            Ok(Content::Archive(archive)) => self.archive(&name, archive)?,
            Ok(Content::Bytes(bytes)) => self.bytes(&name, &bytes)?,
            Err(why) => self.data.refuse(&name, &why),
        }
        self.bar.inc(1);
        Ok(())
    }

    fn archive(&mut self, path: &str, mut archive: Archive<BufReader<File>>) -> Result<(), RecordError> {
        for index in 0..archive.len() {
            match archive.entry(index) {
                Entry::File(name) => {
                    let name = format!("{path}/{name}");
                    match archive.unpack(index) {
                        Ok(bytes) => self.bytes(&name, &bytes)?,
                        Err(why) => self.data.refuse(&name, &why),
                    }
                    self.bar.inc(1);
                }
                Entry::Skipped(skipped) => self.data.skip(skipped.below(path)),
                Entry::Folder => {}
            }
        }
        Ok(())
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), RecordError> {
        match self.data.add_file(name, bytes)? {
            Verdict::Settled => {}
            Verdict::UnknownFormat => self.data.refuse(name, &DecodeError::of_unknown(bytes)),
        }
        Ok(())
    }

    fn samples(&mut self, count: u32) -> Result<(), RecordError> {
        let size = self.data.image_size();
        for index in 0..count {
            let rgb = facegan_sample_faces::draw(SAMPLE_SEED, index, size);
            if let Some(image) = RgbImage::from_raw(size as u32, size as u32, rgb) {
                self.data.add_image(&format!("sample face {index}"), &image)?;
            }
            self.bar.inc(1);
        }
        Ok(())
    }
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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use tempfile::TempDir;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use facegan_core::dataset_report::DatasetReport;
    use facegan_core::images::Picture;
    use facegan_data::storage::MemoryStorage;
    use facegan_train::png;

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
        let out = TempDir::new().unwrap();
        read_into(out.path(), data, samples)
    }

    fn read_into(out: &Path, data: Vec<PathBuf>, samples: Option<u32>) -> Result<Dataset, ReadError> {
        let records = Dataset::new(Box::<MemoryStorage>::default(), 32);
        read(&PhotoSource { data, samples }, records, &RunFolder::claim(out).unwrap())
    }

    fn put(folder: &TempDir, name: &str, bytes: &[u8]) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The first grey of every photo, in the order of reading.
    fn greys(data: &Dataset) -> Vec<u8> {
        (0..data.len() as u32).map(|index| data.read(&[index]).unwrap().rgb[0]).collect()
    }

    /// What was left out, with the paths from `folder` on.
    fn left_out(data: &Dataset, folder: &TempDir) -> Vec<String> {
        let prefix = format!("{}/", folder.path().display());
        data.report().skipped.iter().map(|skipped| skipped.to_string().replace(&prefix, "")).collect()
    }

    #[test]
    fn folders_archives_and_files_are_read_and_the_rest_is_reported() {
        let folder = TempDir::new().unwrap();
        let photos = [("4.png", photo(4)), ("__MACOSX/._4.png", photo(9)), ("5.png", photo(5)), ("empty.jpg", vec![])];
        for (name, bytes) in [
            ("b/1.png", photo(1)),
            ("a/2.png", photo(2)),
            ("a/again.png", photo(2)),
            ("a/notes.txt", b"no photo".to_vec()),
            ("a/.DS_Store", b"bookkeeping".to_vec()),
            ("__MACOSX/3.png", photo(3)),
            ("more.zip", zipped(&photos)),
            ("broken.ZIP", b"no archive".to_vec()),
        ] {
            put(&folder, name, &bytes);
        }
        let data = read_all(vec![folder.path().to_owned()], None).unwrap();
        assert_eq!(greys(&data), [2, 1, 4, 5], "in the order of their names");
        let DatasetReport { refused, duplicates, .. } = data.report();
        let refused: Vec<_> = refused.iter().map(|refused| refused.name.rsplit('/').next().unwrap()).collect();
        assert_eq!((refused, duplicates.len()), (vec!["notes.txt", "broken.ZIP", "empty.jpg"], 1));
        let expected = [
            "1 file in __MACOSX (the operating system's own)",
            "1 file in a (the operating system's own)",
            "1 file in more.zip/__MACOSX (the operating system's own)",
        ];
        assert_eq!(left_out(&data, &folder), expected);
    }

    #[test]
    fn bins_thumbnails_and_caches_are_left_out_and_counted_and_other_hidden_folders_are_read() {
        let folder = TempDir::new().unwrap();
        for (index, name) in [
            "$RECYCLE.BIN/S-1-5/$R1.png",
            "$RECYCLE.BIN/S-1-5/$R2.png",
            "album/@eaDir/1.png/THUMB.png",
            "album/.Git/1.png",
            "album/.ipynb_checkpoints/1-checkpoint.png",
        ]
        .into_iter()
        .enumerate()
        {
            put(&folder, name, &photo(100 + index as u8));
        }
        put(&folder, "album/.private/1.png", &photo(1));
        put(&folder, "album/2.png", &photo(2));
        put(&folder, "album/thumbs.DB", b"thumbnails");
        let data = read_all(vec![folder.path().to_owned()], None).unwrap();
        assert_eq!((greys(&data), data.report().refused.len()), (vec![1, 2], 0));
        let expected = [
            "2 files in $RECYCLE.BIN (recycle bin)",
            "1 file in album (thumbnails)",
            "1 file in album/.Git (version control)",
            "1 file in album/.ipynb_checkpoints (another program's copies and caches)",
            "1 file in album/@eaDir (thumbnails)",
        ];
        assert_eq!(left_out(&data, &folder), expected);
    }

    #[test]
    fn no_run_reads_pictures_of_a_run() {
        let folder = TempDir::new().unwrap();
        let run = ["losses.csv", "log.txt", "real.png", "grids/000000.png", "checkpoint.safetensors"];
        for name in run {
            put(&folder, &format!("run1/{name}"), &photo(9));
        }
        put(&folder, "me.png", &photo(1));
        put(&folder, "run1/also me.png", &photo(2));
        put(&folder, "run.zip", &zipped(&run.map(|name| (name, photo(8)))));
        // All that this run has written so far.
        RunFolder::claim(&folder.path().join("run2")).unwrap().write("real.png", &photo(7)).unwrap();
        put(&folder, "alone/real.png", &photo(3));
        let read = |root: &str| {
            let data = read_into(&folder.path().join("run2"), vec![folder.path().join(root)], None).unwrap();
            (greys(&data), left_out(&data, &folder))
        };
        let (photos, skipped) = read("");
        assert_eq!(photos, [3, 1, 2]);
        let told = |files, folder| format!("{files} in {folder} (made by a run of facegan)");
        assert_eq!(skipped, [told("5 files", "run.zip"), told("5 files", "run1"), told("2 files", "run2")]);
        let (photos, skipped) = read("run1");
        assert_eq!((photos, skipped), (vec![2], vec![told("5 files", "run1")]));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_those_that_lead_nowhere_are_refused_by_name() {
        use std::os::unix::fs::symlink;

        let folder = TempDir::new().unwrap();
        let elsewhere = TempDir::new().unwrap();
        put(&elsewhere, "2.png", &photo(2));
        put(&folder, "a/1.png", &photo(1));
        symlink(folder.path(), folder.path().join("a/back")).unwrap();
        symlink(elsewhere.path(), folder.path().join("b")).unwrap();
        symlink(elsewhere.path(), folder.path().join("c")).unwrap();
        symlink("absent.png", folder.path().join("d.png")).unwrap();
        let data = read_all(vec![folder.path().to_owned()], None).unwrap();
        assert_eq!((greys(&data), data.report().duplicates.len()), (vec![1, 2], 1));
        let refused: Vec<_> = data.report().refused.iter().map(|one| format!("{}: {}", one.name, one.reason)).collect();
        let at = folder.path().display();
        let expected = [
            format!("{at}/a/back: a link back to {at}, which is not followed"),
            format!("{at}/d.png: a link to something that is not there"),
        ];
        assert_eq!(refused, expected);
    }

    #[test]
    fn faces_are_the_pages() {
        let data = read_all(Vec::new(), Some(3)).unwrap();
        assert_eq!(data.read(&[2]).unwrap().rgb, facegan_sample_faces::draw(SAMPLE_SEED, 2, 32));
    }

    #[test]
    fn paths_without_a_photo_are_an_error() {
        let folder = TempDir::new().unwrap();
        let nothing = read_all(vec![folder.path().to_owned()], None).map(|_| ()).unwrap_err();
        assert!(matches!(nothing, ReadError::Photos(PhotosError::NoPhoto)));
        let absent = read_all(vec![folder.path().join("absent")], None).map(|_| ()).unwrap_err().to_string();
        assert!(absent.contains("absent could not be read: "), "{absent}");
    }
}
