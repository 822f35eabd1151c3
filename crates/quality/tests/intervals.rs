//! Whether the 95 % intervals of the distance have what they promise: of many draws of images, 91 to 99 of 100 intervals
//! hold the mean of all draws' distances.

#[allow(dead_code, reason = "other tests use the rest")]
mod images;

use std::sync::LazyLock;

use facegan_core::config::CHANNELS;
use facegan_core::images::Images;
use facegan_quality::{Distances, Estimate, Sampling, SlicedWasserstein};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use images::{faces, noisy};

const REPEATS: usize = 100;
/// Images of each set.
const COUNT: usize = 150;
/// Portraits that sets are drawn from.
const POOL: usize = 2000;
/// Fewer than published, so that a hundred repeats take seconds. Their choice adds to what the intervals have to cover.
const SAMPLING: Sampling = Sampling { patches: 32, directions: 64, seed: 0 };

fn distances(photos: Images, images: Images, seed: u32) -> Distances {
    let mut work = SlicedWasserstein::new(photos, vec![images], Sampling { seed, ..SAMPLING }).unwrap();
    while work.advance() {}
    work.finish().unwrap().remove(0)
}

/// Checks the intervals of every repeat's distances against the mean of them.
fn check(name: &str, repeat: impl Fn(u32) -> [Images; 2]) {
    let found: Vec<Vec<Estimate>> = (0..REPEATS as u32)
        .map(|seed| {
            let [photos, images] = repeat(seed);
            let Distances { mean, levels } = distances(photos, images, seed);
            levels.into_iter().map(|(_, level)| level).chain([mean]).collect()
        })
        .collect();
    for which in 0..found[0].len() {
        let estimates: Vec<Estimate> = found.iter().map(|repeat| repeat[which]).collect();
        let mean = |term: &dyn Fn(&Estimate) -> f64| estimates.iter().map(term).sum::<f64>() / REPEATS as f64;
        let truth = mean(&|estimate| estimate.value);
        let deviation = mean(&|estimate| (estimate.value - truth).powi(2)).sqrt();
        let error = mean(&|estimate| estimate.error.powi(2)).sqrt();
        let holds = |estimate: &&Estimate| {
            let [low, high] = estimate.interval();
            low <= truth && truth <= high
        };
        let held = estimates.iter().filter(holds).count();
        println!("{name} {which}: {truth:.2} ± {deviation:.2}, said ± {error:.2}; {held} of {REPEATS}");
        assert!((91..=99).contains(&held), "{name} {which}: {held} of {REPEATS} intervals hold the mean");
    }
}

/// Two sets of portraits, none in both.
fn two_sets(pool: &Images, seed: u32) -> [Images; 2] {
    let mut rng = ChaCha8Rng::seed_from_u64(seed.into());
    let mut order: Vec<usize> = (0..POOL).collect();
    let (chosen, _) = order.partial_shuffle(&mut rng, 2 * COUNT);
    let length = pool.rgb.len() / POOL;
    let set = |places: &[usize]| {
        let rgb = places.iter().flat_map(|place| &pool.rgb[place * length..][..length]).copied().collect();
        Images { size: pool.size, rgb }
    };
    [set(&chosen[..COUNT]), set(&chosen[COUNT..])]
}

static PORTRAITS: LazyLock<Images> = LazyLock::new(|| faces(7, 0, POOL, 32));

#[test]
fn intervals_of_alike_faces_hold_the_mean() {
    check("alike", |seed| two_sets(&PORTRAITS, seed));
}

#[test]
fn intervals_of_noisy_faces_hold_the_mean() {
    check("noisy", |seed| {
        let [photos, images] = two_sets(&PORTRAITS, seed);
        [photos, noisy(&images, 15.0, seed.into())]
    });
}

#[test]
fn intervals_of_stripes_hold_the_mean() {
    check("stripes", |seed| [stripes(1.0, 2 * seed), stripes(1.5, 2 * seed + 1)]);
}

/// Images of stripes, of a random height and width each, with noise whose strength differs from image to image.
fn stripes(width: f32, seed: u32) -> Images {
    const SIZE: usize = 16;
    let mut rng = ChaCha8Rng::seed_from_u64(seed.into());
    let mut rgb = Vec::with_capacity(COUNT * SIZE * SIZE * CHANNELS);
    for _ in 0..COUNT {
        let [height, period, noise] = [10.0..60.0, 3.0..6.0, 2.0..20.0].map(|range| rng.random_range::<f32, _>(range));
        let base: [f32; CHANNELS] = std::array::from_fn(|_| rng.random_range(90.0..160.0));
        for at in 0..SIZE * SIZE {
            let phase = (at % SIZE + at / SIZE / 2) as f32 / (period * width);
            for base in base {
                let value = base + height * (2.0 * phase.fract() - 1.0) + noise * rng.random_range(-1.0..1.0);
                rgb.push(value.clamp(0.0, 255.0) as u8);
            }
        }
    }
    Images { size: SIZE, rgb }
}
