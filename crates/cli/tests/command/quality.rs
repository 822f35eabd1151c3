//! How good a netG is, while it trains and by itself.

use std::fs;

use facegan_core::quality::{Metric, Quality};
use facegan_quality::{Evaluation, Options};
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
    let network = Network::Generator { image_size: 32, nz: snapshot.config.nz, ngf: 2 };
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
