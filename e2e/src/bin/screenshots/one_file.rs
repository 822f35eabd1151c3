//! A screenshot of the single HTML file that draws faces, at work.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use e2e::{Download, Page};
use tokio::time::sleep;

use crate::shots::{DRAWN, Screen};

const SCREEN: Screen = Screen { name: "one-file", width: 1100, height: 1400, mobile: false };

/// Opens the file, chooses faces to walk between, and takes the screenshot.
///
/// # Errors
/// When the browser does not answer or a file cannot be written.
pub async fn take(page: &Page, file: &Download, folder: &Path) -> Result<()> {
    let disk = tempfile::tempdir().context("there is no place for the file")?;
    let path = disk.path().join(&file.name);
    fs::write(&path, &file.bytes)?;
    SCREEN.adjust(page, "light").await?;
    page.open_file(&path, "processor").await?;
    for face in [2, 6, 11] {
        page.click(&format!("Face {face} of seed 7")).await?;
    }
    let script = "for (const [slider, value] of [['place', 0.5], ['direction-1', 0.3], ['direction-2', 0.2]]) {
          const element = document.getElementById(slider);
          element.value = value;
          element.dispatchEvent(new Event('input'));
        }
        scrollTo(0, 0);";
    page.evaluate::<()>(script, vec![]).await?;
    sleep(DRAWN).await;
    let picture = folder.join(format!("{}.png", SCREEN.name));
    fs::write(&picture, page.screenshot().await?).with_context(|| format!("could not write {}", picture.display()))
}
