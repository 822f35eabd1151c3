//! What a person is told when something is missing, and that the rest of the page still works.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::{Fault, GPU, Page, SOON, State, visit};
use tokio::time::sleep;

use crate::faces::{SIDE, face};

/// Reads a few photos, and starts a run if the page lets that be tried.
async fn read_photos_and_start(page: &Page) -> Result<()> {
    page.open("preset=tiny&image_size=32&num_epochs=1000").await?;
    let photos = (0..4).map(|index| face(&format!("{index}.png"), index, SIDE)).collect::<Result<Vec<_>>>()?;
    page.drop_files(&photos).await?;
    page.until("4 photos", SOON, |state| state.count("photo") == 4).await?;
    if page.can_click("Start").await? {
        page.click("Start").await?;
    }
    Ok(())
}

#[tokio::test]
async fn without_webgpu_photos_can_be_read_and_the_reason_is_given() {
    visit("no_webgpu", Fault::NoWebGpu, async |page| {
        read_photos_and_start(&page).await?;
        page.until("an alert on WebGPU", SOON, |state| state.alerts_with("WebGPU")).await?;
        page.click("Clear").await?;
        page.until("an empty data set", SOON, |state| state.count("photo") == 0).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn without_a_gpu_it_is_told_before_any_photo_is_read_and_the_page_lives_on() {
    visit("no_adapter", Fault::NoAdapter, async |page| {
        page.open("preset=tiny&image_size=32").await?;
        let state = page.until("an alert on the GPU", SOON, |state| state.alerts_with("found no GPU")).await?;
        assert_eq!(state.count("photo"), 0);
        page.until_said("document.getElementById('start-hint')", "Training needs a GPU", true).await?;
        page.until_said("document.getElementById('photos-hint')", "not trained on in this browser", true).await?;
        read_photos_and_start(&page).await?;
        page.until_can_click("Start", false).await?;
        page.drop_files(&[face("more.png", 9, SIDE)?]).await?;
        page.until("5 photos", SOON, |state| state.count("photo") == 5).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_engine_that_does_not_load_is_told() {
    visit("no_engine", Fault::NoEngine, async |page| {
        page.open("preset=tiny&image_size=32").await?;
        page.until("an alert on the engine", SOON, |state| state.alerts_with("engine")).await?;
        page.click("Quick").await?;
        assert_eq!(page.setting_value("ngf").await?, "32");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_gpu_that_fails_again_and_again_ends_the_run_and_another_can_start() {
    visit("gpu_fails", Fault::GpuOnCall, async |page| {
        read_photos_and_start(&page).await?;
        page.until_iteration(1).await?;
        let start = Instant::now();
        while page.state().await?.run != "failed" {
            ensure!(start.elapsed() < GPU, "the run is never given up: {:#?}", page.state().await?);
            page.fail_gpu("destroy").await?;
            sleep(Duration::from_millis(100)).await;
        }
        let failed = page.state().await?;
        assert!(
            failed.alerts_with("Training stopped") && failed.alerts_with("smaller batch_size"),
            "{:?}",
            failed.alerts
        );
        page.until("the photos again", SOON, |state| state.count("photo") == 4).await?;
        page.fail_gpu("no more").await?;
        let trains = |state: &State| state.run == "training" && state.iteration > 0;
        page.click("Start").await?;
        // The last fault may have reached the new engine, whose first run then fails too.
        if page.until("another run", SOON, trains).await.is_err() {
            page.click("Start").await?;
            page.until("another run", GPU, trains).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn refused_storage_is_told_and_the_photos_are_kept_in_memory() {
    visit("storage_refused", Fault::StorageRefused, async |page| {
        read_photos_and_start(&page).await?;
        let state = page.until_iteration(1).await?;
        assert!(state.report.contains("storage is off in this window"), "{}", state.report);
        Ok(())
    })
    .await;
}
