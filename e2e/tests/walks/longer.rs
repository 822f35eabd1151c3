//! Nothing finished is lost: a run that has ended is brought back with its networks, and trained longer.

use std::time::Instant;

use anyhow::{Context, ensure};
use e2e::{Fault, GPU, visit};
use tokio::time::{Duration, sleep};

use crate::runs::{EARLIER_RUNS, until_listed, until_painted};
use crate::surviving::losses;

const QUERY: &str = "preset=tiny&image_size=32&sample_every=2&data=sample:16";

#[tokio::test]
async fn a_finished_run_is_brought_back_and_trained_longer() {
    visit("longer", Fault::None, async |page| {
        page.open(&format!("{QUERY}&max_iterations=4&autostart=1")).await?;
        page.until_status("Training complete: 4 iterations.", GPU).await?;
        page.click("Train longer").await?;
        page.until_status("Training complete: 8 iterations.", GPU).await?;
        let before = losses(&page).await?;
        assert_eq!(before.len(), 8, "a line for each iteration");

        page.open("preset=tiny").await?;
        let started = until_listed(&page, 1).await?.remove(0);
        page.until_said(EARLIER_RUNS, "8 iterations over 16 photos, complete", true).await?;
        page.click(&format!("Show: run of {started}")).await?;
        page.until_status("Training complete: 8 iterations.", GPU).await?;
        until_painted(&page, "Faces").await?;
        assert_eq!(losses(&page).await?, before, "the run that was finished");
        let net_g = page.download("Download netG").await?;
        assert!(net_g.bytes.len() > 10_000, "{} holds {} bytes", net_g.name, net_g.bytes.len());
        page.click("New faces").await?;
        page.until_can_click("Save faces as PNG", true).await?;

        page.click("Train longer").await?;
        page.until_status("Training complete: 16 iterations.", GPU).await?;
        let longer = losses(&page).await?;
        assert_eq!((longer.len(), &longer[..8]), (16, &before[..]), "exactly on from where it ended");
        until_listed(&page, 1).await?;

        page.open(&format!("{QUERY}&max_iterations=16&autostart=1")).await?;
        page.until_status("Training complete: 16 iterations.", GPU).await?;
        assert_eq!(losses(&page).await?, longer, "the same as without a break");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_address_that_starts_by_itself_goes_on_with_its_run_when_it_is_reloaded() {
    visit("autostart_again", Fault::None, async |page| {
        let query = format!("{QUERY}&num_epochs=500&autostart=1");
        page.open(&query).await?;
        page.until_iteration(6).await?;
        let start = Instant::now();
        while !page
            .evaluate::<bool>("return /iteration [4-9]/.test(document.getElementById('saved').textContent)", vec![])
            .await?
        {
            ensure!(start.elapsed() < GPU, "it is never saved");
            sleep(Duration::from_millis(50)).await;
        }
        page.open(&query).await?;
        page.until_iteration(5).await?;
        page.click("Pause").await?;
        let reached = page.until_run("paused").await?.iteration;
        let losses = losses(&page).await?;
        assert_eq!(losses.len(), reached, "every iteration from the first");
        until_listed(&page, 1).await?.pop().context("no run is listed")?;
        Ok(())
    })
    .await;
}
