//! Images from files as torchvision's `Resize`, `CenterCrop`, `ToTensor` and `Normalize` make them.

use std::fs;
use std::path::{Path, PathBuf};

use facegan_core::images::Images;
use facegan_data::batch::normalize;
use facegan_data::decode::decode;
use facegan_data::resize::square;
use image::RgbImage;
use safetensors::{Dtype, SafeTensors};
use test_support::fixtures;

const SIZES: [usize; 3] = [32, 64, 128];

fn folder() -> PathBuf {
    fixtures().join("torchvision")
}

/// The names of the images in the folder.
fn images() -> Vec<String> {
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.ends_with(".png") || name.ends_with(".jpg")).collect();
    names.sort();
    names
}

fn open(path: &Path) -> RgbImage {
    decode(&fs::read(path).unwrap()).unwrap()
}

/// The largest of these differences; what is no number is larger than any.
fn worst(differences: impl Iterator<Item = f32>) -> f32 {
    differences.map(f32::abs).max_by(f32::total_cmp).expect("something is compared")
}

/// How far a photo's values are from torchvision's at this size, in steps of a byte.
fn distance(photo: &RgbImage, expected: &SafeTensors, name: &str, size: usize) -> f32 {
    let expected = expected.tensor(&format!("{name}.{size}")).unwrap();
    assert_eq!((expected.dtype(), expected.shape()), (Dtype::U8, &[3, size, size][..]));
    let expected = expected.data();
    let found = normalize(&Images { size, rgb: square(photo, size).unwrap() });
    assert_eq!(found.len(), expected.len());
    // From -1..1 to 0..1, where a 255th is one step of a byte.
    let difference = |(&found, &byte): (&f32, &u8)| (found - (f32::from(byte) / 255.0 - 0.5) / 0.5) / 2.0 * 255.0;
    let differences = found.iter().zip(expected).map(difference);
    let differing = differences.clone().filter(|steps| steps.is_nan() || steps.abs() > 1e-3).count();
    let (worst, share) = (worst(differences), 100.0 * differing as f64 / found.len() as f64);
    println!("{name} at {size}: at most {worst:.2} of 255, {share:.2} % of the values differ");
    worst
}

#[test]
fn every_value_is_within_a_255th_of_torchvisions() {
    let bytes = fs::read(folder().join("expected.safetensors")).unwrap();
    let expected = SafeTensors::deserialize(&bytes).unwrap();
    let mut compared = 0;
    for name in images() {
        let photo = open(&folder().join(&name));
        for size in SIZES {
            let worst = distance(&photo, &expected, &name, size);
            assert!(worst <= 1.0 + 1e-3, "{name} at {size}: {worst} of 255");
            compared += 1;
        }
    }
    assert_eq!(compared, expected.names().len(), "every expectation was compared");
}

#[test]
fn pixels_of_a_jpeg_are_those_that_pillow_decodes() {
    for name in ["444", "420"] {
        let found = open(&folder().join(format!("{name}.jpg")));
        assert!(found == open(&folder().join(format!("decoded/{name}.png"))), "{name}.jpg");
    }
}
