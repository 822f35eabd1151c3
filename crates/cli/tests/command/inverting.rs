//! `facegan invert`: photos and planted faces.

use std::fs;

use burn::tensor::Device;
use facegan_core::latent::{Latent, LatentSpec, Scene};
use facegan_store::{latent_file, weights};
use facegan_train::{draw, generator, png, scene_latents};
use pollster::block_on;
use serde_json::{Value, json};
use tempfile::TempDir;
use test_support::python::python;

use super::refused::refuse;
use super::{run, stderr, succeed};

/// The documented way to draw a latent file's face.
const LATENT: &str = include_str!("../../../../docs/snippets/latent.py");
/// Whether PyTorch's face and the walk's first frame are the one that was found, within a step of a byte.
const COMPARE: &str = "\
found = numpy.asarray(Image.open('found.png').convert('RGB'), float)[:, 32:]
frame = numpy.asarray(Image.open('walk/frame-0001.png').convert('RGB'), float)
drawn = single(image[0].detach().numpy())
print(*(bool(abs(found - other).max() <= 1) for other in (drawn, frame)))
";
const SHIPPED: &[u8] = include_bytes!("../../../../www/pretrained/netG.safetensors");

#[test]
fn a_face_that_the_shipped_net_g_drew_is_found_again() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("netG.safetensors"), SHIPPED).unwrap();
    let read = weights::read(SHIPPED).unwrap();
    let net_g = generator(read.network, &read.state, &Device::flex().autodiff().into()).unwrap();
    let planted = Latent::from(LatentSpec { seed: 5, index: 2, truncation: None });
    let scene = Scene::Walk { stops: vec![planted], at: 0.0 };
    fs::write(at("planted.png"), png::encode(&block_on(draw(&net_g, &scene)).unwrap()).unwrap()).unwrap();
    let words = "invert --backend cpu --weights {}/netG.safetensors --photo {}/planted.png --crop centre --json --out";
    let words = format!("{words} {{}}/found.png --latent-out {{}}/latent.safetensors");
    let json: Value = serde_json::from_str(&succeed(folder.path(), &words)).unwrap();

    let number = |value: &Value| value.as_f64().unwrap();
    let (distance, random) = (number(&json["distance"]), number(&json["random_distance"]));
    let latent = scene_latents(&scene, net_g.nz()).unwrap();
    let found: Vec<_> = json["latent"].as_array().unwrap().iter().map(number).collect();
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|value| value * value).sum::<f64>().sqrt();
    let away = norm(&mut latent.iter().zip(&found).map(|(one, other)| f64::from(*one) - other));
    let lengths = [norm(&mut latent.iter().copied().map(f64::from)), norm(&mut found.iter().copied())];
    println!(
        "image {distance:.2} of 255 away, the nearest random face {random:.2}; latent {away:.2} away, of {lengths:.2?}"
    );
    assert_eq!((found.len(), json["verdict"].as_str()), (100, Some("Very near")));
    assert!(distance < 3.0 && distance < random / 8.0, "{distance} beside {random}");
    assert!((lengths[1] - 10.0).abs() < 1.0, "the latent lies where netG's latents do: {lengths:?}");
    let picture = png::decode(&fs::read(at("found.png")).unwrap()).unwrap();
    assert_eq!((picture.width, picture.height), (64, 32));

    check_latent(&folder, &found);
    refuse(&folder, &words, 2, "latent.safetensors is there already");
    refuse(&folder, &words.replace("latent.safetensors", "latent.npy"), 2, "does not end with .safetensors");
}

/// Compares the file with what was printed, and the faces that PyTorch and a walk draw of it with the one that was found,
/// which stands right in the picture.
fn check_latent(folder: &TempDir, found: &[f64]) {
    let bytes = fs::read(folder.path().join("latent.safetensors")).unwrap();
    let file = latent_file::from_bytes(&bytes, "").unwrap();
    assert_eq!(file.photo, "planted.png");
    assert!(file.values.iter().zip(found).all(|(one, other)| (f64::from(*one) - other).abs() < 1e-6));
    let told = succeed(folder.path(), "inspect {}/latent.safetensors");
    assert_eq!(told, "A latent of 100 numbers, found for planted.png\n");
    let json: Value = serde_json::from_str(&succeed(folder.path(), "inspect --json {}/latent.safetensors")).unwrap();
    assert_eq!(json["kind"], "latent");
    assert_eq!(json["latent"], json!({ "numbers": 100, "photo": "planted.png" }));
    let walk = "--walk {}/latent.safetensors 5:3 --seconds 1 --fps 2 --scale 1 --out {}/walk";
    succeed(folder.path(), &format!("animate --backend cpu --weights {{}}/netG.safetensors {walk}"));
    let printed = python(
        &["from html_page import *\nnetG = generator(load_file('netG.safetensors'))\n", LATENT, COMPARE].concat(),
        folder.path(),
    );
    assert_eq!(printed, "True True\n");
}

#[test]
fn a_photo_that_cannot_be_read_is_refused_by_name() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("netG.safetensors"), SHIPPED).unwrap();
    fs::write(folder.path().join("notes.txt"), "no photo").unwrap();
    let words = "invert --backend cpu --weights {}/netG.safetensors --photo {}";
    for name in ["notes.txt", "missing.jpg"] {
        let refused = run(folder.path(), &format!("{words}/{name}"));
        assert_eq!(refused.status.code(), Some(3), "{}", stderr(&refused));
        let said = stderr(&refused);
        assert!(said.contains(&format!("{name} cannot be used: ")) && said.contains("--photo"), "{said}");
    }
}
