//! How good a netG is, while it trains and by itself.

use std::fs;

use facegan_core::quality::{IMAGES_WHILE_TRAINING, Metric, Quality};
use facegan_quality::{Evaluation, Options, RunEvaluator};
use facegan_train::Fakes;
use serde_json::Value;
use tempfile::TempDir;

use super::*;

const TRAIN: &str = "train --samples 240 --out {}/run --backend cpu --preset tiny --image-size 32 --ngf 2 --ndf 2";

/// The rows of a table, each by its header's names.
fn rows(path: &Path) -> Vec<std::collections::HashMap<String, String>> {
    let text = fs::read_to_string(path).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let row = |row: &str| header.split(',').zip(row.split(',')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    rows.lines().map(row).collect()
}

#[test]
fn a_run_is_measured_and_its_best_moment_kept_and_both_go_on() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join("run").join(path);
    let output = run(folder.path(), &format!("{TRAIN} --max-iterations 3 --ema-decay 0.5"));
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("After 3 iterations: netG: sliced Wasserstein distance "), "{told}");
    let measured = rows(&at("quality.csv"));
    let moments: Vec<_> = measured.iter().map(|row| (row["iterations"].as_str(), row["network"].as_str())).collect();
    assert_eq!(moments, [("0", "netG"), ("0", "netG_ema"), ("3", "netG"), ("3", "netG_ema")]);
    for row in &measured {
        let number = |name: &str| row[name].parse::<f64>().unwrap_or_else(|_| panic!("{name}: {row:?}"));
        assert!(number("swd_low") < number("swd") && number("swd") < number("swd_high"), "{row:?}");
        assert!(number("swd_photos") < number("swd_low"), "an untrained netG is worse than photos: {row:?}");
        assert_eq!((number("copies"), row["swd_64"].as_str()), (0.0, ""));
    }

    let best = snapshot(&at("best.safetensors"));
    let bound = |row: &std::collections::HashMap<String, String>| row["swd_high"].parse::<f64>().unwrap();
    let smallest = measured.iter().min_by(|a, b| bound(a).total_cmp(&bound(b))).unwrap();
    assert_eq!(best.history.len().to_string(), smallest["iterations"]);

    let resume = "--samples 240 --backend cpu --resume {}/run/checkpoint.safetensors --max-iterations 4";
    succeed(folder.path(), &format!("train --out {{}}/run {resume}"));
    let again = rows(&at("quality.csv"));
    assert_eq!(again[..measured.len()], measured, "the numbers of before are still there");
    assert_eq!(again.last().unwrap()["iterations"], "4");
}

#[test]
fn a_run_is_the_same_where_it_is_not_measured() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join("run").join(path);
    succeed(folder.path(), &format!("{TRAIN} --max-iterations 3"));
    let measured = timeless(&at("checkpoint.safetensors"));
    fs::remove_dir_all(folder.path().join("run")).unwrap();
    succeed(folder.path(), &format!("{TRAIN} --max-iterations 3 --no-quality"));
    assert!(!at("quality.csv").exists() && !at("best.safetensors").exists());
    let alone = timeless(&at("checkpoint.safetensors"));
    assert_eq!(Snapshot { measurements: Vec::new(), ..measured }, alone);
}

#[test]
fn a_net_g_is_evaluated_as_the_crate_does() {
    let folder = TempDir::new().unwrap();
    succeed(folder.path(), &format!("{TRAIN} --max-iterations 1 --no-quality"));
    let words = "evaluate --samples 240 --weights {}/run/netG.safetensors --count 100 --seed 5 --backend cpu";
    let printed: Value = serde_json::from_str(&succeed(folder.path(), &format!("{words} --json"))).unwrap();
    let found: Quality = serde_json::from_value(printed["networks"]["netG"].clone()).unwrap();

    let snapshot = snapshot(&folder.path().join("run/checkpoint.safetensors"));
    let network = Network::net_g(&snapshot.config);
    let net_g = generator(network, &snapshot.net_g.state, &Device::flex().into()).unwrap();
    let mut fakes = Fakes::new(32, 100, 5);
    while block_on(fakes.advance(&net_g)).unwrap() {}
    let photos = test_support::faces(240, 32);
    let photos = photos.read(&photos.taken()).unwrap();
    let options = Options { seed: 5, ..Options::default() };
    let expected = Evaluation::new(&[&fakes.finish()], &photos, options).unwrap().run(|_| ()).remove(0);
    assert_eq!(found, expected);
    assert!(found.score(Metric::Distance).is_some() && found.score(Metric::Copies).is_some());

    let text = succeed(folder.path(), words);
    assert!(text.starts_with("netG in eval mode: 100 images beside 240 photos of 32 pixels\n"), "{text}");
    let few = "evaluate --samples 120 --weights {}/run/netG.safetensors --count 100 --backend cpu";
    let text = succeed(folder.path(), few);
    assert!(text.contains("\nRecall cannot be told: it takes 200 photos, and there are 120.\n"), "{text}");
}

#[test]
fn a_run_is_measured_against_the_photos_that_it_holds_out() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join("run").join(path);
    let words = format!("{} --max-iterations 1", TRAIN.replace("240", "440"));
    succeed(folder.path(), &format!("{words} --holdout 0.5"));
    let snapshot = snapshot(&at("checkpoint.safetensors"));
    assert_eq!((snapshot.order.len(), snapshot.held_out.len()), (220, 220));
    let measured = snapshot.measurements.last().unwrap();
    assert_eq!((measured.net_g.photos, measured.net_g.held_out), (220, Some(220)));

    let network = Network::net_g(&snapshot.config);
    let net_g = generator(network, &snapshot.net_g.state, &Device::flex().into()).unwrap();
    let mut fakes = Fakes::new(32, IMAGES_WHILE_TRAINING, Options::WHILE_TRAINING.seed);
    while block_on(fakes.advance(&net_g)).unwrap() {}
    let photos = test_support::faces(440, 32);
    let places = |held_out: bool| -> Vec<u32> {
        let is_wanted = |identity: &u128| snapshot.held_out.contains(identity) == held_out;
        (0..).zip(photos.identities()).filter(|(_, identity)| is_wanted(identity)).map(|(place, _)| place).collect()
    };
    let [trained, held_out] = [false, true].map(|held_out| photos.read(&places(held_out)).unwrap());
    let expected = RunEvaluator::new(trained, Some(held_out)).evaluate(&fakes.finish(), None).unwrap();
    assert_eq!((&measured.net_g, measured.average.as_ref()), (&expected.0, None));
    assert!(expected.0.figures.iter().all(|figure| figure.result.is_ok()), "{expected:?}");

    let resume =
        "train --out {}/run --samples 440 --backend cpu --resume {}/run/checkpoint.safetensors --max-iterations 2";
    let refused = run(folder.path(), &format!("{resume} --holdout 0.1"));
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("a run cannot change its holdout on the way"), "{}", stderr(&refused));
    succeed(folder.path(), resume);
    let longer = super::snapshot(&at("checkpoint.safetensors"));
    assert_eq!((longer.history.len(), &longer.held_out), (2, &snapshot.held_out));
    assert_eq!(longer.measurements[..snapshot.measurements.len()], snapshot.measurements);
}
