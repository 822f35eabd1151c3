//! Downloads: networks, losses and pictures.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use e2e::{Download, Fault, GPU, Page, visit};
use safetensors::{Dtype, SafeTensors};
use tempfile::TempDir;

use test_support::python::python;

/// Shapes by name, as PyTorch's `state_dict` of the tutorial's networks has them.
type Shapes = BTreeMap<String, Vec<usize>>;

const NZ: usize = 100;
const COLOURS: usize = 3;
/// Tiny's ngf and ndf.
const FEATURES: usize = 8;

/// The channels between netD's layers; netG has the same the other way round.
fn channels(image_size: usize) -> Vec<usize> {
    let blocks = (image_size / 8).ilog2();
    (0..=blocks).map(|block| FEATURES << block).collect()
}

fn norm(shapes: &mut Shapes, layer: usize, channels: usize) {
    for name in ["weight", "bias", "running_mean", "running_var"] {
        shapes.insert(format!("main.{layer}.{name}"), vec![channels]);
    }
    shapes.insert(format!("main.{layer}.num_batches_tracked"), vec![]);
}

fn net_g(image_size: usize) -> Shapes {
    let mut shapes = Shapes::new();
    let mut input = NZ;
    let mut layer = 0;
    for output in channels(image_size).into_iter().rev() {
        shapes.insert(format!("main.{layer}.weight"), vec![input, output, 4, 4]);
        norm(&mut shapes, layer + 1, output);
        (input, layer) = (output, layer + 3);
    }
    shapes.insert(format!("main.{layer}.weight"), vec![input, COLOURS, 4, 4]);
    shapes
}

fn net_d(image_size: usize) -> Shapes {
    let mut shapes = Shapes::new();
    let mut input = COLOURS;
    let mut layer = 0;
    for output in channels(image_size) {
        shapes.insert(format!("main.{layer}.weight"), vec![output, input, 4, 4]);
        let is_first = layer == 0;
        if !is_first {
            norm(&mut shapes, layer + 1, output);
        }
        (input, layer) = (output, if is_first { 2 } else { layer + 3 });
    }
    shapes.insert(format!("main.{layer}.weight"), vec![1, input, 4, 4]);
    shapes
}

/// Checks a network's file: exactly these tensors, of the right types, finite and trained.
fn check_network(file: &Download, expected: &Shapes) -> Result<()> {
    assert!(file.name.ends_with(".safetensors"), "{}", file.name);
    let tensors = SafeTensors::deserialize(&file.bytes).with_context(|| format!("{} is damaged", file.name))?;
    let shapes: Shapes = tensors.iter().map(|(name, tensor)| (name.to_owned(), tensor.shape().to_vec())).collect();
    assert_eq!(&shapes, expected, "{}", file.name);
    for (name, tensor) in tensors.iter() {
        if name.ends_with("num_batches_tracked") {
            let count: [u8; 8] = tensor.data().try_into().with_context(|| format!("{name} is not one number"))?;
            assert_eq!(tensor.dtype(), Dtype::I64, "{name}");
            assert!(i64::from_le_bytes(count) > 0, "{name} is not counted");
            continue;
        }
        assert_eq!(tensor.dtype(), Dtype::F32, "{name}");
        let (numbers, _) = tensor.data().as_chunks::<4>();
        let numbers: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        assert!(numbers.iter().all(|number| number.is_finite()), "{name} is not finite");
        assert!(numbers.iter().any(|number| *number != numbers[0]), "{name} is the same everywhere");
    }
    Ok(())
}

/// Checks that ONNX Runtime draws with netG.onnx what PyTorch's netG draws in eval mode with the weights of `net_g`.
fn check_onnx(onnx: &Download, net_g: &Download, image_size: usize) -> Result<()> {
    let folder = TempDir::new()?;
    assert_eq!((onnx.name.as_str(), net_g.name.as_str()), ("netG.onnx", "netG.safetensors"));
    for file in [onnx, net_g] {
        fs::write(folder.path().join(&file.name), &file.bytes)?;
    }
    let program = format!(
        "import onnxruntime\n\
         from safetensors.torch import load_file\n\
         from tutorial import *\n\
         netG = Generator({image_size}, {NZ}, {FEATURES})\n\
         netG.load_state_dict(load_file('netG.safetensors'), strict=True)\n\
         latent = torch.randn(5, {NZ}, 1, 1, generator=torch.Generator().manual_seed(1))\n\
         with torch.no_grad():\n    \
             expected = netG.eval()(latent)\n\
         session = onnxruntime.InferenceSession('netG.onnx')\n\
         found = torch.from_numpy(session.run(['image'], {{'latent': latent.numpy()}})[0])\n\
         assert found.shape == expected.shape == (5, 3, {image_size}, {image_size}), found.shape\n\
         print(((found - expected).norm() / expected.norm()).item())"
    );
    let error: f64 = python(&program, folder.path()).trim().parse().context("the error is no number")?;
    eprintln!("ONNX Runtime's images of netG: error {error:.1e}");
    assert!(error <= 1e-5, "{error:e}");
    Ok(())
}

/// Checks the losses: a header, and a row of finite numbers for each iteration.
fn check_losses(file: &Download, iterations: usize) -> Result<()> {
    assert!(file.name.ends_with(".csv"), "{}", file.name);
    let text = str::from_utf8(&file.bytes)?;
    let mut lines = text.lines();
    let header: Vec<_> = lines.next().context("the losses are empty")?.split(',').collect();
    assert!(header.iter().all(|name| name.parse::<f64>().is_err()), "{header:?} is no header");
    let mut rows = 0;
    for line in lines {
        let numbers = line.split(',').map(str::parse::<f64>).collect::<Result<Vec<_>, _>>();
        let numbers = numbers.with_context(|| format!("“{line}” is not all numbers"))?;
        assert_eq!(numbers.len(), header.len(), "{line}");
        assert!(numbers.iter().all(|number| number.is_finite()), "{line}");
        rows += 1;
    }
    assert_eq!(rows, iterations);
    Ok(())
}

/// Width and height of a PNG.
async fn picture(page: &Page, button: &str) -> Result<(u32, u32)> {
    let file = page.download(button).await?;
    assert!(file.name.ends_with(".png"), "{}", file.name);
    let image = image::load_from_memory_with_format(&file.bytes, image::ImageFormat::Png)?;
    Ok((image.width(), image.height()))
}

/// Side of a grid of 8 × 8 images with this much padding.
fn grid(image_size: u32, padding: u32) -> (u32, u32) {
    let side = 8 * (image_size + padding) + padding;
    (side, side)
}

#[tokio::test]
async fn everything_can_be_downloaded_and_netg_while_training() {
    visit("downloads_32", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&num_epochs=100&data=sample:64&autostart=1").await?;
        page.until_iteration(1).await?;
        check_network(&page.download("Download netG").await?, &net_g(32))?;
        let during = page.state().await?;
        assert_eq!(during.run, "training", "{during:?}");
        page.until_iteration(during.iteration + 1).await?;

        page.click("Stop").await?;
        let iterations = page.until_run("finished").await?.iteration;
        let last_net_g = page.download("Download netG").await?;
        check_network(&last_net_g, &net_g(32))?;
        check_network(&page.download("Download netD").await?, &net_d(32))?;
        check_onnx(&page.download("Download ONNX").await?, &last_net_g, 32)?;
        check_losses(&page.download("Download losses").await?, iterations)?;

        assert_eq!(picture(&page, "Save grid as PNG").await?, grid(32, 2));
        page.click("Photos beside").await?;
        assert_eq!(picture(&page, "Save photos as PNG").await?, grid(32, 5));
        for chart in ["Save loss chart as PNG", "Save D(x) chart as PNG"] {
            let (width, height) = picture(&page, chart).await?;
            assert!(width >= 300 && height >= 150, "{chart}: {width} × {height}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn networks_for_larger_images_have_a_block_more() {
    visit("downloads_64", Fault::None, async |page| {
        page.open("preset=tiny&max_iterations=1&data=sample:8&autostart=1").await?;
        page.until_status("Training complete: 1 iteration.", GPU).await?;
        check_network(&page.download("Download netG").await?, &net_g(64))?;
        check_network(&page.download("Download netD").await?, &net_d(64))?;
        Ok(())
    })
    .await;
}

#[test]
fn the_tutorials_networks_have_these_shapes() {
    let (g, d) = (net_g(64), net_d(64));
    assert_eq!(g["main.0.weight"], [NZ, 64, 4, 4]);
    assert_eq!(g["main.12.weight"], [FEATURES, COLOURS, 4, 4]);
    assert_eq!(g["main.10.running_var"], [FEATURES]);
    assert_eq!(d["main.0.weight"], [FEATURES, COLOURS, 4, 4]);
    assert_eq!(d["main.9.bias"], [64]);
    assert_eq!(d["main.11.weight"], [1, 64, 4, 4]);
    assert_eq!((g.len(), d.len()), (5 + 4 * 5, 5 + 3 * 5));
    assert_eq!((net_g(32).len(), net_d(32).len()), (4 + 3 * 5, 4 + 2 * 5));
}
