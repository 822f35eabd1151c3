//! Runs that outlive their page.

use std::slice;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use e2e::{Fault, Page, SOON, visit};
use tokio::time::sleep;

/// The list of earlier runs, as an expression.
pub const EARLIER_RUNS: &str = "document.querySelector('[aria-label=\"Earlier runs\"]')";

/// Waits until so many runs are listed; the title of each is when it was started.
pub async fn until_listed(page: &Page, count: usize) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll('[aria-label=\"Earlier runs\"] h3')]\
                  .map(title => title.firstChild.data.trim())";
    let start = Instant::now();
    loop {
        let titles: Vec<String> = page.evaluate(script, vec![]).await?;
        if titles.len() == count {
            return Ok(titles);
        }
        if start.elapsed() > SOON {
            bail!("{count} runs should be listed, not {titles:?}");
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// Lays a run over the charts; `title` is when it was started.
pub async fn compare(page: &Page, title: &str) -> Result<()> {
    let button = format!("Compare: run of {title}");
    page.click(&button).await?;
    let start = Instant::now();
    while page.button_attribute(&button, "aria-pressed").await?.as_deref() != Some("true") {
        ensure!(start.elapsed() < SOON, "the run of {title} is never compared");
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// Waits until a canvas is there and shows a picture.
pub async fn until_painted(page: &Page, canvas: &str) -> Result<()> {
    let start = Instant::now();
    while page.colours(canvas).await.unwrap_or_default() <= 50 {
        ensure!(start.elapsed() < SOON, "{canvas} stays blank");
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_run_outlives_its_page_and_is_shown_compared_and_deleted() {
    visit("earlier_runs", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&num_epochs=90&sample_every=3&data=sample:16&autostart=1").await?;
        page.until_iteration(5).await?;
        page.click("Pause").await?;
        let iterations = page.until_run("paused").await?.iteration;
        let started = until_listed(&page, 1).await?.remove(0);
        let named = |act: &str| format!("{act}: run of {started}");
        ensure!(!page.can_click(&named("Delete")).await?, "a run that is under way cannot be deleted");
        ensure!(!page.can_click(&named("Show")).await?, "nothing else is shown while a run is under way");

        // The page is left without stopping the run.
        page.open("preset=quick").await?;
        assert_eq!(until_listed(&page, 1).await?, slice::from_ref(&started));
        for part in [&format!("{iterations} iterations over 16 photos, not finished"), "Tiny, image_size 32", "Loss_D "]
        {
            page.until_said(EARLIER_RUNS, part, true).await?;
        }

        page.click(&named("Show")).await?;
        until_painted(&page, "Faces").await?;
        page.click("Photos beside").await?;
        until_painted(&page, "Photos").await?;
        page.click(&named("Use its settings")).await?;
        assert_eq!(page.setting_value("num_epochs").await?, "90");
        compare(&page, &started).await?;

        page.click(&named("Delete")).await?;
        assert_eq!(until_listed(&page, 1).await?.len(), 1, "it asks back first");
        page.click(&named("Really delete")).await?;
        until_listed(&page, 0).await?;
        page.open("").await?;
        page.until_can_click("Start", false).await?;
        until_listed(&page, 0).await?;
        assert_eq!(page.state().await?.alerts, [""; 0]);
        Ok(())
    })
    .await;
}
