//! One HTML file that draws faces: from a disk, in both browsers, on the GPU and on the processor, without any request.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, ensure};
use axum::Router;
use e2e::{Fault, GPU, Kind, Page, SOON, Site, visit, visit_in};
use facegan_core::latent::{Latent, LatentSpec, Scene};
use facegan_train::scene_latents;
use image::{ImageFormat, load_from_memory_with_format};
use tempfile::TempDir;

use test_support::python::python;

use crate::latent::{slide, until_other};
use crate::leaves::report;

const RUN: &str =
    "preset=tiny&image_size=32&max_iterations=3&ema_decay=0.5&data=sample:8&autostart=1&latent=7&quality=0";
const NZ: usize = 100;
/// Steps of a byte by which two drawings of one face may differ.
pub const TOLERANCE: u8 = 2;
/// The latents of the pictures: the faces of a seed, the same truncated, and half the way from one to another.
pub const SCENES: [&str; 3] = ["faces", "truncated", "walk"];

fn scene(name: &str) -> Scene {
    let stop = |index| Latent::from(LatentSpec { seed: 7, index, truncation: None });
    match name {
        "faces" => Scene::Faces { seed: 7, count: 16, truncation: None },
        "truncated" => Scene::Faces { seed: 7, count: 16, truncation: Some(0.7) },
        _ => Scene::Walk { stops: vec![stop(1), stop(2), stop(1)], at: 0.5 },
    }
}

/// Saves the pictures of [`SCENES`] into a folder. Page and file have the same controls.
pub async fn save(page: &Page, folder: &Path) -> Result<()> {
    page.until_can_click("Face 1 of seed 7", true).await?;
    let put = |name: &str, bytes: &[u8]| fs::write(folder.join(name).with_extension("png"), bytes);
    put("faces", &page.download("Save faces as PNG").await?.bytes)?;
    page.click("Face 2 of seed 7").await?;
    page.click("Face 3 of seed 7").await?;
    page.until_can_click("Save walk face as PNG", true).await?;
    let start = page.shown("The walk").await?;
    slide(page, "Place on the walk", 0.5).await?;
    until_other(page, "The walk", &start).await?;
    put("walk", &page.download("Save walk face as PNG").await?.bytes)?;
    slide(page, "Truncation", 0.7).await?;
    page.until_can_click("Face 1 of seed 7, up to 0.7", true).await?;
    put("truncated", &page.download("Save faces as PNG").await?.bytes)?;
    Ok(())
}

/// The largest difference between two PNG files.
pub fn difference(one: &[u8], other: &[u8]) -> Result<u8> {
    let pixels = |png: &[u8]| anyhow::Ok(load_from_memory_with_format(png, ImageFormat::Png)?.into_rgb8());
    let (one, other) = (pixels(one)?, pixels(other)?);
    ensure!(one.dimensions() == other.dimensions(), "{:?} and {:?}", one.dimensions(), other.dimensions());
    Ok(one.iter().zip(other.iter()).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or_default())
}

/// The largest difference between a picture in a folder and what PyTorch's netG draws of the same latents.
pub fn beside_pytorch(net_g: &Path, folder: &Path, name: &str) -> Result<u8> {
    let latents = scene_latents(&scene(name), NZ)?;
    fs::write(folder.join("latents"), latents.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<_>>())?;
    let layout = if name == "walk" { "single(drawn[0])" } else { "grid(drawn)" };
    let program = format!(
        "from html_page import *\n\
         drawn = images({:?}, 'latents')\n\
         print(difference('{name}.png', {layout}))\n",
        net_g.display().to_string()
    );
    Ok(python(&program, folder).trim().parse()?)
}

/// The page's own functions for latents.
const LATENTS: &str = concat!(
    include_str!("../../../crates/store/src/html_page/chacha.js"),
    include_str!("../../../crates/store/src/html_page/normal.js"),
    include_str!("../../../crates/store/src/html_page/latents.js"),
);

/// Compares the file's latents with those that the engine draws.
async fn check_latents(page: &Page) -> Result<()> {
    let face = |seed, index, truncation| Latent::from(LatentSpec { seed, index, truncation });
    let stops = vec![face(7, 3, None), face(u32::MAX, 0, Some(0.5)), face(1, 9, Some(1.5))];
    let cases = [
        (
            Scene::Faces { seed: 123_456_789, count: 200, truncation: None },
            "faceLatents({ seed: 123456789, first: 0, count: 200, truncation: null }, 100)",
        ),
        (
            Scene::Faces { seed: 5, count: 16, truncation: Some(0.3) },
            "faceLatents({ seed: 5, first: 0, count: 16, truncation: 0.3 }, 100)",
        ),
        (
            Scene::Walk { stops: stops.clone(), at: 1.3 },
            "[walkLatent([{ seed: 7, index: 3, truncation: null }, { seed: 4294967295, index: 0, truncation: 0.5 },
                          { seed: 1, index: 9, truncation: 1.5 }], 1.3, 100)]",
        ),
        (
            Scene::Pad { around: stops[1].clone(), directions: 11, x: 0.3, y: -0.7 },
            "[padLatent({ seed: 4294967295, index: 0, truncation: 0.5 }, 11, 0.3, -0.7, 100)]",
        ),
    ];
    for (scene, script) in cases {
        let script = format!("{LATENTS}\nreturn {script}.flatMap((latent) => Array.from(latent))");
        let theirs: Vec<f32> = page.evaluate(&script, vec![]).await?;
        let ours = scene_latents(&scene, NZ)?;
        assert_eq!(ours.len(), theirs.len(), "{scene:?}");
        let worst = ours.iter().zip(&theirs).map(|(ours, theirs)| (ours - theirs).abs()).fold(0.0, f32::max);
        // Logarithm and sine differ between browsers in their last bits.
        assert!(worst <= 1e-6, "{scene:?}: {worst:e}");
    }
    Ok(())
}

/// Opens the file and waits until it draws with this.
pub async fn open(page: &Page, file: &Path, with: &str) -> Result<()> {
    page.open_file(file, with).await?;
    let name = if with == "gpu" { "GPU" } else { "processor" };
    page.until_status(&format!("Drawn on this device’s {name}."), GPU).await?;
    page.until_can_click("Face 1 of seed 7", true).await
}

/// Whether the page, which is the file, fetched anything.
async fn fetched(page: &Page) -> Result<Vec<String>> {
    page.evaluate("return performance.getEntriesByType('resource').map(({ name }) => name)", vec![]).await
}

/// What Chromium recorded of the requests of files, after one that a file without a policy makes.
async fn recorded(page: &Page, folder: &Path, address: &str) -> Result<Vec<String>> {
    let control = folder.join("control.html");
    fs::write(&control, format!("<!doctype html><img alt='' src='{address}'>"))?;
    let start = Instant::now();
    loop {
        page.open_file(&control, "").await?;
        // Files have no origin of their own.
        let addresses = page.requests("null").await?;
        if addresses.iter().any(|recorded| recorded == address) {
            return Ok(addresses);
        }
        ensure!(start.elapsed() < SOON, "the browser never recorded {address}: {addresses:#?}");
    }
}

/// Trains, saves pictures and netG, and netG as a page.
async fn make(page: &Page, folder: &Path) -> Result<PathBuf> {
    page.open(RUN).await?;
    page.until_status("Training complete: 3 iterations.", GPU).await?;
    save(page, folder).await?;
    fs::write(folder.join("netG.safetensors"), page.download("Download netG").await?.bytes)?;
    assert_eq!(page.download("Save averaged as a page").await?.name, "faces_ema.html");
    let file = page.download("Save as a page").await?;
    assert_eq!(file.name, "faces.html");
    println!("the page of a tiny netG has {} bytes", file.bytes.len());
    let path = folder.join(file.name);
    fs::write(&path, file.bytes)?;
    Ok(path)
}

#[tokio::test]
async fn one_file_draws_the_same_faces_without_any_request() {
    let folder = TempDir::new().unwrap();
    let made = folder.path().to_owned();
    visit("html_page", Fault::Guarded, async move |page| {
        let file = make(&page, &made).await?;
        for with in ["gpu", "processor"] {
            let drawn = made.join(with);
            fs::create_dir(&drawn)?;
            open(&page, &file, with).await?;
            save(&page, &drawn).await?;
            assert_eq!(fetched(&page).await?, [""; 0]);
            for name in SCENES {
                let [ours, theirs] = [&made, &drawn].map(|folder| fs::read(folder.join(name).with_extension("png")));
                let of_page = difference(&ours?, &theirs?)?;
                let of_pytorch = beside_pytorch(&made.join("netG.safetensors"), &drawn, name)?;
                println!("{with}, {name}: {of_page} steps beside the page, {of_pytorch} beside PyTorch");
                assert!(of_page.max(of_pytorch) <= TOLERANCE, "{with}, {name}");
            }
            assert_eq!(report(&page, "here", None).await?.refused, [""; 0], "the policy got in the way");
        }

        check_latents(&page).await?;
        let elsewhere = Site::of(Router::new()).await?;
        let refused = report(&page, "here", Some(&elsewhere.address_of("/refused"))).await?;
        assert_eq!(refused.done, [""; 0]);
        assert_eq!(refused.refused, ["connect-src", "script-src", "script-src-elem"]);
        let control = elsewhere.address_of("/control");
        let addresses = recorded(&page, &made, &control).await?;
        let strange: Vec<_> = addresses.iter().filter(|address| **address != control).collect();
        assert!(strange.is_empty(), "{strange:#?}");
        Ok(())
    })
    .await;

    let made = folder.path().to_owned();
    visit_in(Kind::Firefox, "html_page_firefox", async move |page| {
        for with in ["gpu", "processor"] {
            open(&page, &made.join("faces.html"), with).await?;
            let drawn = page.download("Save faces as PNG").await?.bytes;
            assert_eq!(fetched(&page).await?, [""; 0]);
            let of_page = difference(&fs::read(made.join("faces.png"))?, &drawn)?;
            println!("{with} in Firefox: {of_page} steps beside the page");
            assert!(of_page <= TOLERANCE, "{with}");
        }
        check_latents(&page).await
    })
    .await;
}
