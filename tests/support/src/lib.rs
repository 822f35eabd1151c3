//! What the native tests and the browser tests share.

#[cfg(feature = "training")]
pub mod kernels;
#[cfg(feature = "training")]
pub mod parity;
pub mod photo_squares;
#[cfg(not(target_arch = "wasm32"))]
pub mod python;
pub mod quality;
#[cfg(all(feature = "training", not(target_arch = "wasm32")))]
pub mod runs;
#[cfg(feature = "training")]
pub mod small_sets;

use std::path::{Path, PathBuf};

use facegan_core::config::{Preset, TrainConfig};
use facegan_data::dataset::Dataset;
use facegan_data::storage::MemoryStorage;
use facegan_sample_faces::draw;

/// The repository's root folder.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder of the files that tests read.
pub fn fixtures() -> PathBuf {
    repository().join("tests/fixtures")
}

/// The smallest network on the smallest images.
pub fn tiny() -> TrainConfig {
    TrainConfig { image_size: 32, sample_every: 100, num_epochs: 1000, seed: 1, ..Preset::Tiny.config() }
}

/// The first `count` built-in faces.
pub fn faces(count: usize, image_size: usize) -> Dataset {
    let mut data = Dataset::new(Box::<MemoryStorage>::default(), image_size);
    for index in 0..count {
        data.push(&draw(1, index as u32, image_size)).expect("memory does not refuse");
    }
    data
}

/// ‖ours − theirs‖ / ‖theirs‖ in double precision; infinity where that is NaN, so that no bound is kept then.
pub fn error(ours: &[f32], theirs: &[f32]) -> f64 {
    assert_eq!(ours.len(), theirs.len());
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|value| value * value).sum::<f64>().sqrt();
    let difference = norm(&mut ours.iter().zip(theirs).map(|(&a, &b)| f64::from(a) - f64::from(b)));
    // An expected zero has to be exactly zero.
    let error =
        if difference == 0.0 { 0.0 } else { difference / norm(&mut theirs.iter().map(|&value| f64::from(value))) };
    if error.is_nan() { f64::INFINITY } else { error }
}
