//! One odd folder, as facegan reads it and as the cluster's script does.

use std::fs;
use std::path::PathBuf;

use facegan::cli::{Source, read_photos};
use facegan::data::dataset::Dataset;
use facegan::data::records::MemoryRecords;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::common::python::python;

const SIZE: usize = 32;
/// Steps of a byte between pixels of two decoders.
const BOUND: u8 = 3;

/// Makes the folder, and reads it as the script does.
const PROGRAM: &str = "
import json, sys
from pathlib import Path

import odd_folder

sys.path.insert(0, CLUSTER)
import photos

odd_folder.make('.')
records, report = photos.read(['photos'], SIZE)
Path('records').write_bytes(b''.join(record.tobytes() for record in records))
skipped = [[folder, kind, files] for (folder, kind), files in sorted(report.skipped.items())]
print(json.dumps({'taken': report.taken, 'refused': [name for name, _ in report.refused],
                  'duplicates': report.duplicates, 'skipped': skipped}))
";

#[test]
fn the_script_reads_what_facegan_reads() {
    let folder = TempDir::new().unwrap();
    let cluster = format!("{}/cluster", env!("CARGO_MANIFEST_DIR"));
    let told =
        python(&PROGRAM.replace("CLUSTER", &format!("{cluster:?}")).replace("SIZE", &SIZE.to_string()), folder.path());
    let theirs: Value = serde_json::from_str(&told).unwrap();

    let source = Source { data: vec![folder.path().join("photos")], samples: None };
    let ours = read_photos(&source, Dataset::new(Box::<MemoryRecords>::default(), SIZE)).unwrap();
    let report = ours.report();
    let within = |name: &str| PathBuf::from(name).strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
    let refused: Vec<_> = report.refused.iter().map(|refused| within(&refused.name)).collect();
    let duplicates: Vec<_> = report.duplicates.iter().map(|name| within(name)).collect();
    assert_eq!(json!(refused), theirs["refused"]);
    assert_eq!(json!(duplicates), theirs["duplicates"]);

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
