//! One headless Chromium with a profile of its own.

use std::env;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::Command;
use crate::driver::Driver;
use crate::site::Fault;

/// Reads the page's state; runs in it before its own scripts.
pub(crate) const PROBE: &str = include_str!("probe.js");
/// The file of recorded requests, in a folder of its own.
pub(crate) const RECORD: &str = "requests.json";
/// The flags that the browser tests use too.
const CAPABILITIES: &str = include_str!("../../webdriver.json");

/// How a browser is started.
#[derive(Debug, Default)]
pub struct Launch<'a> {
    /// A folder with its profile, where the next one finds it; else it has a profile of its own.
    pub profile: Option<&'a Path>,
    /// Chromium's arguments beyond those of every visit.
    pub arguments: &'a [String],
}

/// An open browser. It has to be [closed](Self::close).
pub struct Browser {
    /// The connection to its driver.
    pub client: Client,
    /// Where it puts downloads.
    pub downloads: Arc<TempDir>,
    /// Where the browser records its requests.
    pub(crate) records: Arc<TempDir>,
}

impl Browser {
    /// Opens a browser without a page.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn open(driver: &Driver, fault: Fault) -> Result<Self> {
        Self::open_with(driver, fault, &Launch::default()).await
    }

    /// Opens a browser that is started in this way.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn open_with(driver: &Driver, fault: Fault, launch: &Launch<'_>) -> Result<Self> {
        let downloads = tempfile::tempdir().context("there is no place for downloads")?;
        let records = tempfile::tempdir().context("there is no place for the browser's records")?;
        let capabilities = capabilities(downloads.path(), &records.path().join(RECORD), launch)?;
        let Value::Object(capabilities) = capabilities else { anyhow::bail!("webdriver.json is not an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.address())
            .await
            .context("Chromium did not start")?;
        let browser = Self { client, downloads: Arc::new(downloads), records: Arc::new(records) };
        browser.run_first(&format!("{}{PROBE}", fault.script())).await?;
        Ok(browser)
    }

    /// Runs `script` in every page from now on, before the page's own.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn run_first(&self, script: &str) -> Result<()> {
        self.dev_tools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
        Ok(())
    }

    async fn dev_tools(&self, method: &'static str, parameters: Value) -> Result<Value> {
        let command = Command::DevTools { method, parameters };
        self.client.issue_cmd(command).await.with_context(|| format!("{method} failed"))
    }

    /// Writes a screenshot, the page's state and the console to `folder/NAME.*`.
    ///
    /// # Errors
    /// When the browser does not answer or a file cannot be written.
    pub async fn keep_evidence(&self, folder: &Path, name: &str) -> Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join(name).with_extension("png"), self.client.screenshot().await?)?;
        let state = self.client.execute("return probe.state()", vec![]).await?;
        let console = self.client.issue_cmd(Command::Console).await?;
        let text = serde_json::to_string_pretty(&json!({ "state": state, "console": console }))?;
        Ok(fs::write(folder.join(name).with_extension("json"), text)?)
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn close(self) -> Result<()> {
        self.client.close().await.context("Chromium did not close")
    }
}

fn capabilities(downloads: &Path, record: &Path, launch: &Launch<'_>) -> Result<Value> {
    let mut capabilities: Value = serde_json::from_str(CAPABILITIES).context("webdriver.json is not JSON")?;
    let options = &mut capabilities["goog:chromeOptions"];
    if let Some(chrome) = env::var_os("CHROME") {
        options["binary"] = chrome.to_string_lossy().into();
    }
    if let Some(arguments) = options["args"].as_array_mut() {
        // Roles and accessible names as a screen reader gets them, readable from the probe.
        arguments.push("--enable-blink-features=ComputedAccessibilityInfo".into());
        arguments.push("--window-size=1280,1000".into());
        arguments.push("--disable-dev-shm-usage".into());
        arguments.extend(launch.arguments.iter().map(|argument| argument.as_str().into()));
        arguments.extend(launch.profile.map(|profile| format!("--user-data-dir={}", profile.display()).into()));
        arguments.push(format!("--log-net-log={}", record.display()).into());
    }
    options["prefs"] = json!({
        "download.default_directory": downloads,
        "download.prompt_for_download": false,
        "profile.default_content_setting_values.automatic_downloads": 1,
    });
    capabilities["goog:loggingPrefs"] = json!({ "browser": "ALL" });
    Ok(capabilities)
}
