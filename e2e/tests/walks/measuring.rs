//! “Measure this GPU”: what the GPU reaches, to read and to send.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::{Fault, GPU, Page, visit};
use facegan_core::gpu_report::SentReport;
use fantoccini::key::Key;
use tokio::time::sleep;

use crate::accessibility::{assert_accessible, load_axe};
use crate::crops::until;

const STATUS: &str = "document.getElementById('gpu-report-status')";
const REASON: &str = "document.getElementById('measure-gpu-reason')";
/// Stands in for the clipboard, which a headless browser refuses.
const CLIPBOARD: &str = "navigator.clipboard.writeText = async (text) => { window.copied = text; };";
/// The tables' captions with their rows' cells.
const TABLES: &str = "return [...document.querySelectorAll('.measured table')].map((table) => [
      table.caption.textContent,
      [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent)),
    ])";
/// The phone's width in CSS pixels.
const WIDTH: u32 = 375;
/// How wide the page is, and how much of the sheet lies outside of its box, in CSS pixels.
const WIDTHS: &str = "const sheet = document.getElementById('gpu-report-title').closest('dialog');
    return [document.documentElement.scrollWidth, sheet.scrollWidth - sheet.clientWidth]";

async fn open_sheet(page: &Page) -> Result<()> {
    page.click("About and privacy").await?;
    page.click("Measure this GPU").await
}

/// Closes the sheet and the one that it was opened from.
async fn close_sheets(page: &Page) -> Result<()> {
    for left in [1, 0] {
        page.press(&char::from(Key::Escape).to_string()).await?;
        let closed = format!("document.querySelectorAll('dialog[open]').length === {left}");
        until(page, "a sheet that closes", &closed).await?;
    }
    Ok(())
}

/// Waits until the GPU is measured.
async fn until_measured(page: &Page) -> Result<()> {
    let (start, script) = (Instant::now(), format!("return {STATUS}.textContent"));
    loop {
        let said: String = page.evaluate(&script, vec![]).await?;
        if said == "Measured." {
            return Ok(());
        }
        ensure!(said.ends_with('…'), "it could not be measured: {said}");
        ensure!(start.elapsed() < GPU, "it still says “{said}”");
        sleep(Duration::from_millis(100)).await;
    }
}

/// The number of a cell such as `1,234 ms`.
fn number(cell: &str) -> Result<f64> {
    let digits = cell.split(' ').next().unwrap_or_default().replace(',', "");
    digits.parse().with_context(|| format!("“{cell}” has no number"))
}

/// Every table has rows, and each of them a rate above 0.
async fn assert_tables(page: &Page) -> Result<()> {
    let tables: Vec<(String, Vec<Vec<String>>)> = page.evaluate(TABLES, vec![]).await?;
    let captions: Vec<_> = tables.iter().map(|(caption, _)| caption.as_str()).collect();
    assert_eq!(captions.len(), 3, "{captions:?}");
    for (caption, rows) in &tables {
        assert!(!rows.is_empty(), "{caption}");
        for row in rows {
            let rate =
                row.iter().find(|cell| cell.ends_with("FLOP/s")).with_context(|| format!("{caption}: {row:?}"))?;
            assert!(number(rate)? > 0.0, "{caption}: {row:?}");
        }
    }
    Ok(())
}

/// What is copied names the GPU that the sheet does, this browser and this version.
async fn assert_copied(page: &Page) -> Result<()> {
    page.evaluate::<()>(CLIPBOARD, vec![]).await?;
    page.click("Copy as JSON").await?;
    page.until_said("document.querySelector('.gpu-report')", "The JSON is copied.", true).await?;
    let [copied, adapter, browser]: [String; 3] = page
        .evaluate("return [copied, document.querySelector('.gpu-report h3').textContent, navigator.userAgent]", vec![])
        .await?;
    let sent: SentReport = serde_json::from_str(&copied).with_context(|| format!("this is no report: {copied}"))?;
    assert_eq!(sent.report.adapter, adapter);
    assert!(!adapter.is_empty());
    assert_eq!((sent.facegan.as_str(), sent.browser), (env!("CARGO_PKG_VERSION"), Some(browser)));
    let times = sent.report.presets.iter().map(|time| time.ms);
    assert!(times.clone().count() > 0 && times.clone().all(|ms| ms > 0.0), "{:?}", times.collect::<Vec<_>>());
    Ok(())
}

#[tokio::test]
async fn a_gpu_is_measured_and_trains_afterwards() {
    visit("measuring", Fault::None, async |page| {
        page.become_phone(WIDTH, 812).await?;
        page.open("preset=tiny&image_size=32&max_iterations=2").await?;
        page.until_can_click("Try sample faces", true).await?;
        open_sheet(&page).await?;
        assert!(!page.can_click("Copy as JSON").await?, "nothing is measured yet");
        page.click("Start measuring").await?;
        until_measured(&page).await?;
        assert_tables(&page).await?;
        assert_copied(&page).await?;
        let [width, hidden]: [u32; 2] = page.evaluate(WIDTHS, vec![]).await?;
        assert!(width <= WIDTH && hidden == 0, "the page is {width} pixels wide, and {hidden} of the sheet are hidden");
        load_axe(&page).await?;
        assert_accessible(&page, "with a measured GPU").await?;
        close_sheets(&page).await?;

        page.click("Try sample faces").await?;
        page.click("Start").await?;
        let state = page.until_status("Training complete: 2 iterations.", GPU).await?;
        assert_eq!(state.alerts, [""; 0]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_gpu_is_not_measured_while_it_trains() {
    visit("measuring_waits", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&num_epochs=1000&data=sample:16&autostart=1").await?;
        page.until_iteration(1).await?;
        open_sheet(&page).await?;
        page.until_said(REASON, "A run is under way.", true).await?;
        page.until_can_click("Start measuring", false).await?;
        close_sheets(&page).await?;
        page.click("Stop").await?;
        page.until_run("finished").await?;
        open_sheet(&page).await?;
        page.until_said(REASON, "A run is under way.", false).await?;
        page.until_can_click("Start measuring", true).await?;
        Ok(())
    })
    .await;
}
