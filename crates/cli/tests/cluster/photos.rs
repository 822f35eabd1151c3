//! One odd folder, as facegan reads it and as the cluster's script does.

use std::fs;
use std::path::{Path, PathBuf};

use facegan_cli::{PhotoSource, Reading, read_photos};
use facegan_core::config::Crop;
use facegan_core::folders::{Folder, FolderCount, Labels};
use facegan_core::skipped;
use facegan_data::photo_set::PhotoSet;
use facegan_data::storage::MemoryStorage;
use facegan_store::checkpoint::from_bytes;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{BEFORE, Moved, config};
use test_support::python::python;

const SIZE: usize = 32;
/// Steps of a byte between pixels of two decoders.
const BOUND: u8 = 3;

/// Makes the folder, and reads it as the script does.
const READ: &str = "
import odd_folder

odd_folder.make('.')
records, report = photos.read(['photos'], SIZE)
Path('records').write_bytes(b''.join(record.tobytes() for record in records))
left_out = [[folder, kind, files] for (folder, kind), files in sorted(report.skipped.items())]
print(json.dumps({'taken': report.taken, 'refused': [name for name, _ in report.refused],
                  'duplicates': report.duplicates, 'skipped': left_out}))
";

/// Prints what the script thinks of names, and of its own ones, as files and as folders.
const JUDGE: &str = "
names = {*NAMES, *skipped.KINDS, *skipped.TELLING, *skipped.OTHERS}
names |= {name + end for name in names for end in ('1', '000500.png')}
names |= {name.upper() for name in names} | {'a' + name for name in names}
paths = [path for name in names for path in (name, f'a/{name}', f'{name}/a.jpg', f'a/{name}/b/c.jpg')]
paths += ['My.photoslibrary/resources/a.jpg', 'My.photoslibrary/originals/a.jpg', 'CaptureOne/Cache/a.jpg']
print(json.dumps([[path, skipped.find(path)] for path in paths]))
";

/// Prints whether the script takes names for those of a run's files, and for names that only those have.
const OF_RUNS: &str = "
names = {*NAMES, *skipped.TELLING, *skipped.OTHERS}
print(json.dumps([[name, skipped.run_folder(name), skipped.is_run({name, 'log.txt'}.__contains__)] for name in names]))
";

/// Prints the folders that photos count to, for sets of photos that lie like this.
const LABEL: &str = "print(json.dumps([photos.folder_labels(names) for names in SETS]))";

/// Makes the folder, and reads photos of some of its folders.
const READ_SOME: &str = "
import odd_folder

odd_folder.make('.')
_, report = photos.read(['photos'], SIZE, ['forms,archive.ZIP'])
print(json.dumps(report.taken))
";

/// Runs a program beside the script's files, and returns what it printed.
fn beside_the_script(program: &str, folder: &Path) -> Value {
    let cluster = test_support::repository().join("cluster");
    let begin = format!(
        "import json, sys\nfrom pathlib import Path\nsys.path.insert(0, {cluster:?})\nimport photos, skipped\n"
    );
    serde_json::from_str(&python(&(begin + program), folder)).unwrap()
}

#[test]
fn the_script_reads_what_facegan_reads() {
    let folder = TempDir::new().unwrap();
    let theirs = beside_the_script(&READ.replace("SIZE", &SIZE.to_string()), folder.path());

    let source = PhotoSource { data: vec![folder.path().join("photos")], samples: None };
    let storage = || Box::<MemoryStorage>::default();
    let empty = PhotoSet::new(storage(), storage(), SIZE, Crop::Centre);
    let photos = read_photos(&source, Reading::default(), empty, None).unwrap();
    let (report, ours) = (photos.report(), photos.current().borrow());
    let within = |name: &str| PathBuf::from(name).strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
    let refused: Vec<_> = report.refused.iter().map(|refused| within(&refused.name)).collect();
    let duplicates: Vec<_> = report.duplicates.iter().map(|name| within(name)).collect();
    let skipped: Vec<_> =
        report.skipped.iter().map(|one| json!([within(&one.folder), one.kind.to_string(), one.files])).collect();
    assert_eq!(json!(refused), theirs["refused"]);
    assert_eq!(json!(duplicates), theirs["duplicates"]);
    assert_eq!(json!(sorted(skipped)), json!(sorted(theirs["skipped"].as_array().unwrap().clone())));

    let taken = theirs["taken"].as_array().unwrap();
    assert_eq!(ours.len(), taken.len());
    let records = fs::read(folder.path().join("records")).unwrap();
    let mut worst = 0;
    for (index, (name, record)) in taken.iter().zip(records.chunks(SIZE * SIZE * 3)).enumerate() {
        let rgb = ours.read(&[index as u32]).unwrap().rgb;
        let error = rgb.iter().zip(record).map(|(ours, theirs)| ours.abs_diff(*theirs)).max().unwrap();
        println!("{name}: at most {error} of 255");
        worst = worst.max(error);
    }
    assert!(worst <= BOUND, "pixels differ by {worst} of 255");
}

/// In the order of their text: folders and kinds may be sorted otherwise.
fn sorted(mut values: Vec<Value>) -> Vec<Value> {
    values.sort_by_key(Value::to_string);
    values
}

#[test]
fn the_script_takes_the_photos_of_the_folders_that_facegan_does() {
    let folder = TempDir::new().unwrap();
    let theirs = beside_the_script(&READ_SOME.replace("SIZE", &SIZE.to_string()), folder.path());
    let source = PhotoSource { data: vec![folder.path().join("photos")], samples: None };
    let storage = || Box::<MemoryStorage>::default();
    let empty = PhotoSet::new(storage(), storage(), SIZE, Crop::Centre);
    let some = Reading { folders: vec!["forms,archive.ZIP".into()], ..Reading::default() };
    let photos = read_photos(&source, some, empty, None).unwrap();
    let within = |name: String| PathBuf::from(name).strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
    let taken = photos.entries().filter(|photo| photo.centre != Some(false)).map(|photo| within(photo.name));
    let taken: Vec<_> = taken.collect();
    assert!(taken.len() > 1 && taken.len() < photos.len(), "{taken:?}");
    assert_eq!(json!(taken), theirs);
}

#[test]
fn the_script_names_folders_as_facegan_does() {
    let folder = TempDir::new().unwrap();
    let sets: [&[&str]; 7] = [
        &["faces/anna/1.jpg", "faces/anna/2023/2.jpg", "faces/ben/3.jpg"],
        &["/a/x.zip/ann/1.jpg", "/a/x.zip/anna/1.jpg", "/a/x.zip/2.jpg"],
        &["1.jpg", "anna/2.jpg"],
        &["./anna/2023/1.jpg", "anna//2024/1.jpg"],
        &["celeba/img/1.jpg", "celeba/img/2.jpg"],
        &["1.jpg", "2.jpg"],
        &[],
    ];
    let ours = sets.map(|names| {
        let folders: Vec<_> = names.iter().map(|name| Folder::of_photo(name)).collect();
        let labels = Labels::of(folders.iter());
        let label = |folder| FolderCount::at(labels.get(folder)).folder.label().to_owned();
        folders.iter().map(label).collect::<Vec<_>>()
    });
    let theirs = beside_the_script(&LABEL.replace("SETS", &json!(sets).to_string()), folder.path());
    assert_eq!(json!(ours), theirs);
}

#[test]
fn the_script_leaves_out_the_names_that_facegan_does() {
    let folder = TempDir::new().unwrap();
    // Every name that facegan knows stands in quotes there.
    let names = include_str!("../../../core/src/skipped/os_metadata.rs").split('"').skip(1).step_by(2);
    let names: Vec<_> = names.map(|name| name.replace("\\r", "\r")).collect();
    assert!(names.iter().any(|name| name == "@eadir"));
    let theirs = beside_the_script(&JUDGE.replace("NAMES", &json!(names).to_string()), folder.path());
    for judged in theirs.as_array().unwrap() {
        let path = judged[0].as_str().unwrap();
        let ours = skipped::find(path).map(|skipped| (skipped.folder, skipped.kind.to_string()));
        assert_eq!(json!(ours), judged[1], "{path:?}");
    }
}

#[test]
fn the_script_knows_the_files_of_runs_that_facegan_does() {
    let folder = TempDir::new().unwrap();
    let (names, _) = include_str!("../../../core/src/skipped/run_files.rs").split_once("#[cfg(test)]").unwrap();
    let names: Vec<_> = names.split('"').skip(1).step_by(2).collect();
    assert!(names.contains(&"quality.csv"));
    let theirs = beside_the_script(&OF_RUNS.replace("NAMES", &json!(names).to_string()), folder.path());
    for judged in theirs.as_array().unwrap() {
        let name = judged[0].as_str().unwrap();
        let is_run = skipped::is_run(|held| held == name || held == "log.txt");
        assert_eq!(judged, &json!([name, skipped::run_folder(name), is_run]));
    }
}

#[test]
fn a_run_goes_on_with_the_photos_of_a_folder() {
    let moved = Moved::new(config());
    let told = moved.python(
        "import odd_folder\n\
         odd_folder.make('.')\n\
         data = ('photos/forms', 'photos/archive.ZIP', 'photos/refused')\n\
         print(launch(2, 'after.safetensors', '--iterations', '1', '--data', *data))",
    );
    let parts = [
        "photos/refused/empty.jpg: the file is empty\n",
        "photos/archive.ZIP/bzip2.jpg: the zip archive's entry is packed with bzip2, which is not read",
        "photos are prepared in",
        "The photos are not known again",
    ];
    assert!(parts.iter().all(|part| told.contains(part)), "{told}");
    assert_eq!(from_bytes(&moved.read("after.safetensors")).unwrap().history.len(), BEFORE + 1);
}
