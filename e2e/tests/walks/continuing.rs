//! Checkpoints and weights that are downloaded and opened again.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::{Download, Fault, GPU, Page, SOON, Upload, visit};
use facegan_store::tensor_file::{Metadata, Stored, TensorFile, write};
use facegan_store::weights;
use facegan_train::{Stream, grid, latents};
use tempfile::TempDir;
use tokio::time::sleep;

use test_support::python::python;

/// 60 epochs of 3 iterations, so that there is time to pause: 10 faces in batches of 4.
const RUN: &str = "preset=tiny&image_size=32&num_epochs=60&sample_every=4&data=sample:10";

/// The five numbers of every iteration.
fn numbers(losses: &Download) -> Result<Vec<Vec<f64>>> {
    let text = str::from_utf8(&losses.bytes)?;
    let row = |line: &str| {
        let numbers = line.split(',').map(str::parse).collect::<Result<Vec<f64>, _>>();
        numbers.map(|numbers| numbers[4..9].to_vec()).with_context(|| format!("“{line}” is not all numbers"))
    };
    text.lines().skip(1).map(row).collect()
}

fn file(name: &str, bytes: &[u8]) -> Upload {
    Upload { name: name.into(), bytes: bytes.to_vec() }
}

/// Opens a file by dropping it, and waits until it is listed.
pub async fn open(page: &Page, name: &str, bytes: &[u8]) -> Result<()> {
    page.drop_files(&[file(name, bytes)]).await?;
    page.until_can_click("Close", true).await
}

/// Waits until the line under the buttons for opened files says just this.
async fn until_hint(page: &Page, hint: &str) -> Result<()> {
    until_said(page, "#opened-hint", hint, |said| said == hint).await
}

/// Waits until the list of opened files says this among other things.
async fn until_listed(page: &Page, remark: &str) -> Result<()> {
    until_said(page, ".opened", remark, |said| said.contains(remark)).await
}

async fn until_said(page: &Page, selector: &str, what: &str, is_said: impl Fn(&str) -> bool) -> Result<()> {
    let script = format!("return document.querySelector('{selector}')?.textContent ?? ''");
    let start = Instant::now();
    loop {
        let said: String = page.evaluate(&script, vec![]).await?;
        if is_said(&said) {
            return Ok(());
        }
        ensure!(start.elapsed() < SOON, "{selector} never said “{what}”, but “{said}”");
        sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_checkpoint_goes_on_in_another_visit_as_if_nothing_had_happened() {
    visit("continuing", Fault::None, async |page| {
        page.open(&format!("{RUN}&autostart=1")).await?;
        page.until_status("Training complete: 180 iterations.", GPU).await?;
        let whole = numbers(&page.download("Download losses").await?)?;

        page.open(&format!("{RUN}&autostart=1")).await?;
        page.until_iteration(2).await?;
        page.click("Pause").await?;
        let stopped = page.until_run("paused").await?.iteration;
        let checkpoint = page.download("Download checkpoint").await?;
        assert_eq!(checkpoint.name, "checkpoint.safetensors");
        let saved = facegan_store::checkpoint::from_bytes(&checkpoint.bytes)?;
        assert_eq!((saved.history.len(), saved.order.len()), (stopped, 10));

        // Another visit, with other settings, and without photos at first.
        page.open("preset=tiny&image_size=64").await?;
        open(&page, &checkpoint.name, &checkpoint.bytes).await?;
        assert_eq!(page.setting_value("num_epochs").await?, "60");
        assert_eq!(page.setting_value("image_size").await?, "32");
        until_hint(&page, "Add the photos that this run was made with first: 10 of 10 are missing.").await?;
        assert!(!page.can_click("Continue this run").await?);
        assert!(page.colours("The latest sample grid of this run").await? > 50);

        // Opened while another run has the settings locked, it waits with its own until that one has ended.
        page.open("preset=tiny&image_size=32&num_epochs=1000&data=sample:10&autostart=1").await?;
        page.until_iteration(1).await?;
        let disk = TempDir::new()?;
        let path = disk.path().join(&checkpoint.name);
        fs::write(&path, &checkpoint.bytes)?;
        page.choose("opened-input", &[path]).await?;
        until_hint(&page, "A run is under way.").await?;
        assert_eq!(page.setting_value("num_epochs").await?, "1000");
        page.click("Stop").await?;
        until_hint(&page, "").await?;
        assert_eq!(page.setting_value("num_epochs").await?, "60");
        page.click("Continue this run").await?;
        let done = page.until_status("Training complete: 180 iterations.", GPU).await?;
        assert_eq!(done.log.len(), 60, "one line an epoch, those before the break included: {:?}", done.log);
        let continued = numbers(&page.download("Download losses").await?)?;
        assert_eq!(continued.len(), whole.len());
        // NaN is the worst of all.
        let relative = |(a, b): (&f64, &f64)| ((a - b) / b).abs();
        let differences = continued.iter().flatten().zip(whole.iter().flatten()).map(relative);
        let worst = differences.max_by(f64::total_cmp).context("there are no numbers")?;
        eprintln!("stopped after {stopped}: the numbers differ by at most {worst:.1e}");
        assert!(worst <= 1e-3, "{worst}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn netg_goes_to_pytorch_and_back_and_draws_the_same_faces() {
    visit("round_trip", Fault::None, async |page| {
        // Enough iterations for running statistics that are the data's own.
        page.open("preset=tiny&image_size=32&sample_every=1&max_iterations=40&data=sample:64&autostart=1").await?;
        page.until_status("Training complete: 40 iterations.", GPU).await?;
        let net_g = page.download("Download netG").await?;

        let folder = TempDir::new()?;
        let latent =
            Stored::f32("latent".into(), vec![64, 100, 1, 1], &latents(64, 100, &mut Stream::FixedNoise.rng(1)));
        fs::write(folder.path().join("latents.safetensors"), write(&[latent], Metadata::new())?)?;
        fs::write(folder.path().join(&net_g.name), &net_g.bytes)?;
        let program = "from tutorial import *\n\
                       from safetensors.torch import load_file, save_file\n\
                       netG = Generator(32, 100, 8)\n\
                       netG.load_state_dict(load_file('netG.safetensors'), strict=True)\n\
                       save_file(nn.DataParallel(netG).state_dict(), 'back.safetensors')\n\
                       with torch.no_grad():\n    \
                           images = netG.eval()(load_file('latents.safetensors')['latent'])\n\
                       save_file({'image': images}, 'images.safetensors')";
        python(program, folder.path());
        let back = fs::read(folder.path().join("back.safetensors"))?;
        assert_eq!(weights::read(&back)?.state, weights::read(&net_g.bytes)?.state);
        let images = fs::read(folder.path().join("images.safetensors"))?;
        let theirs = grid(&TensorFile::read(&images)?.f32("image")?.values, 3, 32, 2);

        page.open("preset=tutorial").await?;
        open(&page, "back.safetensors", &back).await?;
        let told = [page.setting_value("image_size").await?, page.setting_value("ngf").await?];
        assert_eq!(told, ["32", "8"]);
        page.click("Draw samples").await?;
        page.until_can_click("Save samples as PNG", true).await?;
        let ours = page.download("Save samples as PNG").await?;
        let ours = image::load_from_memory(&ours.bytes)?.into_rgb8();
        assert_eq!((ours.width() as usize, ours.height() as usize), (theirs.width, theirs.height));
        let far = ours.as_raw().iter().zip(&theirs.rgb).map(|(a, b)| a.abs_diff(*b)).max();
        eprintln!("our samples are at most {far:?} of 255 from PyTorch's");
        assert!(far <= Some(1), "{far:?}");
        assert!(page.colours("Samples of netG in eval mode, seed 1").await? > 50);

        // The weights can be trained on, with photos of their size.
        page.open("preset=tiny&image_size=32&max_iterations=1&data=sample:8").await?;
        page.until_status("8 photos ready.", SOON).await?;
        open(&page, "back.safetensors", &back).await?;
        page.click("Start a new run from these weights").await?;
        page.until_status("Training complete: 1 iteration.", GPU).await?;
        let state = weights::read(&page.download("Download netG").await?.bytes)?;
        // 40 iterations and 40 grids before, one of each now.
        assert_eq!(state.batches_tracked, 82);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn weights_of_other_precisions_and_prefixes_are_drawn_from_and_nan_is_told() {
    visit("odd_weights", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&max_iterations=1&data=sample:8&autostart=1").await?;
        page.until_status("Training complete: 1 iteration.", GPU).await?;
        let net_g = page.download("Download netG").await?.bytes;

        let folder = TempDir::new()?;
        fs::write(folder.path().join("netG.safetensors"), &net_g)?;
        let program = "from safetensors.torch import load_file, save_file\n\
                       state = load_file('netG.safetensors')\n\
                       half = {'module._orig_mod.' + key: value.half() for key, value in state.items()}\n\
                       save_file(half, 'half.safetensors')";
        python(program, folder.path());
        page.open("preset=tutorial").await?;
        open(&page, "half.safetensors", &fs::read(folder.path().join("half.safetensors"))?).await?;
        until_listed(&page, "16 tensors converted from float16 to float32").await?;
        page.click("Draw samples").await?;
        page.until_can_click("Save samples as PNG", true).await?;
        assert!(page.colours("Samples of netG in eval mode, seed 1").await? > 50);

        let mut weights = weights::read(&net_g)?;
        weights.state[0].values.fill(f32::NAN);
        let spoilt = weights::safetensors(&weights.state, weights.batches_tracked, Metadata::new())?;
        page.open("preset=tiny&image_size=32&max_iterations=1&data=sample:8").await?;
        page.until_status("8 photos ready.", SOON).await?;
        open(&page, "spoilt.safetensors", &spoilt).await?;
        until_listed(&page, "netG cannot be used: it holds NaN or infinite numbers").await?;
        assert!(!page.can_click("Draw samples").await?, "there is nothing to draw with");
        page.click("Start a new run from these weights").await?;
        let reason = "The opened weights cannot be trained on";
        page.until(reason, SOON, |state| state.alerts_with(reason)).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn files_that_cannot_be_opened_are_refused_with_the_reason() {
    visit("refused_files", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&max_iterations=1&data=sample:8&autostart=1").await?;
        page.until_status("Training complete: 1 iteration.", GPU).await?;
        let checkpoint = page.download("Download checkpoint").await?.bytes;
        let net_d = page.download("Download netD").await?.bytes;
        let bias = |size| Stored::f32("main.3.bias".into(), vec![size], &vec![0.0; size]);
        let odd = with_tensor(&net_d, bias(5))?;
        let newer = with_metadata(&checkpoint, "facegan_checkpoint", "2")?;
        for (name, bytes, reason) in [
            ("cut.safetensors", &checkpoint[..checkpoint.len() / 2], "it may be cut short"),
            ("netG.pth", b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.", ".pth or .pt files"),
            ("photo.safetensors", b"\xff\xd8\xff\xe0 and a JPEG", "not a .safetensors file but a picture"),
            ("page.safetensors", b"<!doctype html><title>404</title>", "not a .safetensors file but a web page"),
            ("odd.safetensors", &odd, "“main.3.bias” should have the shape [16] but has [5]"),
            ("newer.safetensors", &newer, "of format 2, which a newer version"),
        ] {
            page.drop_files(&[file(name, bytes)]).await?;
            let state = page.until(reason, SOON, |state| state.alerts_with(reason)).await?;
            assert!(state.alerts_with(&format!("{name} could not be opened")), "{state:?}");
        }
        assert!(!page.can_click("Close").await?, "nothing is open");

        // A checkpoint of other photos opens, but its run does not go on.
        page.open("preset=tiny&image_size=32&max_iterations=2&data=sample:7").await?;
        page.until_status("7 photos ready.", SOON).await?;
        open(&page, "checkpoint.safetensors", &checkpoint).await?;
        until_hint(&page, "Add the photos that this run was made with first: 1 of 8 is missing.").await?;
        assert!(!page.can_click("Continue this run").await?);
        page.set("max_iterations", "1").await?;
        page.click("Start a new run from these weights").await?;
        page.until_status("Training complete: 1 iteration.", GPU).await?;
        Ok(())
    })
    .await;
}

/// A file with one tensor replaced by another of its key.
fn with_tensor(bytes: &[u8], replacement: Stored) -> Result<Vec<u8>> {
    let mut tensors = tensors(bytes)?;
    tensors.retain(|tensor| tensor.key != replacement.key);
    tensors.push(replacement);
    Ok(write(&tensors, TensorFile::read(bytes)?.metadata().clone())?)
}

fn with_metadata(bytes: &[u8], key: &str, value: &str) -> Result<Vec<u8>> {
    let mut metadata = TensorFile::read(bytes)?.metadata().clone();
    metadata.insert(key.into(), value.into());
    Ok(write(&tensors(bytes)?, metadata)?)
}

fn tensors(bytes: &[u8]) -> Result<Vec<Stored>> {
    let file = safetensors::SafeTensors::deserialize(bytes)?;
    let stored = |(key, tensor): (&str, safetensors::tensor::TensorView)| Stored {
        key: key.to_owned(),
        dtype: tensor.dtype(),
        shape: tensor.shape().to_vec(),
        bytes: tensor.data().to_vec(),
    };
    Ok(file.iter().map(stored).collect())
}
