//! The timeline and a walk as GIF, video and PNGs, everything as one archive, and what continues a run on a cluster.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::time::Duration;

use anyhow::{Context, Result};
use e2e::{Download, Fault, GPU, Page, visit};
use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder, ImageDecoder};
use safetensors::SafeTensors;
use tempfile::TempDir;
use zip::ZipArchive;

use facegan_core::animation::{Ending, Pace, Path};
use facegan_core::latent::{Latent, LatentSpec};
use facegan_train::scene_latents;
use test_support::python::python;

/// Length of a latent.
const NZ: usize = 100;
/// Grids of a run of six iterations, each with one.
const GRIDS: usize = 6;
/// Side of a grid of 8 × 8 images of 32 pixels with 2 between them.
const SIDE: u32 = 8 * 34 + 2;

/// Checks that a GIF shows every grid, the last one for longer, and repeats.
fn check_gif(file: &Download) -> Result<()> {
    assert_eq!(file.name, "timeline.gif");
    assert!(file.bytes.windows(11).any(|bytes| bytes == b"NETSCAPE2.0"), "it does not repeat");
    let decoder = GifDecoder::new(Cursor::new(&file.bytes))?;
    assert_eq!(decoder.dimensions(), (SIDE, SIDE));
    let frames = decoder.into_frames().collect_frames()?;
    let delays: Vec<_> = frames.iter().map(|frame| Duration::from(frame.delay()).as_millis()).collect();
    assert_eq!(delays, [100, 100, 100, 100, 100, 1500]);
    assert!(frames[0].buffer() != frames[GRIDS - 1].buffer(), "nothing moves");
    Ok(())
}

/// A file's tensors by name; its metadata may stand in any order.
fn tensors(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>> {
    let file = SafeTensors::deserialize(bytes)?;
    Ok(file.iter().map(|(name, tensor)| (name.to_owned(), tensor.data().to_vec())).collect())
}

/// Checks that the archive has every file, and netG's weights as they are by themselves.
fn check_archive(file: Download, net_g: &Download) -> Result<()> {
    assert_eq!(file.name, "facegan.zip");
    let mut archive = ZipArchive::new(Cursor::new(file.bytes))?;
    let mut read = |name: &str| -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        archive.by_name(name).with_context(|| format!("there is no {name}"))?.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let text = String::from_utf8(read("README.md")?)?;
    for name in ["netG.safetensors", "netD.safetensors", "netG.onnx", "checkpoint.safetensors", "losses.csv"] {
        assert!(!read(name)?.is_empty(), "{name} is empty");
        assert!(text.contains(&format!("## {name}")), "the README has no Python for {name}");
    }
    assert!(tensors(&read("netG.safetensors")?)? == tensors(&net_g.bytes)?, "netG differs from its own download");
    for iteration in 0..GRIDS {
        let grid = image::load_from_memory(&read(&format!("grids/{iteration:06}.png"))?)?;
        assert_eq!((grid.width(), grid.height()), (SIDE, SIDE));
    }
    assert!(image::load_from_memory(&read("real_images.png")?)?.width() > SIDE);
    let settings: serde_json::Value = serde_json::from_slice(&read("settings.json")?)?;
    assert_eq!((&settings["settings"]["image_size"], &settings["iterations"]), (&32.into(), &GRIDS.into()));
    let address = settings["address"].as_str().context("there is no address")?;
    assert!(address.contains("image_size=32") && address.contains("sample_every=1"), "{address}");
    Ok(())
}

/// Checks that the archive for a cluster has what its README names.
fn check_cluster(file: Download) -> Result<()> {
    assert_eq!(file.name, "facegan-cluster.zip");
    let mut archive = ZipArchive::new(Cursor::new(file.bytes))?;
    let mut readme = String::new();
    archive.by_name("README.md").context("there is no README")?.read_to_string(&mut readme)?;
    let scripts = ["train_ddp.py", "photos.py", "skipped.py", "measurements.py", "quality.py", "swd.py", "chacha.py"];
    for name in scripts.into_iter().chain(["checkpoint.safetensors", "settings.json", "requirements.txt"]) {
        assert!(readme.contains(&format!("| `{name}` |")), "the README does not name {name}");
        assert!(archive.by_name(name).with_context(|| format!("there is no {name}"))?.size() > 0, "{name} is empty");
    }
    Ok(())
}

/// Checks a video's first bytes, and that there is something in it.
fn check_video(file: &Download) {
    let Download { name, bytes } = file;
    match name.as_str() {
        "timeline.webm" => assert_eq!(bytes[..4], [0x1a, 0x45, 0xdf, 0xa3]),
        "timeline.mp4" => assert_eq!(bytes[4..8], *b"ftyp"),
        other => panic!("{other} is no video"),
    }
    assert!(bytes.len() > 5_000, "{} bytes", bytes.len());
}

/// Frames of the walk: a second of it.
const WALK_FRAMES: usize = 10;

/// Chooses in the list of this label within the panel, by what is chosen.
async fn choose(page: &Page, list: &str, value: &str) -> Result<()> {
    let script = "const label = [...document.querySelectorAll('.animations .speed')].find(
                    (label) => label.textContent.startsWith(arguments[0]));
                  const select = label.querySelector('select');
                  select.value = arguments[1];
                  select.dispatchEvent(new Event('change'))";
    page.evaluate(script, vec![list.into(), value.into()]).await
}

/// Types how long the walk is.
async fn last_for(page: &Page, seconds: &str) -> Result<()> {
    let script = "const field = document.getElementById('walk-seconds');
                  field.value = arguments[0];
                  field.dispatchEvent(new Event('change'))";
    page.evaluate(script, vec![seconds.into()]).await
}

/// The chosen faces, in their order.
async fn stops(page: &Page) -> Result<Vec<String>> {
    page.evaluate("return [...document.querySelectorAll('.stops canvas')].map((stop) => stop.ariaLabel)", vec![]).await
}

/// Checks that the frames are what PyTorch's netG draws of the walk's latents, to within one step of a byte.
fn check_frames(file: Download, net_g: &Download) -> Result<()> {
    assert_eq!(file.name, "walk-frames.zip");
    let folder = TempDir::new()?;
    let mut archive = ZipArchive::new(Cursor::new(file.bytes))?;
    assert_eq!(archive.len(), WALK_FRAMES);
    archive.extract(folder.path())?;
    let stop = |index| Latent::Drawn(LatentSpec { seed: 7, index, truncation: None });
    let path = Path { stops: vec![stop(4), stop(1)], ending: Ending::Loop, pace: Pace::Even };
    let latents =
        path.scenes(WALK_FRAMES).iter().map(|scene| scene_latents(scene, NZ)).collect::<Result<Vec<_>, _>>()?;
    fs::write(
        folder.path().join("latents"),
        latents.concat().iter().flat_map(|z| z.to_le_bytes()).collect::<Vec<_>>(),
    )?;
    fs::write(folder.path().join("netG.safetensors"), &net_g.bytes)?;
    let program = format!(
        "import numpy as np\n\
         from PIL import Image\n\
         from safetensors.torch import load_file\n\
         from tutorial import *\n\
         netG = Generator(32, {NZ}, 8)\n\
         netG.load_state_dict(load_file('netG.safetensors'), strict=True)\n\
         latents = np.fromfile('latents', '<f4').reshape({WALK_FRAMES}, {NZ}, 1, 1)\n\
         with torch.no_grad():\n    \
             images = netG.eval()(torch.from_numpy(latents)).numpy()\n\
         expected = ((images + 1) / 2 * 255 + 0.5).astype(np.uint8).transpose(0, 2, 3, 1).astype(int)\n\
         found = np.stack([np.asarray(Image.open(f'frame-{{i + 1:04}}.png')) for i in range({WALK_FRAMES})])\n\
         print(abs(found - expected).max())"
    );
    let far: u8 = python(&program, folder.path()).trim().parse().context("the difference is no number")?;
    assert!(far <= 1, "the frames are {far} steps from PyTorch's");
    Ok(())
}

/// Opens a video in the browser and checks how long and how large it is there, and that it can be shown to its end.
async fn check_in_browser(page: &Page, file: &Download, seconds: f64, side: u32) -> Result<()> {
    let folder = TempDir::new()?;
    let path = folder.path().join(&file.name);
    fs::write(&path, &file.bytes)?;
    page.open_file(&path, "").await?;
    let script = "const video = document.querySelector('video');
                  const event = (name) => new Promise((resolve) => video.addEventListener(name, resolve, { once: true }));
                  if (video.readyState < 1) await event('loadedmetadata');
                  video.pause();
                  const seeked = event('seeked');
                  video.currentTime = video.duration - 0.05;
                  await seeked;
                  return [video.duration, video.videoWidth, video.videoHeight, video.currentTime]";
    let [duration, width, height, shown]: [f64; 4] = page.evaluate(script, vec![]).await?;
    assert!((duration - seconds).abs() < 0.02, "{duration} s");
    assert_eq!((width, height), (f64::from(side), f64::from(side)));
    assert!((shown - (seconds - 0.05)).abs() < 0.02, "it ends at {shown} s");
    Ok(())
}

async fn until_free(page: &Page) -> Result<()> {
    page.until_can_click("Save as GIF", true).await
}

#[tokio::test]
async fn the_timeline_and_a_walk_become_files() {
    visit("animations", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&sample_every=1&max_iterations=6&data=sample:16&latent=7").await?;
        page.until_can_click("Start", true).await?;
        assert!(!page.can_click("Save as GIF").await? && !page.can_click("Download everything").await?);
        page.click("Start").await?;
        page.until_status("Training complete: 6 iterations.", GPU).await?;

        check_gif(&page.download("Save as GIF").await?)?;
        until_free(&page).await?;
        let net_g = page.download("Download netG").await?;
        check_archive(page.download("Download everything").await?, &net_g)?;
        until_free(&page).await?;
        check_cluster(page.download("Continue on a cluster").await?)?;
        until_free(&page).await?;
        check_video(&page.download("Save as video").await?);
        until_free(&page).await?;

        page.until_can_click("Face 2 of seed 7", true).await?;
        page.click("Face 2 of seed 7").await?;
        page.click("Face 5 of seed 7").await?;
        page.click("Move stop 2 earlier").await?;
        assert_eq!(stops(&page).await?, ["Face 5 of seed 7", "Face 2 of seed 7"]);
        let focused: String = page
            .evaluate(
                "await new Promise((resolve) => setTimeout(resolve, 200));
                                             return document.activeElement.ariaLabel",
                vec![],
            )
            .await?;
        assert_eq!(focused, "Move stop 1 later");
        page.click("Walk between chosen faces").await?;

        // So long that there is time to cancel it.
        last_for(&page, "60").await?;
        choose(&page, "Speed", "50").await?;
        page.click("Save as PNGs").await?;
        assert!(!page.can_click("Save as GIF").await?, "a second export can be begun");
        page.click("Cancel export").await?;
        until_free(&page).await?;

        last_for(&page, "1").await?;
        choose(&page, "Speed", "10").await?;
        choose(&page, "Size", "1").await?;
        check_frames(page.download("Save as PNGs").await?, &net_g)?;
        until_free(&page).await?;
        choose(&page, "Size", "4").await?;
        let gif = page.download("Save as GIF").await?;
        assert_eq!(
            (gif.name.as_str(), GifDecoder::new(Cursor::new(&gif.bytes))?.dimensions()),
            ("walk.gif", (128, 128))
        );
        until_free(&page).await?;
        let video = page.download("Save as video").await?;
        until_free(&page).await?;
        assert_eq!(page.state().await?.alerts, Vec::<String>::new());
        check_in_browser(&page, &video, 1.0, 128).await?;
        Ok(())
    })
    .await;
}
