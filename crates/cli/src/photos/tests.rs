use std::io::{Cursor, Write};
use std::path::Path;

use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use facegan_core::dataset_report::DatasetReport;
use facegan_core::images::Picture;
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

fn read_paths(data: Vec<PathBuf>, samples: Option<u32>) -> Result<PhotoSet, ReadError> {
    let out = TempDir::new().unwrap();
    read_into(out.path(), data, samples)
}

fn read_into(out: &Path, data: Vec<PathBuf>, samples: Option<u32>) -> Result<PhotoSet, ReadError> {
    let config = TrainConfig { image_size: 32, ..TrainConfig::default() };
    read(&PhotoSource { data, samples }, Reading::default(), &config, &RunFolder::claim(out).unwrap())
}

fn put(folder: &TempDir, name: &str, bytes: &[u8]) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The first grey of every photo, in the order of reading.
fn greys(photos: &PhotoSet) -> Vec<u8> {
    let data = photos.current().borrow();
    (0..data.len() as u32).map(|index| data.read(&[index]).unwrap().rgb[0]).collect()
}

/// What was left out, with the paths from `folder` on.
fn left_out(data: &PhotoSet, folder: &TempDir) -> Vec<String> {
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
    let data = read_paths(vec![folder.path().to_owned()], None).unwrap();
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
    let data = read_paths(vec![folder.path().to_owned()], None).unwrap();
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
    let data = read_paths(vec![folder.path().to_owned()], None).unwrap();
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
    let data = read_paths(Vec::new(), Some(3)).unwrap();
    assert_eq!(data.current().borrow().read(&[2]).unwrap().rgb, facegan_sample_faces::draw(SAMPLE_SEED, 2, 32));
}

#[test]
fn paths_without_a_photo_are_an_error() {
    let folder = TempDir::new().unwrap();
    let nothing = read_paths(vec![folder.path().to_owned()], None).map(|_| ()).unwrap_err();
    assert!(matches!(nothing, ReadError::Photos(PhotosError::NoPhoto)));
    let absent = read_paths(vec![folder.path().join("absent")], None).map(|_| ()).unwrap_err().to_string();
    assert!(absent.contains("absent could not be read: "), "{absent}");
}
