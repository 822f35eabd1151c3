//! Whether sets side by side, and measured again, have the numbers that each has alone.

#[allow(dead_code, reason = "other tests use the rest")]
mod images;

use facegan_core::images::Images;
use facegan_core::quality::{Metric, Quality};
use facegan_quality::{Evaluation, Options, QualityError, RunEvaluator};

use images::{faces, noisy};

const SIZE: usize = 32;
const COUNT: usize = 110;

fn photos() -> Images {
    faces(1, 0, 3 * COUNT, SIZE)
}

/// Portraits that are not among the photos, and other ones.
fn two_sets() -> [Images; 2] {
    [faces(1, 10_000, COUNT, SIZE), noisy(&faces(1, 20_000, COUNT, SIZE), 12.0, 3)]
}

fn together(generated: &[&Images], options: Options) -> Vec<Quality> {
    Evaluation::new(generated, &photos(), options).unwrap().run(|_| ())
}

fn alone(generated: &Images) -> Quality {
    together(&[generated], Options::WHILE_TRAINING).remove(0)
}

#[test]
fn sets_side_by_side_have_the_numbers_that_each_has_alone() {
    let [one, two] = two_sets();
    let options = Options { directions: 40, seed: 3, ..Options::default() };
    let expected: Vec<Quality> = [&one, &two].map(|set| together(&[set], options).remove(0)).into();
    assert_ne!(expected[0].figures, expected[1].figures);
    assert_eq!(together(&[&one, &two], options), expected);
    assert_eq!(together(&[&two, &one, &two], options), [1, 0, 1].map(|at: usize| expected[at].clone()));
}

#[test]
fn a_run_measured_again_has_the_numbers_of_the_first_time() {
    let [one, two] = two_sets();
    let (first, second) = (alone(&one), alone(&two));
    assert!(first.score(Metric::Distance).is_some() && first.score(Metric::Coverage).is_some());
    let mut evaluator = RunEvaluator::new(photos(), None);
    assert_eq!(evaluator.evaluate(&one, Some(&two)).unwrap(), (first.clone(), Some(second.clone())));
    assert_eq!(evaluator.evaluate(&two, None).unwrap(), (second.clone(), None));
    assert_eq!(evaluator.evaluate(&two, Some(&one)).unwrap(), (second, Some(first)));
}

#[test]
fn another_number_of_images_is_measured_with_other_halves() {
    let [one, _] = two_sets();
    let fewer = Images { size: SIZE, rgb: one.rgb[..one.rgb.len() / COUNT * 104].to_vec() };
    let mut evaluator = RunEvaluator::new(photos(), None);
    for images in [&one, &fewer, &fewer, &one] {
        assert_eq!(evaluator.evaluate(images, None).unwrap(), (alone(images), None));
    }
}

#[test]
fn photos_that_are_too_few_for_some_numbers_are_measured_again() {
    let photos = faces(1, 0, 60, SIZE);
    let mut evaluator = RunEvaluator::new(photos.clone(), None);
    for count in [30, COUNT, COUNT] {
        let images = faces(1, 10_000, count, SIZE);
        let expected = Evaluation::new(&[&images], &photos, Options::WHILE_TRAINING).unwrap().run(|_| ()).remove(0);
        assert_eq!(evaluator.evaluate(&images, None).unwrap(), (expected, None));
    }
}

#[test]
fn images_that_cannot_be_compared_change_nothing() {
    let [one, two] = two_sets();
    let mut evaluator = RunEvaluator::new(photos(), None);
    let other = faces(1, 0, COUNT, 16);
    let error = evaluator.evaluate(&other, None).unwrap_err();
    assert_eq!(error, QualityError::OtherSize { generated: 16, photos: SIZE });
    let fewer = Images { size: SIZE, rgb: one.rgb[..one.rgb.len() / COUNT].to_vec() };
    assert_eq!(evaluator.evaluate(&two, Some(&fewer)).unwrap_err(), QualityError::OtherCount(1, COUNT));
    assert_eq!(evaluator.evaluate(&two, None).unwrap(), (alone(&two), None));
}

#[test]
fn fewer_directions_have_the_distance_of_more_within_its_interval() {
    let [_, set] = two_sets();
    let distance = |options| together(&[&set], options)[0].score(Metric::Distance).unwrap().generated;
    let published = distance(Options::default());
    let few = distance(Options { directions: Options::WHILE_TRAINING.directions, ..Options::default() });
    println!("{few:?}, with the published directions {published:?}");
    let [low, high] = few.interval.unwrap();
    assert!(few.value != published.value && low < published.value && published.value < high);
}
