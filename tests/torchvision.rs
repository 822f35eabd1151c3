//! Photos come out as torchvision's `Resize`, `CenterCrop`, `ToTensor` and `Normalize` make them.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

use facegan::data::batch::normalize;
use facegan::data::decode::decode;
use facegan::data::resize::square;
use facegan::protocol::Images;
use facegan::store::tensor_file::TensorFile;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/torchvision")
}

/// The images in the folder.
fn images() -> Vec<PathBuf> {
    let is_image = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "png" || extension == "jpg");
    let mut images: Vec<_> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(is_image).collect();
    images.sort();
    images
}

/// Most steps of a byte that a value may be off.
///
/// JPEG leaves to the decoder how it rounds and, where chroma is stored at half the resolution, how it fills the pixels
/// in between: ours rounds that up where libjpeg rounds every second pixel down, which blue shows 1.77 times.
fn bound(name: &str) -> f32 {
    if name.ends_with(".jpg") { 3.0 } else { 1.0 }
}

#[test]
fn every_value_is_within_a_255th_of_torchvisions() {
    let bytes = fs::read(folder().join("expected.safetensors")).unwrap();
    let file = TensorFile::read(&bytes).unwrap();
    let mut compared = 0;
    for path in images() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let photo = decode(&fs::read(&path).unwrap()).unwrap();
        for size in [32, 64, 128] {
            let expected = file.u8_rows(&format!("{name}.{size}"), &[size, size]).unwrap();
            let found = normalize(&Images { size, rgb: square(&photo, size).unwrap() });
            assert_eq!(found.len(), expected.len());
            // From -1..1 to 0..1, where a 255th is one step of a byte.
            let difference = |(&found, &byte): (&f32, &u8)| (found - (f32::from(byte) / 255.0 - 0.5) / 0.5).abs() / 2.0;
            let differences: Vec<_> = found.iter().zip(expected).map(difference).collect();
            let worst = differences.iter().copied().fold(0.0, f32::max) * 255.0;
            let differing = differences.iter().filter(|difference| **difference > 1e-6).count() as f64;
            let share = 100.0 * differing / differences.len() as f64;
            let bound = bound(&name);
            println!("{name} at {size}: at most {worst:.2} of 255, {share:.2} % of the values differ");
            assert!(worst <= bound + 1e-3, "{name} at {size}: {worst} of 255");
            compared += 1;
        }
    }
    assert_eq!(compared, file.keys().len(), "every expectation was compared");
}
