//! One headless browser with a profile of its own.

mod chromium;
mod firefox;

use std::env;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::Command;
use crate::driver::Driver;
use crate::kind::Kind;
use crate::site::Fault;

/// Reads the page's state; runs in it before its own scripts.
pub(crate) const PROBE: &str = include_str!("probe.js");
/// Does so in Firefox, where it runs once the page is loaded, as the body of a function.
pub(crate) const LATE_PROBE: &str =
    concat!(include_str!("roles.js"), include_str!("probe.js"), "window.probe = probe;\n");
/// The file of recorded requests, in a folder of its own.
pub(crate) const RECORD: &str = "requests.json";
/// The flags that the browser tests use too.
const CAPABILITIES: &str = include_str!("../../webdriver.json");

/// How Chromium is started.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Launch<'a> {
    /// A folder with its profile, where the next one finds it; else it has a profile of its own.
    pub profile: Option<&'a Path>,
    /// Arguments beyond those of every visit.
    pub arguments: &'a [String],
}

/// An open browser. It has to be [closed](Self::close).
pub struct Browser {
    pub(crate) kind: Kind,
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
    /// When it does not start, or when Firefox should start with a fault or in another way than by default.
    pub async fn open_with(driver: &Driver, fault: Fault, launch: &Launch<'_>) -> Result<Self> {
        let downloads = tempfile::tempdir().context("there is no place for downloads")?;
        let records = tempfile::tempdir().context("there is no place for the browser's records")?;
        let kind = driver.kind;
        let mut capabilities = capabilities(kind)?;
        match kind {
            Kind::Chromium => {
                chromium::complete(&mut capabilities, downloads.path(), &records.path().join(RECORD), launch);
            }
            Kind::Firefox => {
                ensure!(*launch == Launch::default(), "only Chromium is started with arguments or a profile");
                firefox::complete(&mut capabilities, downloads.path());
            }
        }
        let Value::Object(capabilities) = capabilities else { bail!("webdriver.json is not an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.address())
            .await
            .with_context(|| format!("{} did not start", kind.words().name))?;
        let browser = Self { kind, client, downloads: Arc::new(downloads), records: Arc::new(records) };
        match kind {
            Kind::Chromium => browser.run_first(&format!("{}{PROBE}", fault.script())).await?,
            Kind::Firefox => ensure!(fault == Fault::None, "faults are made in Chromium alone"),
        }
        Ok(browser)
    }

    /// Runs `script` in every page from now on, before the page's own. Firefox's driver has no command for this.
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

    /// Writes a screenshot, the page's state and, in Chromium, the console to `folder/NAME.*`.
    ///
    /// # Errors
    /// When the browser does not answer or a file cannot be written.
    pub async fn keep_evidence(&self, folder: &Path, name: &str) -> Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join(name).with_extension("png"), self.client.screenshot().await?)?;
        let state = self.client.execute("return probe.state()", vec![]).await?;
        let console = match self.kind {
            Kind::Chromium => self.client.issue_cmd(Command::Console).await?,
            Kind::Firefox => Value::Null,
        };
        let text = serde_json::to_string_pretty(&json!({ "state": state, "console": console }))?;
        Ok(fs::write(folder.join(name).with_extension("json"), text)?)
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn close(self) -> Result<()> {
        self.client.close().await.with_context(|| format!("{} did not close", self.kind.words().name))
    }
}

/// This browser's capabilities in webdriver.json, with the program that was named.
fn capabilities(kind: Kind) -> Result<Value> {
    let all: Value = serde_json::from_str(CAPABILITIES).context("webdriver.json is not JSON")?;
    let options = kind.words().options;
    let mut capabilities = json!({ options: all[options] });
    if let Some(program) = env::var_os(kind.words().variable) {
        capabilities[options]["binary"] = program.to_string_lossy().into();
    }
    Ok(capabilities)
}
