//! What the command refuses, with which words and exit code.

use std::fs::{self, File};
use std::io::Write;

use facegan_store::checkpoint::to_bytes;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{SETTINGS, run, snapshot, stderr, train};

/// Runs the command and checks that it ends with this code and says this.
pub(super) fn refuse(folder: &TempDir, words: &str, code: i32, message: &str) {
    let output = run(folder.path(), words);
    let errors = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{words}\n{errors}");
    assert!(errors.contains(message), "{words}\n{errors}\nwithout: {message}");
}

#[test]
fn arguments_that_are_wrong() {
    let folder = TempDir::new().unwrap();
    let begin = format!("train --samples 10 --out {{}}/run {SETTINGS}");
    for (words, message) in [
        ("--lr 5", "must be from 0 to 1"),
        ("--lr inf", "must be from 0 to 1"),
        ("--lr NaN", "must be a number, not “NaN”"),
        ("--lr=", "must be a number, not “”"),
        ("--lr 1e-400", "must be 0 or large enough to be told from it, not “1e-400”"),
        ("--lr -1e-4", "must be from 0 to 1"),
        ("--lr -inf", "must be from 0 to 1"),
        ("--lr --flip=1", "must be a number, not “--flip=1”"),
        ("--beta1 1", "must be at least 0 and less than 1"),
        ("--batch-size 0", "must be from 1 to 4096"),
        ("--nz -1", "must be from 1 to 4096"),
        ("--ngf 1e3", "must be a whole number in digits alone, not “1e3”"),
        ("--backend quantum", "[possible values: vulkan, metal, cuda, cpu]"),
        ("--backend cpu --kernels own", "the cpu backend has no own kernels"),
        ("--data {}", "cannot be used with"),
        ("--colour red", "unexpected argument '--colour'"),
    ] {
        refuse(&folder, &format!("{begin} {words}"), 2, message);
    }
    let anew = begin.replace("--seed 1", "--seed");
    refuse(&folder, &format!("{anew} -1"), 2, "must be from 0 to 4294967295");
    refuse(&folder, &format!("{anew} 1e3"), 2, "must be a whole number in digits alone, not “1e3”");
    refuse(&folder, "train --samples -1 --out {}/run", 2, "must be from 1 to 200000");
    refuse(&folder, "sample --weights w --out o.png --seed -1", 2, "must be from 0 to 4294967295");
    assert!(!folder.path().join("run").exists());
}

#[test]
fn photos_that_cannot_be_used() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let end = format!("--out {{}}/run {SETTINGS} --backend cpu");
    for (words, message) in [
        ("--data {}/empty", "no photo was found"),
        ("--data {}/absent", "absent could not be read"),
        ("--samples 3", "batch_size is larger than the set of 3 images: use 3 or less, or add photos"),
    ] {
        refuse(&folder, &format!("train {words} {end}"), 3, message);
    }
}

#[cfg(not(feature = "cuda"))]
#[test]
fn a_backend_that_was_not_built() {
    let folder = TempDir::new().unwrap();
    let words = "train --samples 10 --out {}/run --backend cuda";
    refuse(&folder, words, 4, "this facegan was built without the cuda backend");
    refuse(&folder, words, 4, "cargo build --release --bin facegan --features cuda");
}

#[test]
fn runs_that_cannot_go_on() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 1);
    fs::write(folder.path().join("foreign"), "this is a text and nothing else").unwrap();
    let resume = "train --backend cpu --out {}/run --resume {}/run/checkpoint.safetensors --samples";
    for (words, code, message) in [
        (
            format!("train --samples 10 --out {{}}/run {SETTINGS} --backend cpu"),
            2,
            "there is a run in this folder already",
        ),
        (format!("{resume} 10 --batch-size 5"), 2, "a run cannot change its batch_size on the way"),
        (format!("{resume} 7"), 3, "3 of the run's 10 photos are not among those that are loaded"),
        (resume.replace("run/checkpoint", "run/netG") + " 10", 3, "holds weights, not a whole run"),
        (resume.replace("run/checkpoint.safetensors", "foreign") + " 10", 3, "it is not a .safetensors file but text"),
        (resume.replace("run/checkpoint.safetensors", "absent") + " 10", 3, "absent could not be read"),
    ] {
        refuse(&folder, &words, code, message);
    }
}

#[test]
fn files_that_hold_something_else() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 1);
    let sample = "sample --backend cpu --out {}/faces.png --weights {}/run/";
    for (words, message) in [
        (format!("{sample}netD.safetensors"), "holds no netG"),
        (format!("{sample}checkpoint.safetensors --average"), "holds no moving average of netG"),
        (format!("{sample}losses.csv"), "it is not a .safetensors file"),
        ("export --checkpoint {}/run/netG.safetensors --out {}/all".into(), "holds weights, not a whole run"),
        ("inspect {}/run/netG.onnx".into(), "it is not a .safetensors file but an ONNX model"),
        ("inspect {}/run/real.png".into(), "it is not a .safetensors file but a picture or video (image/png)"),
    ] {
        refuse(&folder, &words, 3, message);
    }
    assert!(!folder.path().join("faces.png").exists());
}

#[test]
fn archives_of_runs() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 1);
    let mut zip = ZipWriter::new(File::create(folder.path().join("run.zip")).unwrap());
    for name in ["netG.safetensors", "losses.csv", "checkpoint.safetensors"] {
        zip.start_file(format!("run/{name}"), SimpleFileOptions::default()).unwrap();
        zip.write_all(&fs::read(folder.path().join("run").join(name)).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    for words in [
        "inspect {}/run.zip",
        "sample --backend cpu --weights {}/run.zip --out {}/faces.png",
        "train --backend cpu --samples 10 --out {}/on --resume {}/run.zip",
    ] {
        refuse(&folder, words, 3, "it is not a .safetensors file but a .zip archive.");
        let advice = "Unpack it and choose what is in it: run/netG.safetensors, run/checkpoint.safetensors.";
        refuse(&folder, words, 3, advice);
    }
}

#[test]
fn a_run_whose_numbers_are_none() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 1);
    let mut saved = snapshot(&folder.path().join("run/checkpoint.safetensors"));
    // Of netD's last layer, behind which no activation could hide it.
    let last = saved.net_d.state.last_mut().unwrap();
    last.values[0] = f32::NAN;
    let spoilt = format!("1 of the {} numbers in “netD.{}” are NaN or infinite", last.values.len(), last.key);
    fs::write(folder.path().join("spoilt"), to_bytes(&saved).unwrap()).unwrap();
    let resume = "train --samples 10 --backend cpu --out {}/on --resume {}/spoilt";
    refuse(&folder, resume, 3, &spoilt);
    refuse(&folder, resume, 3, "It was saved after training had diverged");

    // In Adam's memory, from which the next iteration takes it over.
    saved.net_d.state.last_mut().unwrap().values[0] = 0.5;
    saved.net_d.adam.exp_avg.last_mut().unwrap().values[0] = f32::NAN;
    fs::write(folder.path().join("poisoned"), to_bytes(&saved).unwrap()).unwrap();
    let words = "train --samples 10 --backend cpu --out {}/on --resume {}/poisoned --max-iterations 9 --lr 0.5";
    refuse(&folder, words, 1, "training stopped: a loss or a weight of iteration 1 is not a finite number");
    refuse(&folder, words, 1, "with a lower learning rate: --lr 0.25");
    assert!(!folder.path().join("on/checkpoint.safetensors").exists(), "no state is kept that nothing can go on from");
}
