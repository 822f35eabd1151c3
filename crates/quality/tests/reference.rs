//! The numbers against an implementation in NumPy, written from the papers (tests/python/quality.py).

use std::fs;
use std::path::Path;

use facegan_core::images::Images;
use facegan_quality::{Distances, Draws, Features, Neighbourhoods, Sampling, SlicedWasserstein};
use tempfile::TempDir;
use test_support::python::python;

const SIZE: usize = 64;
const COUNT: usize = 24;

fn faces(seed: u32) -> Images {
    let rgb = (0..COUNT as u32).flat_map(|index| facegan_sample_faces::draw(seed, index, SIZE)).collect();
    Images { size: SIZE, rgb }
}

fn pale(images: &Images) -> Images {
    Images { size: SIZE, rgb: images.rgb.iter().map(|byte| 90 + byte / 3).collect() }
}

fn write(folder: &Path, name: &str, bytes: impl IntoIterator<Item = u8>) {
    fs::write(folder.join(name), bytes.into_iter().collect::<Vec<u8>>()).unwrap();
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|word| word.parse().unwrap()).collect()
}

/// Writes what both sides compare, and returns our distances.
fn measured(folder: &Path) -> Distances {
    let (photos, images) = (faces(1), pale(&faces(2)));
    let draws = Draws::new(Sampling::published(5), SIZE, COUNT, &[0, 1]).unwrap();
    write(folder, "photos", photos.rgb.iter().copied());
    write(folder, "images", images.rgb.iter().copied());
    for (index, level) in draws.levels.iter().enumerate() {
        for (set, corners) in level.corners.iter().enumerate() {
            let bytes = corners.iter().flatten().flat_map(|at| at.to_le_bytes());
            write(folder, &format!("corners{index}{set}"), bytes);
        }
        let bytes = level.directions.iter().flatten().flat_map(|value| value.to_le_bytes());
        write(folder, &format!("directions{index}"), bytes);
    }
    let mut work = SlicedWasserstein::with_draws(photos, vec![images], draws, 5).unwrap();
    while work.advance() {}
    work.finish().unwrap().remove(0)
}

/// Runs a program that finds both sets in `photos` and `images`, as `[n, 3, h, w]`.
fn with_images(folder: &Path, program: &str) -> Vec<f64> {
    let read = format!(
        "import numpy, quality\n\
         def images(name):\n    \
             return numpy.fromfile(name, 'u1').reshape({COUNT}, {SIZE}, {SIZE}, 3).transpose(0, 3, 1, 2)\n\
         photos, images = images('photos'), images('images')\n"
    );
    numbers(&python(&(read + program), folder))
}

#[test]
fn distances_are_those_of_numpy_with_the_same_patches_and_directions() {
    let folder = TempDir::new().unwrap();
    let ours = measured(folder.path());
    let program = "def draws(level, side):\n    \
                       corners = [numpy.fromfile(f'corners{level}{set}', '<u2').reshape(-1, 128, 2) for set in (0, 1)]\n    \
                       return *corners, numpy.fromfile(f'directions{level}', '<f4').reshape(512, 147)\n\
                   print(*quality.swd(photos, images, draws))";
    let theirs = with_images(folder.path(), program);
    assert_eq!(theirs.len(), 3);
    for ((side, level), theirs) in ours.levels.iter().zip(&theirs) {
        println!("at {side} pixels: {} and {theirs}", level.value);
        assert!((level.value / theirs - 1.0).abs() < 1e-5, "at {side} pixels: {} and {theirs}", level.value);
    }
    let mean = theirs.iter().sum::<f64>() / 3.0;
    assert!((ours.mean.value / mean - 1.0).abs() < 1e-5);
    // A distance that says nothing would agree with another.
    assert!(ours.levels.iter().all(|(_, level)| level.value > 10.0));
}

#[test]
fn distances_with_other_patches_and_directions_lie_within_the_interval() {
    let folder = TempDir::new().unwrap();
    let ours = measured(folder.path());
    for seed in 0..3 {
        let program = format!("print(*quality.swd(photos, images, quality.own_draws({seed}, {COUNT})))");
        for ((side, level), theirs) in ours.levels.iter().zip(with_images(folder.path(), &program)) {
            let [low, high] = level.interval();
            println!("at {side} pixels: {low} to {high}, {theirs}");
            assert!(low < theirs && theirs < high, "at {side} pixels: {low} to {high}, {theirs}");
            assert!(high < 2.0 * level.value, "at {side} pixels: {low} to {high} says nothing");
        }
    }
}

#[test]
fn precision_recall_density_and_coverage_are_those_of_numpy() {
    const LENGTH: usize = 5;
    // Whole numbers, whose distances are exact on both sides, and often equal.
    let features = |count: usize, factor: usize, range: usize| {
        let value = |at: usize| (at * at * factor % 8191 % range) as f32;
        Features { length: LENGTH, values: (0..count * LENGTH).map(value).collect() }
    };
    let (photos, images) = (features(150, 7, 23), features(110, 31, 17));
    let folder = TempDir::new().unwrap();
    write(folder.path(), "photos", photos.values.iter().flat_map(|value| value.to_le_bytes()));
    write(folder.path(), "images", images.values.iter().flat_map(|value| value.to_le_bytes()));
    let program = format!(
        "import numpy, quality\n\
         print(*quality.prdc(*(numpy.fromfile(name, '<f4').reshape(-1, {LENGTH}) for name in ('photos', 'images'))))"
    );
    let theirs = numbers(&python(&program, folder.path()));
    let mut work = Neighbourhoods::new(photos, vec![images]).unwrap();
    while work.advance() {}
    let ours = work.finish().unwrap().remove(0);
    println!("{ours:?} and {theirs:?}");
    let ours = [ours.precision, ours.recall, ours.density, ours.coverage];
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert!((ours - theirs).abs() < 1e-12, "{ours} and {theirs}");
        assert!(*theirs > 0.05 && *theirs < 0.98, "{theirs} says nothing");
    }
}
