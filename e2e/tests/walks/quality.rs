//! Quality: measured while a run trains, charted, and the best netG taken home.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::{Download, Fault, GPU, Page, SOON, visit};
use safetensors::SafeTensors;
use tokio::time::sleep;

use crate::runs::{EARLIER_RUNS, until_listed};
use crate::surviving::losses;

/// Enough photos for the distance.
const QUERY: &str = "preset=tiny&image_size=32&batch_size=16&sample_every=20&max_iterations=60&data=sample:240";
const STATUS: &str = "document.getElementById('quality-status')";
const DONE: &str = "Training complete: 60 iterations.";

/// The cells of the quality chart's read-out, once it is drawn: netG, its average, other photos.
async fn read_out(page: &Page) -> Result<Vec<String>> {
    let script = "const figure = probe.find('image', 'Quality chart')[0]?.closest('figure');
        return [...figure?.querySelectorAll('tbody td') ?? []].map((cell) => cell.textContent)";
    let start = Instant::now();
    loop {
        let cells: Vec<String> = page.evaluate(script, vec![]).await?;
        if !cells.is_empty() {
            return Ok(cells);
        }
        ensure!(start.elapsed() < SOON, "there is no quality chart");
        sleep(Duration::from_millis(100)).await;
    }
}

/// The rows of a CSV file by its header.
fn rows(file: &Download) -> Result<Vec<Vec<(String, String)>>> {
    let text = std::str::from_utf8(&file.bytes)?;
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().context("the file is empty")?;
    Ok(lines.map(|row| header.iter().cloned().zip(row).collect()).collect())
}

/// A column of it.
fn column(rows: &[Vec<(String, String)>], name: &str) -> Vec<String> {
    rows.iter().flat_map(|row| row.iter().filter(|(column, _)| column == name).map(|(_, cell)| cell.clone())).collect()
}

#[tokio::test]
async fn quality_is_charted_the_best_is_taken_home_and_the_numbers_stay() {
    visit("quality", Fault::None, async |page| {
        page.open(&format!("{QUERY}&autostart=1")).await?;
        page.until_status(DONE, GPU).await?;
        page.until_said(STATUS, "Best after ", true).await?;
        assert!(page.colours("Quality chart").await? > 3, "lines, a band and a ring");
        let cells = read_out(&page).await?;
        let [net_g, average, photos] = &cells[..] else { anyhow::bail!("the read-out has {cells:?}") };
        assert!(net_g.parse::<f32>()? > photos.parse::<f32>()?, "{cells:?}: noise is no face");
        assert_eq!(average, "–");

        let file = page.download("Save quality as CSV").await?;
        let measured = rows(&file)?;
        assert_eq!(file.name, "quality.csv");
        let iterations = column(&measured, "iterations");
        assert!(iterations.len() >= 2 && iterations.first() == Some(&"0".to_owned()), "{iterations:?}");
        assert_eq!(iterations.last().map(String::as_str), Some("60"));
        assert!(column(&measured, "coverage").iter().all(|cell| !cell.is_empty()), "{measured:?}");

        // The best netG has the tutorial's tensors, and draws.
        let best = page.download("Download best netG").await?;
        assert_eq!(best.name, "netG_best.safetensors");
        let net_g = page.download("Download netG").await?;
        let names = |file: &Download| -> Result<Vec<String>> {
            Ok(SafeTensors::deserialize(&file.bytes)?.names().into_iter().map(str::to_owned).collect())
        };
        let (mut best_names, mut net_g_names) = (names(&best)?, names(&net_g)?);
        best_names.sort();
        net_g_names.sort();
        assert_eq!(best_names, net_g_names);
        page.click("Draw with the best").await?;
        page.until_can_click("Save faces as PNG", true).await?;
        let weights: String = page.evaluate("return document.getElementById('latent-weights').value", vec![]).await?;
        assert_eq!(weights, "best");
        assert!(page.state().await?.alerts.is_empty());

        // After a reload all of it is there again, and a run that goes on has the numbers of before.
        let said: String = page.evaluate(&format!("return {STATUS}.textContent"), vec![]).await?;
        page.open("preset=tiny").await?;
        let started = until_listed(&page, 1).await?.remove(0);
        page.click(&format!("Show: run of {started}")).await?;
        page.until_status(DONE, GPU).await?;
        page.until_said(STATUS, &said, true).await?;
        assert_eq!(read_out(&page).await?, cells);
        assert_eq!(page.download("Download best netG").await?.bytes, best.bytes);
        page.click("Train longer").await?;
        page.until_status("Training complete: 120 iterations.", GPU).await?;
        let longer = column(&rows(&page.download("Save quality as CSV").await?)?, "iterations");
        assert_eq!(longer[..iterations.len()], iterations);
        assert_eq!(longer.last().map(String::as_str), Some("120"));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn another_run_begins_at_the_best_moment_and_the_first_stays() {
    visit("from_best", Fault::None, async |page| {
        page.open(&format!("{QUERY}&autostart=1")).await?;
        page.until_status(DONE, GPU).await?;
        page.until_said(STATUS, "Best after ", true).await?;
        let first = losses(&page).await?;
        let at_the_end: bool =
            page.evaluate(&format!("return {STATUS}.textContent.includes('after 60 ')"), vec![]).await?;
        page.click("Train on from the best").await?;
        // A best that is the end of the run leads beyond it.
        let iterations = if at_the_end { 120 } else { 60 };
        until_listed(&page, 2).await?;
        page.until_status(&format!("Training complete: {iterations} iterations."), GPU).await?;
        assert_eq!(losses(&page).await?[..60], first, "the same way once more");
        page.until_said(EARLIER_RUNS, "60 iterations over 240 photos, complete", true).await
    })
    .await;
}

#[tokio::test]
async fn photos_that_are_held_out_are_measured_against_and_not_trained_on() {
    visit("holdout", Fault::None, async |page| {
        page.open(&format!("{}&holdout=0.5&autostart=1", QUERY.replace("sample:240", "sample:480"))).await?;
        page.until_status(DONE, GPU).await?;
        page.until_said(STATUS, "Best after ", true).await?;
        read_out(&page).await?;
        page.until_said(EARLIER_RUNS, "60 iterations over 240 photos, complete", true).await?;
        page.until_said("document.querySelector('.quality')", "beside 240 held-out photos of 32 pixels", true).await?;

        // After a reload the run goes on over the same photos.
        page.open("preset=tiny").await?;
        let started = until_listed(&page, 1).await?.remove(0);
        page.click(&format!("Show: run of {started}")).await?;
        page.until_status(DONE, GPU).await?;
        page.click("Train longer").await?;
        page.until_status("Training complete: 120 iterations.", GPU).await?;
        page.until_said(EARLIER_RUNS, "120 iterations over 240 photos, complete", true).await
    })
    .await;
}

#[tokio::test]
async fn a_run_is_the_same_whether_it_is_measured_or_not() {
    visit("unmeasured", Fault::None, async |page| {
        page.open(&format!("{QUERY}&autostart=1")).await?;
        page.until_status(DONE, GPU).await?;
        let measured = losses(&page).await?;
        page.open(&format!("{QUERY}&quality=0&autostart=1")).await?;
        page.until_status(DONE, GPU).await?;
        assert_eq!(losses(&page).await?, measured);
        page.until_said(STATUS, "Quality is not measured.", true).await?;
        ensure!(!page.can_click("Download best netG").await? && !page.can_click("Save quality as CSV").await?);

        // With few photos it says what can be told.
        page.open("preset=tiny&image_size=32&max_iterations=2&data=sample:20&autostart=1").await?;
        page.until_status("Training complete: 2 iterations.", GPU).await?;
        page.until_said(STATUS, "it takes 50 photos, and there are 20.", true).await?;
        let switch = "const box = document.querySelector('.quality [type=checkbox]'); box.click(); return box.checked";
        ensure!(!page.evaluate::<bool>(switch, vec![]).await?, "it can be switched off");
        page.open("preset=tiny").await?;
        page.until_said("document.getElementById('status')", "photos", true).await?;
        let kept = "return localStorage.getItem('facegan.no-quality')";
        assert_eq!(page.evaluate::<Option<String>>(kept, vec![]).await?.as_deref(), Some("1"));
        page.until("a page that is ready", SOON, |state| state.alerts.is_empty()).await.map(drop)
    })
    .await;
}
