//! A person with photos of their own, from choosing them to the networks taken home.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use e2e::{Fault, GPU, Page, SOON, visit};

use crate::faces::{SIDE, face};
use crate::planning::until_forecast;
use crate::runs::{EARLIER_RUNS, compare, until_listed, until_painted};
use crate::surviving::losses;

const PHOTOS: u32 = 24;
const DIFFERENCES: &str = "document.querySelector('.differences')";

/// Photos on the disk, in the formats of phones and cameras.
fn write_photos(folder: &Path) -> Result<Vec<PathBuf>> {
    let write = |index: u32| {
        let ending = if index.is_multiple_of(2) { "jpg" } else { "png" };
        let file = face(&format!("photo {index}.{ending}"), index, SIDE)?;
        let path = folder.join(&file.name);
        fs::write(&path, &file.bytes)?;
        Ok(path)
    };
    (0..PHOTOS).map(write).collect()
}

/// Chooses the photos and reads what will come of them. The run itself is a small one, chosen under Expert.
async fn plan(page: &Page, photos: &[PathBuf]) -> Result<()> {
    page.choose("file-input", photos).await?;
    page.until("the photos", SOON, |state| state.count("photo") == PHOTOS as usize).await?;
    until_forecast(page, "in 15 minutes: ").await?;
    page.click("Expert").await?;
    page.click("Tiny").await?;
    for (setting, value) in [("image_size", "32"), ("sample_every", "2"), ("max_iterations", "8")] {
        page.set(setting, value).await?;
        assert_eq!(page.setting_value(setting).await?, value, "{setting}");
    }
    page.until_status(&format!("{PHOTOS} photos ready."), SOON).await?;
    Ok(())
}

/// Loads the page again, as it is, and brings its only run back.
async fn reload(page: &Page) -> Result<()> {
    let query: String = page.evaluate("return location.search.slice(1)", vec![]).await?;
    page.open(&query).await?;
    let started = until_listed(page, 1).await?.remove(0);
    page.until_said(EARLIER_RUNS, &format!("8 iterations over {PHOTOS} photos, complete"), true).await?;
    page.click(&format!("Show: run of {started}")).await?;
    page.until_status("Training complete: 8 iterations.", GPU).await?;
    until_painted(page, "Faces").await
}

/// Trains another run and lays the first one beside it.
async fn train_another(page: &Page) -> Result<()> {
    // “Train longer” has doubled it.
    for (setting, value) in [("lr", "0.001"), ("max_iterations", "8")] {
        page.set(setting, value).await?;
    }
    page.click("New run").await?;
    page.until_status("Training complete: 8 iterations.", GPU).await?;
    let runs = until_listed(page, 2).await?;
    compare(page, &runs[1]).await?;
    page.until_said(DIFFERENCES, "0.001", true).await?;
    let grids = "return [...document.querySelectorAll('.compared-grids canvas')].map((it) => it.ariaLabel)";
    let grids: Vec<String> = page.evaluate(grids, vec![]).await?;
    assert_eq!(grids.len(), 2, "a grid for each run");
    for grid in &grids {
        until_painted(page, grid).await?;
    }
    Ok(())
}

#[tokio::test]
async fn photos_become_faces_that_are_taken_home() {
    visit("journey", Fault::None, async |page| {
        let folder = tempfile::tempdir()?;
        let photos = write_photos(folder.path())?;
        page.open("").await?;
        plan(&page, &photos).await?;
        page.click("Start").await?;
        page.until_status("Training complete: 8 iterations.", GPU).await?;
        until_painted(&page, "Faces").await?;
        let before = losses(&page).await?;

        reload(&page).await?;
        page.click("Train longer").await?;
        page.until_status("Training complete: 16 iterations.", GPU).await?;
        let longer = losses(&page).await?;
        assert_eq!((longer.len(), &longer[..8]), (16, &before[..]), "exactly on from where it ended");

        train_another(&page).await?;
        for (button, least) in [("Download netG", 10_000), ("Download checkpoint", 10_000), ("Download losses", 100)] {
            let file = page.download(button).await?;
            assert!(file.bytes.len() > least, "{} holds {} bytes", file.name, file.bytes.len());
        }
        assert_eq!(page.state().await?.alerts, [""; 0]);
        Ok(())
    })
    .await;
}
