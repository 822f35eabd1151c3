//! Photographs the page while it trains, and measures how smoothly it runs meanwhile.
//!
//! `cargo xtask screenshots` builds the page and says where everything is: `FACEGAN_DIST`, `CHROME` and `CHROMEDRIVER` as
//! for the end-to-end tests, and as arguments the folder and the iterations after which the page is photographed. It
//! writes `screenshots/*.png` and `smoothness.md` into the folder.

mod act;
mod long_run;
mod one_file;
mod shots;
mod smoothness;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use e2e::{Browser, Driver, Fault, Kind, Page, Site};

use crate::act::Acts;
use crate::smoothness::Measured;

/// Faces begin to show on a software adapter within minutes.
const RUN: &str =
    "image_size=32&ngf=16&ndf=16&batch_size=16&num_epochs=100&sample_every=20&data=sample:2000&autostart=1";
/// Iterations over which training alone is watched.
const WATCHED: usize = 40;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    e2e::exit_code(run().await)
}

async fn run() -> Result<()> {
    let mut arguments = env::args_os().skip(1);
    let folder = arguments.next().map(PathBuf::from).context("this is run by `cargo xtask screenshots`")?;
    let iterations =
        arguments.next().and_then(|text| text.to_str()?.parse().ok()).context("no number of iterations")?;
    let dist = env::var_os("FACEGAN_DIST").map(PathBuf::from).context("FACEGAN_DIST does not say where the page is")?;
    let site = Site::serve(&dist, Fault::None).await?;
    let driver = Driver::start(Kind::Chromium).await?;
    let browser = Browser::open(&driver, Fault::None).await?;
    let outcome = visit(&browser, site.address(), &folder, iterations).await;
    let closed = browser.close().await;
    outcome?;
    closed
}

async fn visit(browser: &Browser, address: String, folder: &Path, iterations: usize) -> Result<()> {
    browser.run_first(act::SCRIPT).await?;
    let page = Page::new(browser, address);
    let acts = Acts(&page);
    shots::DESKTOP.adjust(&page, "light").await?;
    page.open(RUN).await?;
    page.until_iteration(1).await?;
    let mut measured = Vec::new();
    let mut note = |what: &str, smoothness| measured.push(Measured { what: what.to_owned(), smoothness });
    note("training", acts.watch(async || page.until_iteration(WATCHED).await.map(drop)).await?);
    for iteration in (WATCHED..=iterations).step_by(WATCHED) {
        page.until_iteration(iteration).await?;
        println!("{iteration} of {iterations} iterations");
    }
    shots::take(&page, &folder.join("screenshots")).await?;
    shots::DESKTOP.adjust(&page, "light").await?;
    note("dragging through the timeline while training", acts.watch(async || acts.scrub().await).await?);
    note("zooming a chart while training", acts.watch(async || acts.zoom().await).await?);
    page.click("Stop").await?;
    page.until_run("finished").await?;
    let file = page.download("Save as a page").await?;

    long_run::write(&page).await?;
    let opened = acts.watch(async || long_run::open(&page).await).await?;
    note(&format!("opening a run of {} iterations", long_run::LENGTH), opened);
    note("zooming its charts", acts.watch(async || acts.zoom().await).await?);
    note("dragging through its timeline", acts.watch(async || acts.scrub().await).await?);
    one_file::take(&page, &file, &folder.join("screenshots")).await?;

    let text = smoothness::markdown(&measured);
    println!("\n{text}");
    let path = folder.join("smoothness.md");
    fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))
}
