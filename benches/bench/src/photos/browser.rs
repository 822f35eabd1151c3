//! The page with chosen photos.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::{Browser, Driver, Fault, Kind, Page, Site};
use tokio::time::sleep;

/// Far more than it takes.
const PATIENCE: Duration = Duration::from_secs(900);
/// Rarely enough not to slow the page down: it shares its cores with the photo workers.
const POLL: Duration = Duration::from_millis(250);

/// Seconds from the choice of the photos until all are read, in a browser of its own.
pub async fn seconds(dist: &Path, photos: &[PathBuf], crop: &str) -> Result<f64> {
    let site = Site::serve(dist, Fault::None).await?;
    let driver = Driver::start(Kind::Chromium).await?;
    let browser = Browser::open(&driver, Fault::None).await?;
    let page = Page::new(&browser, site.address());
    let seconds = read(&page, photos, crop).await;
    browser.close().await?;
    seconds
}

async fn read(page: &Page, photos: &[PathBuf], crop: &str) -> Result<f64> {
    page.open(&format!("crop={crop}")).await?;
    let start = Instant::now();
    page.choose("file-input", photos).await?;
    loop {
        let status: String = page.evaluate("return document.getElementById('status').textContent", vec![]).await?;
        let seconds = start.elapsed();
        if status.contains("ready") {
            return Ok(seconds.as_secs_f64());
        }
        ensure!(seconds < PATIENCE, "the page says “{status}”");
        sleep(POLL).await;
    }
}
