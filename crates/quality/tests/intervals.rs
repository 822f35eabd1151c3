//! Whether the 95 % intervals of the distance have what they promise: of two hundred draws of images, 91 to 99 % of the
//! intervals hold the mean of all draws' distances. Of sets that hardly differ, that differ a little more than by chance,
//! and that are far apart; with the directions of a measurement while training, and with the published ones.
//!
//! An interval that holds the mean in 95 % of all draws does so in 182 to 198 of 200 draws with a probability of 99 %.

#[allow(dead_code, reason = "other tests use the rest")]
mod images;

use std::sync::LazyLock;

use facegan_core::images::Images;
use facegan_quality::{Distances, Estimate, Options, Sampling, SlicedWasserstein};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use images::{faces, map, noisy};

const REPEATS: u32 = 200;
const SIZE: usize = 32;
/// Portraits that sets are drawn from, each as often as it comes: these are all that there are.
const POOL: usize = 2000;

/// How much is drawn in every repeat. Fewer patches than published, so that hundreds of repeats take seconds.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// Images of each set.
    images: usize,
    patches: usize,
    directions: usize,
}

/// The fewest images that there are distances of, and what a run is measured with while it trains.
const WHILE_TRAINING: Size = Size { images: 100, patches: 16, directions: Options::WHILE_TRAINING.directions };
/// The same with every patch that is cut out then: finer differences show.
const ALL_PATCHES: Size = Size { patches: 128, ..WHILE_TRAINING };
/// The published directions, and other numbers of images and patches.
const PUBLISHED: Size = Size { images: 200, patches: 4, directions: 512 };

static PORTRAITS: LazyLock<Images> = LazyLock::new(|| faces(7, 0, POOL, SIZE));

/// Checks the intervals of every repeat's distances against the mean of them, at each level and of their mean.
fn check(name: &str, size: Size, change: impl Fn(Images, u64) -> Images) {
    let found: Vec<Vec<Estimate>> = (0..REPEATS)
        .map(|seed| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed.into());
            let [photos, images] = [(); 2].map(|()| drawn(&mut rng, size.images));
            let Distances { mean, levels } = distances(photos, change(images, seed.into()), size, seed);
            levels.into_iter().map(|(_, level)| level).chain([mean]).collect()
        })
        .collect();
    for which in 0..found[0].len() {
        let estimates: Vec<Estimate> = found.iter().map(|repeat| repeat[which]).collect();
        let mean = |term: &dyn Fn(&Estimate) -> f64| estimates.iter().map(term).sum::<f64>() / f64::from(REPEATS);
        let truth = mean(&|estimate| estimate.value);
        let deviation = mean(&|estimate| (estimate.value - truth).powi(2)).sqrt();
        let errors = [0, 1].map(|end| mean(&|estimate| estimate.errors[end].powi(2)).sqrt());
        let holds = |estimate: &&Estimate| {
            let [low, high] = estimate.interval();
            low <= truth && truth <= high
        };
        let held = estimates.iter().filter(holds).count();
        println!("{name} {which}: {truth:.2} ± {deviation:.2}, said {errors:.2?}; {held} of {REPEATS}");
        assert!((182..=198).contains(&held), "{name} {which} of {size:?}: {held} of {REPEATS} intervals hold the mean");
    }
}

fn drawn(rng: &mut ChaCha8Rng, count: usize) -> Images {
    let length = PORTRAITS.rgb.len() / POOL;
    let mut portrait = || &PORTRAITS.rgb[rng.random_range(0..POOL) * length..][..length];
    Images { size: SIZE, rgb: (0..count).flat_map(|_| portrait()).copied().collect() }
}

fn distances(photos: Images, images: Images, size: Size, seed: u32) -> Distances {
    let sampling = Sampling { patches: size.patches, directions: size.directions, seed };
    let mut work = SlicedWasserstein::new(photos, vec![images], sampling).unwrap();
    while work.advance() {}
    work.finish().unwrap().remove(0)
}

/// Portraits as dark as with a gamma of 2: large shapes differ, by one and a half times of what they do by chance.
fn dark(images: &Images) -> Images {
    map(images, |byte| (u16::from(byte) * u16::from(byte) / 255) as u8)
}

#[test]
fn intervals_of_alike_faces_hold_the_mean() {
    check("alike", WHILE_TRAINING, |images, _| images);
}

#[test]
fn intervals_of_alike_faces_hold_the_mean_with_the_published_directions() {
    check("alike, published", PUBLISHED, |images, _| images);
}

#[test]
fn intervals_of_faces_that_differ_a_little_hold_the_mean() {
    check("dark", WHILE_TRAINING, |images, _| dark(&images));
    check("a little noisy", WHILE_TRAINING, |images, seed| noisy(&images, 8.0, seed));
}

#[test]
fn intervals_of_faces_that_differ_a_little_hold_the_mean_with_all_patches() {
    check("dark, all patches", ALL_PATCHES, |images, _| dark(&images));
}

#[test]
fn intervals_of_faces_that_differ_a_little_hold_the_mean_with_the_published_directions() {
    check("dark, published", PUBLISHED, |images, _| dark(&images));
}

#[test]
fn intervals_of_noisy_faces_hold_the_mean() {
    check("noisy", WHILE_TRAINING, |images, seed| noisy(&images, 25.0, seed));
}

#[test]
fn intervals_of_noisy_faces_hold_the_mean_with_the_published_directions() {
    check("noisy, published", PUBLISHED, |images, seed| noisy(&images, 25.0, seed));
}
