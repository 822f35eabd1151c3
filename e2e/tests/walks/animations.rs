//! The timeline as GIF and video, everything as one archive, and what continues a run on a cluster.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::time::Duration;

use anyhow::{Context, Result};
use e2e::{Download, Fault, GPU, Page, visit};
use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder, ImageDecoder};
use safetensors::SafeTensors;
use tokio::time::sleep;
use zip::ZipArchive;

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

/// Makes animations so slow that there is time to cancel one.
async fn slow_down(page: &Page) -> Result<()> {
    let script = "const speed = document.querySelector('.speed select'); speed.value = '2'; \
                  speed.dispatchEvent(new Event('change'))";
    page.evaluate(script, vec![]).await
}

async fn until_free(page: &Page) -> Result<()> {
    page.until_can_click("Save as GIF", true).await
}

#[tokio::test]
async fn the_timeline_becomes_a_gif_a_video_and_part_of_an_archive() {
    visit("animations", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&sample_every=1&max_iterations=6&data=sample:16").await?;
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

        slow_down(&page).await?;
        page.click("Save as video").await?;
        assert!(!page.can_click("Save as GIF").await?, "a second export can be begun");
        page.click("Cancel export").await?;
        until_free(&page).await?;
        // As long as the video would have taken.
        sleep(Duration::from_secs(5)).await;
        assert_eq!(page.state().await?.alerts, Vec::<String>::new());
        assert_eq!(page.download("Save as GIF").await?.name, "timeline.gif");
        Ok(())
    })
    .await;
}
