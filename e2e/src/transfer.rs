//! Files on their way into the page and out of it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::Locator;
use serde::Serialize;
use serde_json::json;
use tokio::fs;
use tokio::time::sleep;

use crate::page::{Page, SOON};

/// A file to be dropped that is on no disk.
#[derive(Debug, Clone, Serialize)]
pub struct Upload {
    /// Its name, without a folder.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A file that the page gave.
pub struct Download {
    /// Its name, without a folder.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Page {
    /// Drops files made of bytes.
    pub async fn drop_files(&self, uploads: &[Upload]) -> Result<()> {
        self.evaluate("probe.drop(arguments[0])", vec![serde_json::to_value(uploads)?]).await
    }

    /// Drags files and folders of the disk onto the page and lets them go, as a file manager does.
    pub async fn drag(&self, paths: &[PathBuf]) -> Result<()> {
        for kind in ["dragEnter", "dragOver", "drop"] {
            let data = json!({ "items": [], "files": paths, "dragOperationsMask": 1 });
            self.dev_tools("Input.dispatchDragEvent", json!({ "type": kind, "x": 200, "y": 200, "data": data }))
                .await?;
        }
        Ok(())
    }

    /// Chooses files, or a folder, in the file dialog behind the input with this id.
    pub async fn choose(&self, input: &str, paths: &[PathBuf]) -> Result<()> {
        let input = self.client.find(Locator::Id(input)).await.with_context(|| format!("there is no #{input}"))?;
        let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        input.send_keys(&paths.join("\n")).await.context("the input takes no paths")
    }

    /// Clicks the button of this name and waits for the file that it gives.
    pub async fn download(&self, button: &str) -> Result<Download> {
        self.downloaded(button, self.click(button)).await
    }

    /// The file that `act` has the page give; `button` names it.
    pub async fn downloaded(&self, button: &str, act: impl Future<Output = Result<()>>) -> Result<Download> {
        let folder = self.downloads.path();
        remove_files(folder).await?;
        act.await?;
        let start = Instant::now();
        while start.elapsed() < SOON {
            if let [path] = files(folder).await?.as_slice()
                && let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned()
                && is_complete(&name)
                && let bytes = fs::read(path).await?
                && !bytes.is_empty()
            {
                return Ok(Download { name, bytes });
            }
            sleep(Duration::from_millis(100)).await;
        }
        bail!("“{button}” gave no file within {} s: {:#?}", SOON.as_secs(), self.state().await?)
    }
}

/// Whether the browser is done with a file of this name that is not empty. Until then Chromium gives it a hidden name, or one
/// that ends in .crdownload, and Firefox one that ends in .part beside an empty file of the final name.
fn is_complete(name: &str) -> bool {
    !name.starts_with('.') && !name.ends_with(".crdownload") && !name.ends_with(".part")
}

async fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut entries = fs::read_dir(folder).await?;
    let mut files = Vec::new();
    while let Some(entry) = entries.next_entry().await? {
        files.push(entry.path());
    }
    Ok(files)
}

async fn remove_files(folder: &Path) -> Result<()> {
    for file in files(folder).await? {
        fs::remove_file(file).await?;
    }
    Ok(())
}
