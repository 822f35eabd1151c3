//! Runs of grey images.

use std::fs;

use burn::tensor::Device;
use facegan_core::quality::Quality;
use facegan_model::Network;
use facegan_quality::{Evaluation, Options};
use facegan_train::{Fakes, Snapshot, generator, png};
use pollster::block_on;
use serde_json::Value;
use tempfile::TempDir;

use super::{SETTINGS, run, snapshot, stderr, succeed};

/// The same by the crate: of the netG of a run, beside grey photos.
fn evaluate(like: &Quality, run: &Snapshot) -> Quality {
    let net_g = generator(Network::net_g(&run.config), &run.net_g.state, &Device::flex().into()).unwrap();
    let mut fakes = Fakes::new(32, like.generated, 1);
    while block_on(fakes.advance(&net_g)).unwrap() {}
    let photos = test_support::faces(240, 32);
    let photos = photos.read(&photos.taken()).unwrap().for_nc(1);
    let options = Options { seed: 1, ..Options::default() };
    Evaluation::new(&[&fakes.finish()], &photos, options).unwrap().run(|_| ()).remove(0)
}

#[test]
fn a_grey_run_is_made_measured_drawn_and_searched_in_grey() {
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    let is_grey = |path: &str| {
        let picture = png::decode(&fs::read(at(path)).unwrap()).unwrap();
        picture.rgb.as_chunks().0.iter().all(|[red, green, blue]| red == green && green == blue)
    };
    let photos = "--samples 240 --backend cpu";
    succeed(folder.path(), &format!("train --out {{}}/run {SETTINGS} --nc 1 {photos} --max-iterations 2"));
    let run_state = snapshot(&at("run/checkpoint.safetensors"));
    assert_eq!(run_state.config.nc, 1);
    let kept = run_state.measurements.last().unwrap();
    assert!(kept.net_g.figures.iter().all(|figure| figure.result.is_ok()), "{kept:?}");
    let grids = super::names(&at("run/grids"));
    assert!(!grids.is_empty() && grids.iter().all(|name| is_grey(&format!("run/grids/{name}"))), "{grids:?}");
    assert!(is_grey("run/real.png"));

    let resume = format!("train --out {{}}/run {photos} --resume {{}}/run/checkpoint.safetensors --max-iterations 3");
    let refused = run(folder.path(), &format!("{resume} --nc 3"));
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("a run cannot change its nc on the way"), "{}", stderr(&refused));
    succeed(folder.path(), &resume);

    let weights = "--backend cpu --weights {}/run/netG.safetensors";
    let told: Value = serde_json::from_str(&succeed(folder.path(), "inspect {}/run/netG.safetensors --json")).unwrap();
    assert_eq!(told["networks"]["netG"]["settings"]["nc"], "1", "{told}");
    succeed(folder.path(), &format!("sample {weights} --out {{}}/faces.png"));
    succeed(folder.path(), &format!("invert {weights} --photo {{}}/run/real.png --crop centre --out {{}}/found.png"));
    assert!(is_grey("faces.png") && is_grey("found.png"));

    let evaluated = succeed(folder.path(), &format!("evaluate {weights} --samples 240 --count 256 --seed 1 --json"));
    let evaluated: Value = serde_json::from_str(&evaluated).unwrap();
    let found: Quality = serde_json::from_value(evaluated["networks"]["netG"].clone()).unwrap();
    let expected = evaluate(&found, &snapshot(&at("run/checkpoint.safetensors")));
    assert_eq!(found, expected);
}
