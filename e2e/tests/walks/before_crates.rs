//! A run that the last build before the split into crates kept in the browser (`tests/fixtures/before_crates/opfs`).

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::{Fault, Page, SOON, visit};
use facegan_core::stats::Stats;
use serde_json::json;
use tokio::time::sleep;

use crate::runs::{EARLIER_RUNS, until_painted};

/// Iterations that the run had when it was left.
const LEFT: usize = 17;

/// Writes a file into the browser's private file system.
const WRITE: &str = "const [name, bytes] = arguments;\
                     return (async () => {\
                       const folder = await navigator.storage.getDirectory();\
                       const file = await folder.getFileHandle(name, { create: true });\
                       const stream = await file.createWritable();\
                       await stream.write(new Uint8Array(bytes));\
                       await stream.close();\
                     })()";

/// Puts the run's files, and its photos, where that build left them; returns the numbers of its iterations.
async fn bring(page: &Page) -> Result<Vec<Stats>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/before_crates/opfs");
    let mut history = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("could not list {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().context("the file has no name")?.to_string_lossy().into_owned();
        let bytes = fs::read(&path)?;
        if name.ends_with(".losses") {
            history = Stats::from_records(&bytes).collect();
        }
        page.evaluate::<()>(WRITE, vec![json!(name), json!(bytes)]).await?;
    }
    ensure!(history.len() == LEFT, "the run has {} iterations", history.len());
    Ok(history)
}

/// The rows of the losses that the page shows, without the seconds that each iteration took.
async fn rows(page: &Page) -> Result<Vec<String>> {
    Ok(without_seconds(str::from_utf8(&page.download("Download losses").await?.bytes)?))
}

fn without_seconds(csv: &str) -> Vec<String> {
    csv.lines().map(|row| row.rsplit_once(',').map_or(row, |(numbers, _)| numbers).to_owned()).collect()
}

/// Clicks the button of the only earlier run that begins with `act`.
async fn click(page: &Page, act: &str) -> Result<()> {
    let script = "return [...document.querySelectorAll('button')].map(button => button.ariaLabel ?? '')\
                  .find(name => name.startsWith(`${arguments[0]}: run of`)) ?? null";
    let start = Instant::now();
    loop {
        if let Some(name) = page.evaluate::<Option<String>>(script, vec![act.into()]).await? {
            return page.click(&name).await;
        }
        ensure!(start.elapsed() < SOON, "no run has a button “{act}”");
        sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_run_that_an_older_build_kept_is_shown_and_continues() {
    visit("before_crates", Fault::None, async |page| {
        page.open("").await?;
        let history = bring(&page).await?;
        let mut kept = Stats::CSV_HEADER.to_owned();
        history.iter().for_each(|stats| stats.write_csv_row(&mut kept));
        let kept = without_seconds(&kept);

        page.open("").await?;
        page.until_said(EARLIER_RUNS, &format!("{LEFT} iterations over 8 photos, not finished"), true).await?;
        click(&page, "Show").await?;
        until_painted(&page, "Faces").await?;
        page.click("Photos beside").await?;
        until_painted(&page, "Photos").await?;
        page.until_said("document.querySelector('.chart-controls')", &format!("to {}", LEFT - 1), true).await?;

        page.open("").await?;
        page.click("Pick up where it stopped").await?;
        page.until_iteration(LEFT + 4).await?;
        page.click("Pause").await?;
        let reached = page.until_run("paused").await?.iteration;
        let continued = rows(&page).await?;
        assert_eq!(continued.len(), reached + 1, "a row for each iteration, after the header");
        assert_eq!(continued[..=LEFT], kept[..], "what was kept does not change");
        for (iteration, row) in continued[1..].iter().enumerate() {
            assert!(row.starts_with(&format!("{iteration},")), "{row}");
        }
        assert_eq!(page.state().await?.alerts, [""; 0]);

        page.open("").await?;
        page.until_said(EARLIER_RUNS, &format!("{reached} iterations over 8 photos, not finished"), true).await?;
        Ok(())
    })
    .await;
}
