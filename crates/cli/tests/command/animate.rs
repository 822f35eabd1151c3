//! Walks through faces, as the command writes them.

use std::fs;
use std::io::Cursor;
use std::time::Duration;

use facegan_core::animation::{Ending, Pace, Path, Scale};
use facegan_core::latent::{Latent, LatentSpec};
use facegan_data::enlarge::enlarged;
use facegan_store::opened::Opened;
use facegan_store::tensor_file::{Metadata, Stored, write};
use facegan_train::{draw, generator, png};
use image::AnimationDecoder;
use image::codecs::gif::GifDecoder;
use pollster::block_on;
use tempfile::TempDir;

use super::refused::refuse;
use super::{Device, names, succeed, train};

const ANIMATE: &str = "animate --backend cpu --weights {}/run/netG.safetensors --walk 7:1 7:4 12 --seconds 1 --fps 10";

#[test]
fn a_walk_is_a_folder_of_pngs_and_the_same_as_gif() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 2);
    succeed(folder.path(), &format!("{ANIMATE} --loop --scale 2 --out {{}}/walk"));
    let written = names(&folder.path().join("walk"));
    let pngs: Vec<_> = written.iter().filter(|name| name.ends_with(".png")).collect();
    assert_eq!((pngs.len(), pngs[0].as_str(), pngs[9].as_str()), (10, "frame-0001.png", "frame-0010.png"));

    let bytes = fs::read(folder.path().join("run/netG.safetensors")).unwrap();
    let mut opened = Opened::default();
    opened.open("netG".into(), &bytes).unwrap();
    let (network, state) = opened.net_g().unwrap();
    let net_g = generator(network, state, &Device::flex().autodiff().into()).unwrap();
    let stop = |seed, index| Latent::Drawn(LatentSpec { seed, index, truncation: None });
    let path = Path { stops: vec![stop(7, 0), stop(7, 3), stop(12, 0)], ending: Ending::Loop, pace: Pace::Even };
    let mut frames = Vec::new();
    for (name, scene) in pngs.iter().zip(path.scenes(10)) {
        let frame = png::decode(&fs::read(folder.path().join("walk").join(name)).unwrap()).unwrap();
        assert_eq!(frame, enlarged(&block_on(draw(&net_g, &scene)).unwrap(), Scale::Two).unwrap(), "{name}");
        frames.push(frame);
    }

    succeed(folder.path(), &format!("{ANIMATE} --loop --scale 2 --out {{}}/walk.gif"));
    let gif = fs::read(folder.path().join("walk.gif")).unwrap();
    let decoded = GifDecoder::new(Cursor::new(gif)).unwrap().into_frames().collect_frames().unwrap();
    assert_eq!(decoded.len(), 10);
    for (frame, shown) in frames.iter().zip(decoded) {
        assert_eq!((Duration::from(shown.delay()).as_millis(), shown.buffer().dimensions()), (100, (64, 64)));
        let rgb = shown.buffer().pixels().flat_map(|pixel| pixel.0[..3].to_owned());
        let far: u32 = rgb.zip(&frame.rgb).map(|(one, other)| u32::from(one.abs_diff(*other))).sum();
        assert!(far / (frame.rgb.len() as u32) < 12, "256 colours are {far} steps away in all");
    }
}

#[test]
fn a_stop_that_is_no_latent_of_this_net_g_is_refused_by_name() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 1);
    let latent = |shape: &[usize], value: f32| {
        let values = vec![value; shape.iter().product()];
        write(&[Stored::f32("latent".into(), shape.to_vec(), &values)], Metadata::new()).unwrap()
    };
    let files = [
        ("short", latent(&[1, 64, 1, 1], 0.5), "its latent has 64 numbers, and this netG takes 100"),
        ("flat", latent(&[100], 0.5), "“latent” should have the shape [1, nz, 1, 1] but has [100]"),
        ("several", latent(&[2, 100, 1, 1], 0.5), "“latent” should have the shape [1, nz, 1, 1]"),
        ("spoilt", latent(&[1, 100, 1, 1], f32::INFINITY), "“latent” holds NaN or infinite numbers"),
        ("cut", latent(&[1, 100, 1, 1], 0.5)[..200].to_vec(), "its 200 bytes are not as many"),
    ];
    let refused = |name: &str, message: &str| {
        let words = format!("{ANIMATE} --out {{}}/walk").replace(" 7:4 ", &format!(" {{}}/{name}.safetensors "));
        refuse(&folder, &words, 3, &format!("{name}.safetensors {message}"));
    };
    for (name, bytes, message) in files {
        fs::write(folder.path().join(name).with_extension("safetensors"), bytes).unwrap();
        refused(name, &format!("cannot be used: {message}"));
    }
    refused("run/netG", "cannot be used: it holds no tensor “latent”");
    refused("missing", "could not be read");
    assert!(!folder.path().join("walk").exists());
}

#[test]
fn a_film_lies_over_nothing_and_says_how_a_video_is_made() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 1);
    fs::write(folder.path().join("theirs.gif"), "theirs").unwrap();
    for (out, message) in [
        ("theirs.gif", "theirs.gif is there already"),
        ("run", "run is not empty"),
        ("walk.mp4", "walk.mp4 is neither a .gif nor a folder"),
    ] {
        refuse(&folder, &format!("{ANIMATE} --out {{}}/{out}"), 2, message);
    }
    assert_eq!(fs::read(folder.path().join("theirs.gif")).unwrap(), b"theirs");
    let help = succeed(folder.path(), "animate --help");
    assert!(help.contains("ffmpeg -framerate 25 -i walk/frame-%04d.png"), "{help}");
}
