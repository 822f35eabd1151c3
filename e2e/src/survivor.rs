//! A browser that is killed, and started again with the same profile, or sleeps.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::browser::{Browser, Launch};
use crate::driver::Driver;
use crate::kind::Kind;
use crate::page::Page;
use crate::site::{Fault, Site};

/// A site, and a profile that outlives the browsers that use it.
pub struct Survivor {
    site: Site,
    profile: TempDir,
}

/// A browser that can be killed.
pub struct Life {
    pub page: Page,
    browser: Browser,
    driver: Driver,
}

impl Survivor {
    /// Serves the built page and makes a new profile.
    ///
    /// # Errors
    /// When there is no built page, or no place for a profile.
    pub async fn new() -> Result<Self> {
        let site = Site::serve(&crate::dist()?, Fault::None).await?;
        Ok(Self { site, profile: tempfile::tempdir().context("there is no place for a profile")? })
    }

    /// Starts a browser with the profile as the last one left it; the page is not opened yet.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(&self) -> Result<Life> {
        let driver = Driver::start(Kind::Chromium).await?;
        let launch = Launch { profile: Some(self.profile.path()), ..Launch::default() };
        let browser = Browser::open_with(&driver, Fault::None, &launch).await?;
        let page = Page::new(&browser, self.site.address());
        Ok(Life { page, browser, driver })
    }

    /// Kills every process of the browser at once, so that it can save nothing more.
    ///
    /// # Errors
    /// When there is none, or they cannot be killed.
    pub fn kill(&self, life: Life) -> Result<()> {
        self.signal("-KILL")?;
        drop(life);
        Ok(())
    }

    /// Halts every process of the browser for a while, as a computer does that sleeps.
    ///
    /// # Errors
    /// As [`kill`](Self::kill).
    pub async fn sleep(&self, time: Duration) -> Result<()> {
        self.signal("-STOP")?;
        tokio::time::sleep(time).await;
        self.signal("-CONT")
    }

    fn signal(&self, signal: &str) -> Result<()> {
        let processes = processes(self.profile.path())?;
        ensure!(!processes.is_empty(), "no browser uses the profile");
        // One that ended by itself meanwhile makes this fail, which does not matter.
        Command::new("kill").arg(signal).args(&processes).status().context("could not run kill")?;
        Ok(())
    }
}

impl Life {
    /// Closes the browser as a person would.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn close(self) -> Result<()> {
        let Self { browser, driver, .. } = self;
        browser.close().await?;
        drop(driver);
        Ok(())
    }
}

/// The processes that were started with a profile.
fn processes(profile: &Path) -> Result<Vec<String>> {
    let profile = profile.to_string_lossy();
    let uses = |id: &String| {
        let line = fs::read(Path::new("/proc").join(id).join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains(&*profile)
    };
    let entries = fs::read_dir("/proc").context("there is no list of processes")?;
    let ids = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(ids.filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())).filter(uses).collect())
}
