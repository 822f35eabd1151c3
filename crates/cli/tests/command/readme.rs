//! The commands that the README names, one after the other in one folder.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use super::{photos, stderr};

const README: &str = include_str!("../../../../README.md");

/// What is added to train and to draw on any machine within seconds.
const ON_CPU: &str = "--backend cpu";
const NEW_RUN: &str = "--preset tiny --image-size 32 --ngf 2 --ndf 2 --max-iterations 2";
const LONGER: &str = "--max-iterations 3";

#[test]
fn every_command_of_the_readme_does_what_it_says() {
    let folder = TempDir::new().unwrap();
    photos(&folder.path().join("photos"));
    fs::copy(folder.path().join("photos/0.png"), folder.path().join("face.jpg")).unwrap();
    let lines = README.lines().filter_map(|line| line.strip_prefix("cargo facegan "));
    let mut actions = Vec::new();
    for line in lines {
        let line = line.split(" #").next().unwrap_or_default().trim();
        let mut words = line.to_owned();
        let action = line.split(' ').next().unwrap_or_default();
        if action == "train" {
            words += &format!(" {}", if line.contains("--resume") { LONGER } else { NEW_RUN });
        }
        if ["train", "evaluate", "sample", "animate", "invert"].contains(&action) {
            words += &format!(" {ON_CPU}");
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_facegan"));
        let output = command.args(words.split_whitespace()).current_dir(folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{words}\n{}", stderr(&output));
        actions.push(action);
        let run = folder.path().join("run1/checkpoint.safetensors");
        // As if it had been downloaded.
        fs::copy(run, folder.path().join("checkpoint.safetensors")).unwrap();
    }
    let expected =
        ["train", "train", "faces", "evaluate", "sample", "invert", "animate", "export", "inspect", "measure"];
    assert_eq!(actions, expected);
    let files = [
        "run2/netG.onnx",
        "crops/faces.csv",
        "faces.png",
        "walk.gif",
        "found.png",
        "latent.safetensors",
        "files/losses.csv",
        "files/faces.html",
    ];
    for made in files {
        assert!(folder.path().join(made).is_file(), "{made}");
    }
}
