//! `facegan invert`: photos and planted faces.

use std::fs;

use burn::tensor::Device;
use facegan_core::latent::{Latent, LatentSpec, Scene};
use facegan_store::weights;
use facegan_train::{draw, generator, png, scene_latents};
use pollster::block_on;
use serde_json::Value;
use tempfile::TempDir;

use super::{run, stderr, succeed};

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
    let json: Value = serde_json::from_str(&succeed(folder.path(), &format!("{words} {{}}/found.png"))).unwrap();

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
