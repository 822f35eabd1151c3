//! Thousands of damaged files: none makes its reader panic or linger, and each is accounted for. `fuzz` looks further.

#[path = "mutated/mutation.rs"]
mod mutation;

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use burn::tensor::Device;
use facegan_core::address::Launch;
use facegan_core::config::TrainConfig;
use facegan_core::latent::FoundLatent;
use facegan_data::archive::{Archive, Entry};
use facegan_data::decode::DecodeError;
use facegan_data::photo::Squares;
use facegan_model::{StateDict, to_host};
use facegan_sample_faces::draw;
use facegan_store::checkpoint::from_bytes;
use facegan_store::latent_file;
use facegan_store::opened::Opened;
use facegan_store::tensor_file::TensorFile;
use facegan_store::weights::{metadata, safetensors};
use facegan_train::Session;
use image::{DynamicImage, ImageFormat, RgbImage};
use pollster::block_on;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use mutation::damaged;
use test_support::runs::{save, train};
use test_support::{faces, fixtures, tiny};

/// Damaged files of each kind.
const FILES: u64 = 2000;
/// How long one file may take: hundreds of times as long as any does.
const PATIENCE: Duration = Duration::from_secs(20);

/// What became of how many files.
type Counts = BTreeMap<&'static str, usize>;

/// Has a file read, and names the seed of one that its reader panics over or lingers on.
fn survived<T>(what: &str, seed: u64, read: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let Ok(outcome) = catch_unwind(AssertUnwindSafe(read)) else {
        panic!("reading {what} with the damage of seed {seed} panics");
    };
    let took = start.elapsed();
    assert!(took < PATIENCE, "reading {what} with the damage of seed {seed} took {took:?}");
    outcome
}

/// Small images of every format and many kinds.
fn images() -> Vec<(String, Vec<u8>)> {
    const FIXTURES: [&str; 16] = [
        "rgb.jpg",
        "rgb.png",
        "rgb.webp",
        "rgb.gif",
        "rgb.bmp",
        "rgb.tiff",
        "progressive.jpg",
        "cmyk.jpg",
        "exif6.jpg",
        "palette.png",
        "alpha.png",
        "grey.png",
        "grey16.png",
        "animated.png",
        "animated.gif",
        "animated.webp",
    ];
    const SIDE: u32 = 40;
    let folder = fixtures().join("images");
    let mut images: Vec<_> =
        FIXTURES.iter().map(|name| ((*name).to_owned(), std::fs::read(folder.join(name)).unwrap())).collect();
    let face = RgbImage::from_raw(SIDE, SIDE, draw(1, 0, SIDE as usize)).unwrap();
    for ending in ["jpg", "png", "webp", "gif", "bmp", "tiff"] {
        let mut bytes = Cursor::new(Vec::new());
        let format = ImageFormat::from_extension(ending).unwrap();
        DynamicImage::from(face.clone()).write_to(&mut bytes, format).unwrap();
        images.push((format!("face.{ending}"), bytes.into_inner()));
    }
    images
}

/// What becomes of a file.
fn fate(bytes: &[u8]) -> &'static str {
    match (Squares { image_size: 32, detector: None }).of_bytes(bytes) {
        Ok(squares) => {
            assert_eq!(squares.centre.len(), 32 * 32 * 3);
            "taken"
        }
        Err(DecodeError::UnknownFormat) => "of unknown format",
        Err(why) => {
            // In a browser, a decoder that panics takes its worker with it.
            assert!(!why.to_string().is_empty() && !matches!(why, DecodeError::Failed), "{why}");
            "refused"
        }
    }
}

#[test]
fn every_damaged_image_is_accounted_for_once() {
    let images = images();
    let mut counts = Counts::new();
    for seed in 0..FILES {
        let (name, bytes) = &images[seed as usize % images.len()];
        let (_, other) = &images[(seed as usize * 7 + 1) % images.len()];
        let bytes = damaged(bytes, other, seed);
        let fate = survived(name, seed, || fate(&bytes));
        *counts.entry(fate).or_default() += 1;
    }
    println!("damaged images: {counts:?}");
    assert_eq!(counts.values().sum::<usize>(), FILES as usize);
    assert!(counts["taken"] > 0 && counts["refused"] > FILES as usize / 10);
}

/// The smallest run, after so many iterations.
fn run(iterations: usize) -> Session {
    let data = faces(4, 32);
    let config = TrainConfig { nz: 4, ngf: 2, ndf: 2, batch_size: 4, ..tiny() };
    let mut session = Session::new(config, data.identities().to_vec(), data.taken(), Device::flex().autodiff());
    train(&mut session, &data, iterations);
    session
}

fn weights(session: &Session) -> Vec<u8> {
    let state = block_on(to_host(session.gan().net_g.state())).unwrap();
    safetensors(&state, session.batches_tracked().net_g, metadata(session.config(), session.history())).unwrap()
}

/// Opens a damaged file, and checks that nothing changed is taken for what was saved.
fn opened(saved: &[u8], bytes: &[u8]) -> &'static str {
    let mut opened = Opened::default();
    if let Err(error) = opened.open("damaged".into(), bytes) {
        assert!(!error.to_string().is_empty() && !error.advice().is_empty());
        assert!(opened.report().is_empty());
        return "refused";
    }
    assert_eq!(opened.report().len(), 1);
    let Some(snapshot) = opened.snapshot() else { return "opened as weights" };
    if !TensorFile::read(bytes).unwrap().metadata().contains_key("checksum") {
        return "opened without a checksum";
    }
    assert!(*snapshot == from_bytes(saved).unwrap(), "a changed checkpoint was taken for the one that was saved");
    "opened unchanged"
}

#[test]
fn no_damaged_checkpoint_is_taken_for_the_one_that_was_saved() {
    let trained = run(1);
    let files = [("a checkpoint", save(&trained)), ("a new run", save(&run(0))), ("weights", weights(&trained))];
    let mut counts = Counts::new();
    for seed in 0..FILES {
        let (name, saved) = &files[seed as usize % files.len()];
        let (_, other) = &files[(seed as usize + 1) % files.len()];
        let bytes = damaged(saved, other, seed);
        *counts.entry(survived(name, seed, || opened(saved, &bytes))).or_default() += 1;
    }
    println!("damaged checkpoints and weights: {counts:?}");
    assert!(counts["refused"] > FILES as usize / 2);
}

#[test]
fn no_damaged_latent_has_numbers_that_are_not_finite() {
    let latent = |values| latent_file::to_bytes(&FoundLatent { photo: "anna.jpg".into(), values }).unwrap();
    let (saved, other) = (latent(vec![0.5; 100]), latent(vec![-1.5; 8]));
    let read = |bytes: &[u8]| match latent_file::from_bytes(bytes, "damaged") {
        Ok(found) => {
            assert!(!found.values.is_empty() && found.values.iter().all(|value| value.is_finite()));
            "read"
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            "refused"
        }
    };
    assert_eq!(read(&saved), "read");
    let mut counts = Counts::new();
    for seed in 0..FILES {
        let bytes = damaged(&saved, &other, seed);
        *counts.entry(survived("a latent", seed, || read(&bytes))).or_default() += 1;
    }
    println!("damaged latents: {counts:?}");
    assert!(counts["refused"] > FILES as usize / 10);
}

/// An archive of photos, with folders and what operating systems add.
fn archive() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in images().into_iter().take(4) {
        zip.start_file(format!("album/{name}"), SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.add_directory("empty", SimpleFileOptions::default()).unwrap();
    zip.start_file("__MACOSX/._rgb.jpg", SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// The same photos in one that was written to a pipe: lengths stand behind the bytes, folders end as on Windows.
fn streamed_archive() -> Vec<u8> {
    let mut zip = ZipWriter::new_stream(Vec::new());
    for (name, bytes) in images().into_iter().take(4) {
        let options = SimpleFileOptions::default().large_file(name.ends_with("jpg"));
        zip.start_file(format!("album\\{name}"), options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.start_file("empty\\", SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// Reads a damaged archive as the engine does, and checks that whatever is wrong has a name and a reason.
fn unpacked(bytes: &[u8]) -> &'static str {
    let mut archive = match Archive::open(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return "refused";
        }
    };
    let mut whole = true;
    for index in 0..archive.len() {
        if let Entry::File(name) = archive.entry(index) {
            assert!(!name.is_empty());
            whole &= archive.unpack(index).map_err(|error| assert_ne!(error.to_string(), "")).is_ok();
        }
    }
    if whole { "read" } else { "read in part" }
}

#[test]
fn damaged_archives_are_read_as_far_as_they_can_be() {
    let (saved, other) = ([archive(), streamed_archive()], images().swap_remove(0).1);
    assert!(saved.iter().all(|bytes| unpacked(bytes) == "read"));
    let mut counts = Counts::new();
    for seed in 0..FILES {
        let bytes = damaged(&saved[seed as usize % saved.len()], &other, seed);
        *counts.entry(survived("an archive", seed, || unpacked(&bytes))).or_default() += 1;
    }
    println!("damaged archives: {counts:?}");
    assert!(["refused", "read in part"].iter().all(|fate| counts.contains_key(fate)));
}

#[test]
fn what_is_read_from_a_damaged_address_is_written_as_it_is_read() {
    let address = b"preset=tiny&image_size=64&batch_size=5&nz=10&ngf=9&ndf=7&num_epochs=1&lr=0.0003&beta1=0.6&seed=1\
        &sample_every=50&max_iterations=20&flip=1&diffaugment=cutout,color&ema_decay=0.99&holdout=0.1&lr_g=0.0004\
        &lr_d=0.0001&real_label=0.9&loss=hinge&spectral_norm=1&data=sample:256&autostart=1&kernels=stock&latent=7&truncation=0.7";
    for seed in 0..FILES {
        let query = damaged(address, b"%00%F0%9F%98%80&lr=NaN&beta1=-0&ema_decay=1e-9&seed=+7", seed);
        survived("an address", seed, || {
            let (launch, problems) = Launch::from_query(&String::from_utf8_lossy(&query));
            assert!(problems.iter().all(|problem| !problem.to_string().is_empty()));
            assert_eq!(Launch::from_query(&launch.to_query()), (launch, vec![]));
        });
    }
}
