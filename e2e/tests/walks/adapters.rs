//! Adapters with no more than WebGPU's default limits, or on the page only.

use anyhow::{Context, Result};
use e2e::{Fault, GPU, Page, SOON, State, visit};

use crate::surviving::files;

/// A few iterations of the smallest networks.
const SHORT: &str = "preset=tiny&image_size=32&num_epochs=1&sample_every=3&max_iterations=3&data=sample:16&autostart=1";
/// What About says of the tiles.
const TILES: &str = "document.getElementById('tiles')";
/// What is said beside Start.
const HINT: &str = "document.getElementById('start-hint')";

/// The losses that the log tells.
fn losses(state: &State) -> Result<Vec<f32>> {
    let line = state.log.first().context("nothing was logged")?;
    let losses = line.split('\t').filter_map(|part| part.strip_prefix("Loss_"));
    losses.map(|loss| loss[3..].parse::<f32>().with_context(|| format!("“{line}” has no losses"))).collect()
}

/// Trains for a few iterations with these kernels.
pub async fn train(page: &Page, kernels: &str) -> Result<()> {
    page.open(&format!("{SHORT}&kernels={kernels}")).await?;
    let state = page.until_status("Training complete: 3 iterations.", GPU).await?;
    assert_eq!(state.alerts, [""; 0]);
    let losses = losses(&state)?;
    assert!(losses.len() == 2 && losses.iter().all(|loss| loss.is_finite() && *loss > 0.0), "{losses:?}");
    assert!(page.colours("Faces").await? > 50, "the fakes are blank");
    Ok(())
}

#[tokio::test]
async fn the_least_that_webgpu_promises_is_enough() {
    visit("bare_adapter", Fault::BareAdapter, async |page| {
        for kernels in ["own", "mixed", "stock"] {
            train(&page, kernels).await.with_context(|| format!("with kernels={kernels}"))?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn tiles_are_measured_once_and_can_be_given() {
    visit("tiles", Fault::HardwareGpu, async |page| {
        train(&page, "own&tiles=64x64").await?;
        page.click("About and privacy").await?;
        page.until_said(TILES, "in tiles of 64x64, as the address has it", true).await?;
        assert_eq!(files(&page, "facegan-tiles").await?, 0, "tiles that were given are not stored");

        for which in ["first", "second"] {
            train(&page, "own").await.with_context(|| format!("in the {which} visit"))?;
            page.click("About and privacy").await?;
            page.until_said(TILES, "the fastest of those that were measured on it", true).await?;
            assert_eq!(files(&page, "facegan-tiles").await?, 1, "they are stored");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_gpu_that_computes_wrong_numbers_with_our_kernels_trains_with_stock_ones() {
    visit("wrong_kernels", Fault::LoopsEndEarly, async |page| {
        page.open(&format!("{SHORT}&kernels=stock")).await?;
        let state = page.until_status("Training complete: 3 iterations.", GPU).await?;
        let expected = losses(&state)?;
        page.open(&format!("{SHORT}&kernels=own")).await?;
        let state = page.until_status("Training complete: 3 iterations.", GPU).await?;
        let told = "own kernels compute wrong numbers on this GPU";
        assert!(state.alerts_with(told) && state.alerts_with("stock kernels"), "{:?}", state.alerts);
        assert!(state.alerts_with("batch normalisation"), "{:?}", state.alerts);
        assert_eq!(losses(&state)?, expected);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn settings_whose_buffers_the_gpu_does_not_give_wait_for_smaller_ones() {
    visit("buffers", Fault::BareAdapter, async |page| {
        page.open("preset=tiny&image_size=32&ngf=512&data=sample:16").await?;
        page.until_status("16 photos ready.", SOON).await?;
        let told = "Training cannot start: these settings need a buffer of";
        page.until_said(HINT, told, true).await?;
        page.until_said(HINT, "this GPU gives 134 MB at most", true).await?;
        page.until_said(HINT, "Use ngf 256.", true).await?;
        page.until_can_click("Start", false).await?;

        page.set("ngf", "256").await?;
        page.until_said(HINT, told, false).await?;
        page.until_can_click("Start", true).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn webgpu_only_on_the_page_is_told_apart_from_none() {
    visit("no_webgpu_in_workers", Fault::NoWebGpuInWorkers, async |page| {
        page.open("preset=tiny&image_size=32&data=sample:16").await?;
        let state = page.until_status("16 photos ready.", SOON).await?;
        assert!(state.alerts_with("offers WebGPU to pages only, not to workers"), "{:?}", state.alerts);
        assert!(!state.alerts_with("offers no WebGPU"), "{:?}", state.alerts);
        page.until_said(HINT, "Training needs WebGPU in workers", true).await?;
        page.until_can_click("Start", false).await?;
        Ok(())
    })
    .await;
}
