//! Whether the numbers know better images from worse ones.

mod images;

use facegan_core::images::Images;
use facegan_core::quality::{Metric, Quality, Score, TooFew};
use facegan_quality::{Copies, Evaluation, Options, QualityError, Reduced};

use images::{blurred, faces, few, map, noisy, shifted};

const SIZE: usize = 32;
const COUNT: usize = 120;

fn photos() -> Images {
    faces(1, 0, 2 * COUNT, SIZE)
}

/// Portraits that are not among the photos.
fn fresh() -> Images {
    faces(1, 10_000, COUNT, SIZE)
}

fn quality(generated: &Images) -> Quality {
    let mut evaluation = Evaluation::new(&[generated], &photos(), Options::default()).unwrap();
    let mut last = 0.0;
    while evaluation.advance() {
        assert!(evaluation.progress() >= last && evaluation.progress() <= 1.0);
        last = evaluation.progress();
    }
    assert_eq!((evaluation.progress(), evaluation.stage()), (1.0, None));
    evaluation.finish().unwrap().remove(0)
}

fn score(quality: &Quality, metric: Metric) -> Score {
    let figure = quality.figure(metric).unwrap();
    assert_eq!(
        (figure.generated, figure.photos),
        if metric == Metric::Copies { (COUNT, 2 * COUNT) } else { (COUNT, COUNT) }
    );
    *figure.result.as_ref().unwrap()
}

fn value(quality: &Quality, metric: Metric) -> f64 {
    score(quality, metric).generated.value
}

/// Whether the distance says that the generated images are worse than photos, with intervals apart.
fn farther(quality: &Quality, metric: Metric) -> bool {
    let Score { generated, real } = score(quality, metric);
    println!("{metric:?}: {generated:?}, photos {real:?}");
    generated.interval.unwrap()[0] > real.interval.unwrap()[1]
}

#[test]
fn fresh_photos_are_like_photos() {
    let quality = quality(&fresh());
    for metric in [Metric::Distance, Metric::DistanceAt(32), Metric::DistanceAt(16)] {
        assert!(!farther(&quality, metric));
    }
    for metric in [Metric::Precision, Metric::Recall, Metric::Density, Metric::Coverage] {
        let Score { generated, real } = score(&quality, metric);
        println!("{metric:?}: {}, photos {}", generated.value, real.value);
        let ratio = generated.value / real.value;
        assert!((0.85..1.18).contains(&ratio), "{metric:?}: {} and {}", generated.value, real.value);
        assert!(generated.value > 0.5);
    }
    assert_eq!(value(&quality, Metric::Copies), 0.0);
}

#[test]
fn blur_and_noise_are_told_in_fine_detail() {
    for worse in [blurred(&blurred(&fresh())), noisy(&fresh(), 12.0, 3)] {
        let quality = quality(&worse);
        assert!(farther(&quality, Metric::DistanceAt(32)) && farther(&quality, Metric::Distance));
        // Large shapes stay what they are.
        assert!(!farther(&quality, Metric::DistanceAt(16)));
    }
}

#[test]
fn a_shift_is_told_by_the_features() {
    let [straight, moved] = [fresh(), shifted(&fresh(), 4)].map(|images| quality(&images));
    for metric in [Metric::Precision, Metric::Density, Metric::Coverage] {
        let (straight, moved) = (value(&straight, metric), value(&moved, metric));
        println!("{metric:?}: {straight}, moved {moved}");
        assert!(moved < 0.8 * straight, "{metric:?}: {straight}, moved {moved}");
    }
}

#[test]
fn few_different_faces_are_told() {
    let quality = quality(&few(&fresh(), 4));
    assert!(farther(&quality, Metric::Distance));
    assert!(value(&quality, Metric::Recall) < 0.1 && value(&quality, Metric::Coverage) < 0.2);
    // Each of them looks like a photo all the same.
    assert!(value(&quality, Metric::Precision) > 0.5);
}

/// The share of copies when a tenth of the images are photos, changed in this way.
fn planted(change: impl Fn(&Images) -> Images) -> f64 {
    let photos = photos();
    let tenth = change(&few(&photos, COUNT / 10));
    let mut generated = fresh();
    let length = generated.rgb.len() / 10;
    generated.rgb[..length].copy_from_slice(&tenth.rgb[..length]);
    let mut copies = Copies::new(Reduced::new(&photos));
    copies.add(Reduced::new(&generated), Vec::new());
    while copies.advance() {}
    let found = copies.finish().remove(0);
    // Each is a copy of the photo that it was made from.
    assert!(found.iter().filter(|copy| copy.image < COUNT / 10).all(|copy| copy.image == copy.photo));
    found.len() as f64 / COUNT as f64
}

#[test]
fn planted_copies_are_told() {
    assert_eq!(planted(Images::clone), 0.1);
    assert_eq!(planted(|images| noisy(images, 10.0, 1)), 0.1);
    assert_eq!(planted(|images| map(images, |byte| byte.saturating_add(25))), 0.1);
    assert_eq!(planted(|images| map(images, |byte| byte / 4 * 3)), 0.1);
    assert_eq!(planted(blurred), 0.1);
}

#[test]
fn near_duplicates_among_the_photos_hide_no_copies_and_are_none() {
    const TWICE: usize = 2 * COUNT / 20;
    let mut photos = photos();
    let length = photos.rgb.len() / (2 * COUNT) * TWICE;
    let originals = Images { size: SIZE, rgb: photos.rgb[..length].to_vec() };
    // A twentieth of the photos are there twice, once a little brighter.
    photos.rgb[..length].copy_from_slice(&map(&originals, |byte| byte.saturating_add(3)).rgb);
    photos.rgb.extend_from_slice(&originals.rgb);
    let count = |images: &Images| {
        let mut copies = Copies::new(Reduced::new(&photos));
        copies.add(Reduced::new(images), Vec::new());
        while copies.advance() {}
        copies.finish().remove(0).len()
    };
    assert_eq!(count(&fresh()), 0);
    assert_eq!(count(&originals), TWICE);
}

#[test]
fn the_same_images_have_the_same_numbers_and_another_seed_others() {
    let (photos, generated) = (photos(), fresh());
    let run = |seed: u32| {
        let options = Options { seed, at_most: 100, ..Options::default() };
        let mut evaluation = Evaluation::new(&[&generated], &photos, options).unwrap();
        while evaluation.advance() {}
        evaluation.finish().unwrap().remove(0)
    };
    let first = run(1);
    assert_eq!(first, run(1));
    assert_ne!(first.figures, run(2).figures);
    assert_eq!(first.figure(Metric::Distance).unwrap().generated, 100);
}

#[test]
fn too_few_images_are_a_reason_and_no_number() {
    let run = |generated: usize, photos: usize| {
        let options = Options::default();
        let (generated, photos) = (faces(2, 0, generated, SIZE), faces(1, 0, photos, SIZE));
        let mut evaluation = Evaluation::new(&[&generated], &photos, options).unwrap();
        while evaluation.advance() {}
        evaluation.finish().unwrap().remove(0)
    };
    let result = |quality: &Quality, metric: Metric| quality.figure(metric).unwrap().result.map(|_| ());
    let small = run(60, 60);
    assert_eq!(result(&small, Metric::Copies), Ok(()));
    assert_eq!(result(&small, Metric::Distance), Err(TooFew::Generated { have: 60, needed: 100 }));
    assert_eq!(result(&run(100, 199), Metric::Recall), Err(TooFew::Photos { have: 199, needed: 200 }));
    let none = run(0, 0);
    assert_eq!(none.figures.len(), 8);
    assert!(none.figures.iter().all(|figure| matches!(figure.result, Err(TooFew::Generated { have: 0, .. }))));
}

#[test]
fn images_of_another_size_are_refused() {
    let error = Evaluation::new(&[&faces(1, 0, 2, 64)], &photos(), Options::default()).unwrap_err();
    assert_eq!(error, QualityError::OtherSize { generated: 64, photos: 32 });
}
