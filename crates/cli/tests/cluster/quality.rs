//! How good netG is, as the cluster's script measures it.

use std::iter::once;

use facegan_core::images::Images;
use facegan_core::quality::{IMAGES_WHILE_TRAINING, Metric, Quality, Value, quality_csv};
use facegan_model::Network;
use facegan_quality::{Evaluation, Options, RunEvaluator};
use facegan_train::{Fakes, generator};

use super::*;

/// The fewest photos that all numbers can be had from.
const PHOTOS: usize = 200;
/// What distances and the ends of their intervals may differ by, relative to the distance: of the same images, and of
/// images that were drawn on both sides, in which some pixels are rounded otherwise.
const OF_THE_SAME: f64 = 1e-4;
const OF_DRAWN: f64 = 1e-3;

/// A script that measures after every iteration.
const OFTEN: &str = "
import runpy
import measurements

measurements.SHARE = measurements.FIRST_INTERVAL = 0
runpy.run_path('train_ddp.py', run_name='__main__')
";

/// Prints how good the images in the file `images` are beside those in `photos`, and in `held_out` if it is there.
const COMPARE: &str = "
import json, os, sys
sys.path.insert(0, CLUSTER)
import torch
from measurements import WHILE_TRAINING
from quality import Comparison, Options

def read(name):
    return torch.frombuffer(bytearray(open(name, 'rb').read()), dtype=torch.uint8).view(-1, 32, 32, 3)

images = read('images')
held_out, options = None, Options(seed=5)
if os.path.exists('held_out'):
    held_out, options = read('held_out'), WHILE_TRAINING
comparison = Comparison(read('photos'), len(images), options, torch.device('cpu'), held_out)
print(json.dumps(comparison.quality(images)))
";

fn averaged() -> TrainConfig {
    TrainConfig { ema_decay: 0.75, ..config() }
}

/// Iterations after which a run was measured.
fn moments(run: &Snapshot) -> Vec<usize> {
    run.measurements.iter().map(|measurement| measurement.iterations).collect()
}

#[test]
fn a_measured_run_comes_back_and_keeps_its_numbers() {
    let moved = Moved::with_photos(averaged(), PHOTOS);
    let after = moved.after(2, 2, &[]);
    assert_eq!(moments(&after), [BEFORE, BEFORE + 2]);
    let measured = after.measurements.clone();
    for quality in measured.iter().flat_map(|measurement| [Some(&measurement.net_g), measurement.average.as_ref()]) {
        let quality = quality.expect("the run keeps an average");
        assert!(quality.figures.iter().all(|figure| figure.result.is_ok()), "{quality:?}");
    }
    assert_eq!(String::from_utf8(moved.read("quality.csv")).unwrap(), quality_csv(&measured));
    let best = (0..2).rfind(|&at| measured[at].is_better_than_all(&measured[..at])).unwrap();
    let kept = from_bytes(&moved.read("best.safetensors")).unwrap();
    assert_eq!(kept.history.len(), measured[best].iterations);
    assert_eq!(kept.measurements, measured[..=best]);
    check_agrees(&by_crate(&after, &moved.data), &measured[1].net_g, OF_DRAWN);

    moved.python("launch(1, 'again.safetensors', '--checkpoint', '2.safetensors', '--iterations', '1')");
    let again = from_bytes(&moved.read("again.safetensors")).unwrap();
    assert_eq!(moments(&again), [BEFORE, BEFORE + 2, BEFORE + 3], "what is measured is not measured again");
    assert_eq!(again.measurements[..2], measured);
    let identities = moved.data.identities().to_vec();
    let mut session = Session::restore(after, averaged(), identities, Device::flex().autodiff()).unwrap();
    train(&mut session, &moved.data, 1);
    assert_eq!(session.measurements(), measured);
}

/// How good a run's netG is, from the images that facegan draws with it.
fn by_crate(run: &Snapshot, data: &Dataset) -> Quality {
    let network = Network::net_g(&run.config);
    let net_g = generator(network, &run.net_g.state, &Device::flex().into()).unwrap();
    let mut fakes = Fakes::new(run.config.image_size, IMAGES_WHILE_TRAINING, Options::WHILE_TRAINING.seed);
    while block_on(fakes.advance(&net_g)).unwrap() {}
    let of = |held_out: bool| {
        let is_wanted = |identity: &u128| run.held_out.contains(identity) == held_out;
        let places = (0..).zip(data.identities()).filter(|(_, identity)| is_wanted(identity));
        data.read(&places.map(|(place, _)| place).collect::<Vec<_>>()).unwrap()
    };
    let held_out = (run.config.holdout > 0.0).then(|| of(true));
    RunEvaluator::new(of(false), held_out).evaluate(&fakes.finish(), None).unwrap().0
}

#[test]
fn photos_that_are_held_out_are_measured_against_and_not_trained_on() {
    let moved = Moved::with_photos(TrainConfig { holdout: 0.5, ..config() }, 2 * PHOTOS);
    let before = block_on(moved.session.snapshot()).unwrap();
    let after = moved.after(1, 60, &[]);
    assert_eq!((&after.held_out, after.config.holdout), (&before.held_out, 0.5));
    // Over the ends of epochs, whose orders the script draws.
    assert!(after.epoch > before.epoch && after.order.iter().all(|photo| before.order.contains(photo)));
    let measured = after.measurements.last().unwrap();
    assert_eq!((measured.net_g.photos, measured.net_g.held_out), (PHOTOS, Some(PHOTOS)));
    assert!(measured.net_g.figures.iter().all(|figure| figure.result.is_ok()), "{measured:?}");
    check_agrees(&by_crate(&after, &moved.data), &measured.net_g, OF_DRAWN);

    moved.python(
        "forget_identities('photos.safetensors', 'unknown.safetensors')\n\
         launch(1, 'unknown', '--iterations', '1', '--data', 'unknown.safetensors')",
    );
    let unknown = from_bytes(&moved.read("unknown")).unwrap();
    let measured = unknown.measurements.last().unwrap();
    assert_eq!((measured.net_g.photos, measured.net_g.held_out), (PHOTOS, Some(PHOTOS)), "as many others");
    assert_eq!(unknown.held_out, before.held_out);
}

#[test]
fn a_run_is_the_same_where_it_is_not_measured() {
    let timeless = |run: Snapshot| {
        let history = run.history.iter().map(|stats| Stats { seconds: 0.0, ..*stats }).collect();
        Snapshot { history, ..run }
    };
    let moved = Moved::with_photos(config(), PHOTOS);
    let alone = [1, 2].map(|processes| timeless(moved.after(processes, 2, &["--no-quality"])));
    assert!(!moved.folder.path().join("quality.csv").exists());
    fs::write(moved.folder.path().join("often.py"), OFTEN).unwrap();
    for (processes, alone) in (1..).zip(alone) {
        moved.python(&format!("launch({processes}, 'often', '--iterations', '2', script='often.py')"));
        let measured = timeless(from_bytes(&moved.read("often")).unwrap());
        assert_eq!(moments(&measured), [BEFORE, BEFORE + 1, BEFORE + 2]);
        assert!(Snapshot { measurements: Vec::new(), ..measured } == alone, "{processes} processes computed otherwise");
    }
}

#[test]
fn too_few_photos_are_told() {
    let moved = Moved::new(config());
    let printed = moved.python("print(launch(1, 'after.safetensors', '--iterations', '1'))");
    let few = "How good netG is cannot be measured while it trains: it takes 50 photos, and there are 10.\n";
    assert!(printed.contains(few), "{printed}");
    assert!(from_bytes(&moved.read("after.safetensors")).unwrap().measurements.is_empty());
}

#[test]
fn the_scripts_numbers_are_those_of_the_crate() {
    let faces = faces(340, 32);
    let range = |from: u32, to: u32| faces.read(&(from..to).collect::<Vec<_>>()).unwrap().rgb;
    let pale = range(285, 340).into_iter().map(|byte| 90 + byte / 3).collect();
    // Copies of photos, other faces, and pale ones.
    let images = Images { size: 32, rgb: [range(0, 10), range(250, 285), pale].concat() };
    for photos in [240, 120] {
        let photos = Images { size: 32, rgb: range(0, photos) };
        let options = Options { seed: 5, ..Options::default() };
        let ours = Evaluation::new(&[&images], &photos, options).unwrap().run(|_| ()).remove(0);
        check_agrees(&ours, &by_script(&images, &photos, None), OF_THE_SAME);
        let copies = ours.score(Metric::Copies).unwrap().generated.value;
        assert_eq!(copies, 0.1, "numbers that are all 0 would agree with others");
    }
    // Ten of them are trained on as well, which their own copies tell.
    let photos = Images { size: 32, rgb: range(0, 60) };
    for (held_out, copied) in [(240, true), (100, true), (30, false)] {
        let held_out = Images { size: 32, rgb: range(50, 50 + held_out) };
        let mut evaluator = RunEvaluator::new(photos.clone(), Some(held_out.clone()));
        let ours = evaluator.evaluate(&images, None).unwrap().0;
        check_agrees(&ours, &by_script(&images, &photos, Some(&held_out)), OF_THE_SAME);
        let copies = ours.score(Metric::Copies).unwrap();
        assert_eq!((copies.generated.value, copies.real.value > 0.0), (0.1, copied));
    }
}

/// What the script finds.
fn by_script(images: &Images, photos: &Images, held_out: Option<&Images>) -> Quality {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("images"), &images.rgb).unwrap();
    fs::write(folder.path().join("photos"), &photos.rgb).unwrap();
    if let Some(held_out) = held_out {
        fs::write(folder.path().join("held_out"), &held_out.rgb).unwrap();
    }
    let cluster = format!("{:?}", test_support::repository().join("cluster"));
    serde_json::from_str(&python(&COMPARE.replace("CLUSTER", &cluster), folder.path())).unwrap()
}

/// Checks that two reports are the same but for rounding, by which a share may differ by an image.
fn check_agrees(ours: &Quality, theirs: &Quality, rounding: f64) {
    let about = |of: &Quality| (of.image_size, of.generated, of.photos, of.seed, of.figures.len());
    assert_eq!(about(ours), about(theirs));
    for (ours, theirs) in ours.figures.iter().zip(&theirs.figures) {
        let metric = ours.metric;
        assert_eq!((metric, ours.generated, ours.photos), (theirs.metric, theirs.generated, theirs.photos));
        let (Ok(our), Ok(their)) = (ours.result, theirs.result) else {
            assert_eq!(ours.result, theirs.result);
            continue;
        };
        for (our, their) in [(our.generated, their.generated), (our.real, their.real)] {
            let bound = if metric.is_distance() { rounding * our.value } else { 1.0 / ours.generated as f64 };
            let numbers = |value: Value| once(value.value).chain(value.interval.into_iter().flatten());
            assert_eq!(our.interval.is_some(), their.interval.is_some(), "{metric:?}");
            for (ours, theirs) in numbers(our).zip(numbers(their)) {
                println!("{metric:?}: {ours} and {theirs}");
                assert!((ours - theirs).abs() <= bound, "{metric:?}: {ours} and {theirs}");
            }
        }
    }
}
