//! The page with chosen photos.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Result;
use e2e::{Browser, Driver, Fault, Kind, Page, Site};

/// Far more than it takes.
const PATIENCE: Duration = Duration::from_secs(900);

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
    page.until("the photos are read", PATIENCE, |state| state.status.contains("ready")).await?;
    Ok(start.elapsed().as_secs_f64())
}
