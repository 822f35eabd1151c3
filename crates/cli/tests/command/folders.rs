//! Photos in a folder a person, and runs that are restricted to some of them.

use std::fs;
use std::path::Path;

use facegan_core::images::Picture;
use facegan_train::png;
use tempfile::TempDir;

use super::{SETTINGS, run, snapshot, stderr, succeed, timeless};

/// Puts photos of one grey each into `faces`: four of Anna, three of Ben, and one beside the folders.
fn people(folder: &Path) {
    let names = ["anna/1", "anna/2", "anna/2023/3", "anna/2023/4", "ben/1", "ben/2", "ben/3", "beside"];
    for (grey, name) in (0..).zip(names) {
        let path = folder.join(format!("faces/{name}.png"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let photo = Picture { width: 32, height: 32, rgb: vec![20 * grey; 32 * 32 * 3] };
        fs::write(path, png::encode(&photo).unwrap()).unwrap();
    }
}

fn train(data: &str, out: &str, iterations: usize) -> String {
    format!(
        "train --data {data} --out {{}}/{out} {SETTINGS} --backend cpu --batch-size 2 --max-iterations {iterations}"
    )
}

#[test]
fn a_run_restricted_to_a_folder_is_one_over_that_folder_alone() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    people(folder.path());
    let on = |data: &str, out: &str| {
        let from = format!("--resume {{}}/{out}/checkpoint.safetensors");
        format!("train --data {data} --out {{}}/{out} {from} --backend cpu --max-iterations 6")
    };
    for (data, out) in [("{}/faces/anna", "alone"), ("{}/faces --folders anna", "restricted")] {
        succeed(folder.path(), &train(data, out, 4));
        succeed(folder.path(), &on(data, out));
    }
    let of = |out: &str| timeless(&at(out).join("checkpoint.safetensors"));
    assert_eq!(of("restricted").history.len(), 6);
    assert!(of("restricted") == of("alone"), "the runs differ");
    let report = fs::read_to_string(at("restricted/report.txt")).unwrap();
    let expected = "4 photos, resized to 32 × 32 pixels.\nFolders: 3\n  anna: 4\n  ben: 3, left out\n  \
                    (no folder): 1, left out\n";
    assert_eq!(report, expected);
}

#[test]
fn several_folders_can_be_named_and_the_report_lists_all() {
    let folder = TempDir::new().unwrap();
    people(folder.path());
    let output = run(folder.path(), &train("{}/faces --folders anna,ben", "run", 1));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for part in ["7 photos, resized", "Folders: 3\n  anna: 4\n  ben: 3\n  (no folder): 1, left out\n"] {
        assert!(stderr(&output).contains(part), "{part:?} is not in\n{}", stderr(&output));
    }
    assert_eq!(snapshot(&folder.path().join("run/checkpoint.safetensors")).order.len(), 7);
}

#[test]
fn a_folder_that_is_not_there_is_an_error_with_those_that_are() {
    let folder = TempDir::new().unwrap();
    people(folder.path());
    let faces = "faces --data {}/faces --out {}/crops --folders anna,carl".to_owned();
    for words in [train("{}/faces --folders carl", "run", 1), faces] {
        let output = run(folder.path(), &words);
        assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
        let told = stderr(&output);
        let (_, there) = told.split_once("no folder of these photos is called “carl”; there are: ").unwrap();
        assert!(["anna", "ben", "(no folder)"].iter().all(|name| there.contains(name)), "{there}");
    }
}
