//! Which photos the numbers of a run come from that holds some out of its training.

#[allow(dead_code, reason = "other tests use the rest")]
mod images;

use facegan_core::images::Images;
use facegan_core::quality::{Metric, Quality, TooFew, Value};
use facegan_quality::{Evaluation, Options, RunEvaluator};

use images::{faces, map};

const SIZE: usize = 32;
const COUNT: usize = 110;

fn trained() -> Images {
    faces(1, 0, 70, SIZE)
}

fn held_out() -> Images {
    faces(1, 5_000, 2 * COUNT, SIZE)
}

fn measured(held_out: Images, images: &Images) -> Quality {
    RunEvaluator::new(trained(), Some(held_out)).evaluate(images, None).unwrap().0
}

fn first(images: &Images, count: usize) -> Vec<u8> {
    images.rgb[..images.rgb.len() / images.count() * count].to_vec()
}

#[test]
fn a_copy_of_a_trained_photo_counts_and_one_of_a_held_out_photo_does_not() {
    let others = faces(1, 20_000, 99, SIZE).rgb;
    let images = Images { size: SIZE, rgb: [first(&trained(), 4), first(&held_out(), 7), others].concat() };
    let quality = measured(held_out(), &images);
    assert_eq!((quality.photos, quality.held_out), (70, Some(2 * COUNT)));
    let figure = quality.figure(Metric::Copies).unwrap();
    assert_eq!((figure.generated, figure.photos), (COUNT, 70));
    let copies = figure.result.unwrap();
    assert_eq!((copies.generated, copies.real.value), (Value::new(4.0 / COUNT as f64, None), 0.0));
}

#[test]
fn the_photos_own_copies_are_those_of_trained_ones_among_held_out_ones() {
    let both = Images { size: SIZE, rgb: [first(&trained(), 60), first(&held_out(), 2 * COUNT - 60)].concat() };
    let images = faces(1, 20_000, COUNT, SIZE);
    let copied = |held_out| measured(held_out, &images).score(Metric::Copies).unwrap().real.value;
    // A held-out photo is no trained one, so that it is compared with all of these.
    assert!(copied(both) > 0.1);
    assert_eq!(copied(held_out()), 0.0);
}

#[test]
fn all_other_numbers_are_those_beside_the_held_out_photos_alone() {
    let images = map(&faces(1, 20_000, COUNT, SIZE), |byte| byte / 2 + 30);
    let quality = measured(held_out(), &images);
    let alone = Evaluation::new(&[&images], &held_out(), Options::WHILE_TRAINING).unwrap().run(|_| ()).remove(0);
    for figure in alone.figures.iter().filter(|figure| figure.metric != Metric::Copies) {
        assert!(figure.result.is_ok());
        assert_eq!(quality.figure(figure.metric), Some(figure));
    }
    // The same again, with what was kept.
    let mut evaluator = RunEvaluator::new(trained(), Some(held_out()));
    for _ in 0..2 {
        assert_eq!(evaluator.evaluate(&images, None).unwrap().0, quality);
    }
}

#[test]
fn too_few_held_out_photos_leave_copies_alone() {
    let images = faces(1, 20_000, COUNT, SIZE);
    let none = Images { size: SIZE, rgb: Vec::new() };
    for few in [none, Images { size: SIZE, rgb: first(&held_out(), 199) }] {
        let have = few.count();
        let quality = measured(few, &images);
        for figure in &quality.figures {
            match figure.metric {
                Metric::Copies => assert_eq!(figure.result.unwrap().real.value, 0.0),
                _ => assert_eq!(figure.result, Err(TooFew::Photos { have, needed: 200 })),
            }
        }
    }
}
