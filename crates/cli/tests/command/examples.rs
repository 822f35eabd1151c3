//! The examples of the library, run as they are.

use std::fs;

use facegan_core::config::{Preset, TrainConfig};
use facegan_train::png;
use tempfile::TempDir;

use super::train;

// `main` is left out here.
#[allow(dead_code)]
#[path = "../../../../examples/read_checkpoint.rs"]
mod read_checkpoint;
#[allow(dead_code)]
#[path = "../../../../examples/train_and_sample.rs"]
mod train_and_sample;

#[test]
fn an_example_trains_and_samples() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("samples.png");
    let config = TrainConfig { image_size: 32, max_iterations: Some(2), ngf: 2, ndf: 2, ..Preset::Tiny.config() };
    train_and_sample::train_and_sample(config, &path).unwrap();
    let picture = png::decode(&fs::read(&path).unwrap()).unwrap();
    assert_eq!((picture.width, picture.height), (8 * 34 + 2, 8 * 34 + 2));
}

#[test]
fn an_example_reads_a_checkpoint() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 3);
    let text = read_checkpoint::describe(&folder.path().join("run/checkpoint.safetensors")).unwrap();
    assert!(text.starts_with("3 of 3 iterations over 10 photos\nLoss_D "), "{text}");
    assert!(text.contains("\nimage_size = 32\n") && text.contains("\nnetG.main.0.weight [100, "), "{text}");
    assert!(read_checkpoint::describe(&folder.path().join("run/netG.safetensors")).is_err());
}
