//! What the command writes over and what it does not.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use image::ImageFormat;
use tempfile::TempDir;

use super::refused::refuse;
use super::{SETTINGS, command, names, snapshot, stderr, succeed, timeless, train};

/// Trains on the first 10 built-in faces.
fn training(out: &str) -> String {
    format!("train --samples 10 --out {{}}/{out} {SETTINGS} --backend cpu --max-iterations 4")
}

/// Every file below a folder, by its name relative to it.
fn files(folder: &Path) -> Vec<String> {
    let within = |name: String| match folder.join(&name) {
        path if path.is_dir() => files(&path).into_iter().map(|below| format!("{name}/{below}")).collect(),
        _ => vec![name],
    };
    names(folder).into_iter().flat_map(within).collect()
}

/// Copies these files of a folder into a new one.
fn copy(from: &Path, to: &Path, files: &[String]) {
    for name in files {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(from.join(name), path).unwrap();
    }
}

#[test]
fn no_file_of_a_person_is_written_over() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    succeed(folder.path(), &format!("{} --ema-decay 0.9", training("run")));
    let of_a_run = files(&at("run"));
    assert!(of_a_run.contains(&"netG_ema.safetensors".to_owned()) && of_a_run.contains(&"grids/000000.png".to_owned()));
    succeed(folder.path(), "export --checkpoint {}/run/checkpoint.safetensors --out {}/cluster --what cluster");
    let of_a_cluster = files(&at("cluster"));
    let export = "export --checkpoint {}/run/checkpoint.safetensors --out {}/theirs";
    let exported = |name: &str| ["netG", "netD", "losses", "grids"].iter().any(|what| name.starts_with(what));
    let cases = (of_a_run.iter().map(|name| (name, training("theirs"))))
        .chain(of_a_run.iter().filter(|name| exported(name)).map(|name| (name, export.to_owned())))
        .chain(of_a_cluster.iter().map(|name| (name, format!("{export} --what cluster"))));
    for (name, words) in cases {
        let path = at("theirs").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "theirs").unwrap();
        refuse(&folder, &words, 2, &format!("{} is there already, and was not written by facegan", path.display()));
        assert_eq!(fs::read(&path).unwrap(), b"theirs", "{words}");
        assert_eq!(files(&at("theirs")), [name.as_str()], "{words}");
        fs::remove_dir_all(at("theirs")).unwrap();
    }
    fs::write(at("theirs"), "a file").unwrap();
    refuse(&folder, &training("theirs"), 2, "theirs is a file, not a folder");
}

#[test]
fn files_of_a_person_that_are_in_nobodys_way_stay_beside_a_runs() {
    let folder = TempDir::new().unwrap();
    let theirs = ["grids/holiday.png", "notes.txt", "real.png.part", "sample.png"].map(str::to_owned);
    for name in &theirs {
        let path = folder.path().join("out").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "theirs").unwrap();
    }
    refuse(&folder, &format!("{} --lr 9", training("out")), 2, "must be from 0 to 1");
    refuse(&folder, &training("out").replace("--samples 10", "--data {}/absent"), 3, "absent could not be read");
    assert_eq!(files(&folder.path().join("out")), theirs, "what failed before it wrote anything leaves nothing");
    refuse(&folder, &training("new").replace("--samples 10", "--data {}/absent"), 3, "absent could not be read");
    assert!(!folder.path().join("new").exists());
    succeed(folder.path(), &training("out"));
    for name in &theirs {
        assert_eq!(fs::read(folder.path().join("out").join(name)).unwrap(), b"theirs", "{name}");
    }
}

#[test]
fn what_facegan_wrote_is_written_again() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    succeed(folder.path(), &training("run"));
    for words in [
        "export --checkpoint {}/run/checkpoint.safetensors --out {}/files",
        "export --checkpoint {}/run/checkpoint.safetensors --out {}/run --what netG,losses,grids,cluster",
    ] {
        succeed(folder.path(), words);
        succeed(folder.path(), words);
    }
    // A run that was killed before it was saved begins again.
    fs::remove_file(at("run/checkpoint.safetensors")).unwrap();
    succeed(folder.path(), &training("run"));
    // A copy of what can be seen in its folder is still a run.
    let seen: Vec<_> = files(&at("run")).into_iter().filter(|name| !name.starts_with('.')).collect();
    copy(&at("run"), &at("copy"), &seen);
    let resume = "--resume {}/copy/checkpoint.safetensors --max-iterations 6 --backend cpu";
    succeed(folder.path(), &format!("train --samples 10 --out {{}}/copy {resume}"));
    assert_eq!(snapshot(&at("copy/checkpoint.safetensors")).history.len(), 6);
}

#[test]
fn a_cluster_that_went_on_is_not_set_back() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 1);
    train(folder.path(), "further", 3);
    let export = "export --checkpoint {}/run/checkpoint.safetensors --out {}/cluster --what cluster";
    succeed(folder.path(), export);
    let [cluster, further] = ["cluster", "further"].map(|name| folder.path().join(name).join("checkpoint.safetensors"));
    fs::copy(&further, &cluster).unwrap();
    refuse(&folder, export, 2, "there is a run in this folder already");
    assert_eq!(fs::read(cluster).unwrap(), fs::read(further).unwrap());
}

#[test]
fn of_two_runs_in_one_folder_one_is_refused() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "alone", 20);
    for attempt in 0..3 {
        let out = format!("race{attempt}");
        let words = training(&out).replace("--max-iterations 4", "--max-iterations 20");
        let both = [(); 2].map(|()| command(folder.path(), &words).stderr(Stdio::piped()).spawn().unwrap());
        let both = both.map(|child| child.wait_with_output().unwrap());
        let mut codes = both.each_ref().map(|output| output.status.code());
        codes.sort();
        let said = both.each_ref().map(stderr);
        assert_eq!(codes, [Some(0), Some(2)], "{said:?}");
        assert!(said.iter().any(|said| said.contains("another facegan command is writing into")), "{said:?}");
        let [run, alone] = [&out, "alone"].map(|name| folder.path().join(name).join("checkpoint.safetensors"));
        assert_eq!(timeless(&run), timeless(&alone));
        assert_eq!(files(&folder.path().join(&out)), files(&folder.path().join("alone")));
    }
}

#[test]
fn a_folder_in_use_is_refused_until_its_command_has_ended_however_it_did() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 2);
    let resume =
        "train --samples 10 --out {}/run --resume {}/run/checkpoint.safetensors --backend cpu --max-iterations";
    let mut child = command(folder.path(), &format!("{resume} 100000 --num-epochs 100000"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The list is there from before; the log is begun anew once the folder is the command's.
    let log = folder.path().join("run/log.txt");
    let before = fs::metadata(&log).unwrap().modified().unwrap();
    while fs::metadata(&log).unwrap().modified().unwrap() == before {
        sleep(Duration::from_millis(5));
    }
    let export = "export --checkpoint {}/run/checkpoint.safetensors --out {}/run";
    for words in [&format!("{resume} 3"), &training("run"), export] {
        refuse(&folder, words, 2, "another facegan command is writing into");
    }
    // So that nothing can tidy up.
    child.kill().unwrap();
    child.wait().unwrap();
    let stale = [".checkpoint.safetensors.a1B2c3.part", "grids/.000000.png.Zz9Zz9.part"];
    for name in stale {
        fs::write(folder.path().join("run").join(name), "half").unwrap();
    }
    let done = snapshot(&folder.path().join("run/checkpoint.safetensors")).history.len();
    succeed(folder.path(), &format!("{resume} {}", done + 1));
    let left = files(&folder.path().join("run"));
    assert!(left.iter().all(|name| !name.contains(".part")), "{left:?}");
}

#[test]
fn a_picture_is_what_its_name_says_and_lies_over_none_of_a_persons() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    train(folder.path(), "run", 1);
    let sample = "sample --weights {}/run/netG.safetensors --count 9 --backend cpu --out {}";
    for (name, format) in [
        ("faces.png", ImageFormat::Png),
        ("faces.jpg", ImageFormat::Jpeg),
        ("faces.JPEG", ImageFormat::Jpeg),
        ("new/faces.webp", ImageFormat::WebP),
        ("faces", ImageFormat::Png),
    ] {
        succeed(folder.path(), &format!("{sample}/{name} --seed 1"));
        let first = fs::read(at(name)).unwrap();
        succeed(folder.path(), &format!("{sample}/{name} --seed 2"));
        let second = fs::read(at(name)).unwrap();
        assert!(first != second, "{name} was not drawn again");
        assert_eq!(image::guess_format(&second).unwrap(), format, "{name}");
        assert_eq!(image::load_from_memory(&second).unwrap().into_rgb8().dimensions(), (8 * 34 + 2, 2 * 34 + 2));
    }
    fs::write(at(".faces.png.a1B2c3.part"), "what a command that was killed left").unwrap();
    succeed(folder.path(), &format!("{sample}/faces.png"));
    assert!(!at(".faces.png.a1B2c3.part").exists());
    image::RgbImage::new(9, 9).save(at("photo.jpg")).unwrap();
    let photo = fs::read(at("photo.jpg")).unwrap();
    let before = files(folder.path());
    for (out, message) in [
        ("photo.jpg", "photo.jpg is there already, and was not drawn by facegan"),
        ("run", "run is a folder"),
        ("new.gif", "Choose an --out that ends with .png, .jpg, .jpeg or .webp."),
        ("new.avif", "Choose an --out that ends with .png, .jpg, .jpeg or .webp."),
    ] {
        refuse(&folder, &format!("{sample}/{out}"), 2, message);
    }
    assert_eq!((fs::read(at("photo.jpg")).unwrap(), files(folder.path())), (photo, before));
}

#[test]
fn without_a_learning_rate_no_weight_moves() {
    let folder = TempDir::new().unwrap();
    let trained = |lr: &str, iterations: usize| {
        let out = format!("{lr}-{iterations}");
        let words = training(&out).replace("iterations 4", &format!("iterations {iterations}"));
        succeed(folder.path(), &format!("{words} --lr {lr}"));
        let state = snapshot(&folder.path().join(out).join("checkpoint.safetensors")).net_d.state;
        let weights = state.into_iter().filter(|tensor| !tensor.key.contains("running"));
        weights.map(|tensor| tensor.values).collect::<Vec<_>>()
    };
    let still = trained("0", 4);
    assert_eq!(still, trained("0", 1));
    assert_ne!(still, trained("0.001", 1));
}
