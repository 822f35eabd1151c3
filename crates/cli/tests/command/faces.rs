//! Which part of the photos is trained on, and `facegan faces`. Photos of one grey hold no face, and the built-in faces
//! are faces as they are.

use std::fs;
use std::path::Path;

use facegan_core::config::Crop;
use facegan_core::images::Picture;
use facegan_train::png;
use tempfile::TempDir;

use super::{SETTINGS, names, run, snapshot, stderr, succeed, timeless};

/// Puts so many photos without a face into `photos`.
fn greys(folder: &Path, count: u8) {
    fs::create_dir(folder.join("photos")).unwrap();
    for grey in 0..count {
        let side = 40 + usize::from(grey);
        let photo = Picture { width: side, height: 40, rgb: vec![grey; side * 40 * 3] };
        fs::write(folder.join(format!("photos/{grey:03}.png")), png::encode(&photo).unwrap()).unwrap();
    }
}

fn train(data: &str, out: &str, iterations: usize) -> String {
    format!("train {data} --out {{}}/{out} {SETTINGS} --backend cpu --batch-size 4 --max-iterations {iterations}")
}

#[test]
fn photos_without_faces_are_trained_on_by_their_centre_which_is_said_and_stored() {
    let folder = TempDir::new().unwrap();
    greys(folder.path(), 6);
    let output = run(folder.path(), &(train("--data {}/photos", "run", 1) + " --crop auto"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = fs::read_to_string(folder.path().join("run/report.txt")).unwrap();
    let expected = "6 photos, resized to 32 × 32 pixels.\n\
                    Photos without a face to train on: 6\n\
                    The centres of the photos are cut out, since hardly any photo holds a face. For the faces: --crop \
                    faces.\n";
    assert_eq!(report, expected);
    assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    let table = fs::read_to_string(folder.path().join("run/faces.csv")).unwrap();
    assert!(table.starts_with("file,photo_width,photo_height,left,top,") && table.lines().count() == 1, "{table}");
    assert_eq!(snapshot(&folder.path().join("run/checkpoint.safetensors")).config.crop, Crop::Centre);
}

#[test]
fn a_run_on_faces_goes_on_with_them() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    let faces = "--samples 10 --crop faces";
    succeed(folder.path(), &train(faces, "whole", 20));
    succeed(folder.path(), &train(faces, "halves", 10));
    assert_eq!(snapshot(&at("halves/checkpoint.safetensors")).config.crop, Crop::Faces);
    let on = "--samples 10 --out {}/halves --resume {}/halves/checkpoint.safetensors --backend cpu --max-iterations 20";
    succeed(folder.path(), &format!("train {on}"));
    let whole = timeless(&at("whole/checkpoint.safetensors"));
    assert!(timeless(&at("halves/checkpoint.safetensors")) == whole, "the two halves are not the whole");
    let refused = run(folder.path(), &format!("train {on} --crop centre"));
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("a run cannot change its crop"), "{}", stderr(&refused));
    assert!(!at("whole/faces.csv").exists(), "nobody looked for the built-in faces");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = TempDir::new().unwrap();
    greys(folder.path(), 40);
    for threads in [1, 3] {
        let out = format!("run{threads}");
        succeed(folder.path(), &(train("--data {}/photos", &out, 1) + &format!(" --threads {threads}")));
    }
    let of = |out: &str| timeless(&folder.path().join(out).join("checkpoint.safetensors"));
    assert_eq!(of("run1"), of("run3"));
}

#[test]
fn faces_are_written_into_an_empty_folder_alone() {
    let folder = TempDir::new().unwrap();
    greys(folder.path(), 2);
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/000-1.png"), "mine").unwrap();
    let refused = run(folder.path(), "faces --data {}/photos --out {}/mine");
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("mine is not empty"), "{}", stderr(&refused));
    assert_eq!(names(&folder.path().join("mine")), ["000-1.png"]);
}

#[test]
fn where_no_face_is_found_the_report_and_the_exit_code_say_so() {
    let folder = TempDir::new().unwrap();
    greys(folder.path(), 2);
    for words in ["faces --data {}/photos --out {}/out".into(), train("--data {}/photos", "run", 1) + " --crop faces"] {
        let output = run(folder.path(), &words);
        assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
        for part in ["0 faces from 2 photos", "For the centres of the photos: --crop centre", "no face to train on"] {
            assert!(stderr(&output).contains(part), "{part:?} is not in\n{}", stderr(&output));
        }
    }
    assert_eq!(names(&folder.path().join("out")), [".facegan", "faces.csv", "report.txt"]);
}
