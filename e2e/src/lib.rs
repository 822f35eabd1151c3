//! Opens the built page in headless Chromium, or in Firefox, and does what a person would.
//!
//! [`visit`] gives a test its own server, browser and [`Page`]. `cargo xtask test --e2e` builds the page and says
//! through the environment where everything is: `FACEGAN_DIST`, `CHROME` and `CHROMEDRIVER`, `FIREFOX` and `GECKODRIVER`.
//! The benchmark uses the parts of a visit by themselves.

mod browser;
mod command;
mod driver;
mod kind;
mod net_log;
mod page;
mod pointer;
mod requests;
mod site;
mod state;
mod survivor;
mod transfer;

use std::env;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};

pub use crate::browser::{Browser, Launch};
pub use crate::driver::Driver;
pub use crate::kind::Kind;
pub use crate::page::{GPU, Page, SOON};
pub use crate::requests::Requests;
pub use crate::site::{Fault, Site, page_with};
pub use crate::state::State;
pub use crate::survivor::Survivor;
pub use crate::transfer::{Download, Upload};

/// The exit code for an outcome; prints the error of a failed one.
pub fn exit_code(outcome: Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Serves the page, opens a browser of its own and walks through it; the page is not opened yet.
///
/// A walk that fails leaves a screenshot, the page's last state and the browser's console in `e2e-failures/NAME.*`
/// beside the built page.
///
/// # Panics
/// When the walk fails or panics, or something that it needs is missing.
pub async fn visit<Walk, Outcome>(name: &str, fault: Fault, walk: Walk)
where
    Walk: FnOnce(Page) -> Outcome,
    Outcome: Future<Output = Result<()>> + Send + 'static,
{
    visit_recorded(name, fault, |page, _| walk(page)).await;
}

/// As [`visit`], without a fault, in a Chromium with these arguments more.
///
/// # Panics
/// As [`visit`].
pub async fn visit_with<Walk, Outcome>(name: &str, arguments: &[String], walk: Walk)
where
    Walk: FnOnce(Page) -> Outcome,
    Outcome: Future<Output = Result<()>> + Send + 'static,
{
    let launch = Launch { arguments, ..Launch::default() };
    run(Kind::Chromium, name, Fault::None, &launch, |page, _| walk(page)).await;
}

/// As [`visit`], without a fault, in this browser.
///
/// # Panics
/// As [`visit`].
pub async fn visit_in<Walk, Outcome>(kind: Kind, name: &str, walk: Walk)
where
    Walk: FnOnce(Page) -> Outcome,
    Outcome: Future<Output = Result<()>> + Send + 'static,
{
    run(kind, name, Fault::None, &Launch::default(), |page, _| walk(page)).await;
}

/// As [`visit`], with a record of what the server is asked for.
///
/// # Panics
/// As [`visit`].
pub async fn visit_recorded<Walk, Outcome>(name: &str, fault: Fault, walk: Walk)
where
    Walk: FnOnce(Page, Requests) -> Outcome,
    Outcome: Future<Output = Result<()>> + Send + 'static,
{
    run(Kind::Chromium, name, fault, &Launch::default(), walk).await;
}

async fn run<Walk, Outcome>(kind: Kind, name: &str, fault: Fault, launch: &Launch<'_>, walk: Walk)
where
    Walk: FnOnce(Page, Requests) -> Outcome,
    Outcome: Future<Output = Result<()>> + Send + 'static,
{
    let start = Instant::now();
    let outcome = try_visit(kind, name, fault, launch, walk).await;
    println!("{name} took {:.0} s.", start.elapsed().as_secs_f64());
    if let Err(error) = outcome {
        panic!("{name}: {error:#}");
    }
}

async fn try_visit<Walk, Outcome>(kind: Kind, name: &str, fault: Fault, launch: &Launch<'_>, walk: Walk) -> Result<()>
where
    Walk: FnOnce(Page, Requests) -> Outcome,
    Outcome: Future<Output = Result<()>> + Send + 'static,
{
    let dist = dist()?;
    let site = Site::serve(&dist, fault).await?;
    let driver = Driver::start(kind).await?;
    let browser = Browser::open_with(&driver, fault, launch).await?;
    let page = Page::new(&browser, site.address());
    // In a task of its own, a failed assertion comes back as an error too, and the browser is closed after it.
    let outcome = match tokio::spawn(walk(page, site.requests())).await {
        Ok(outcome) => outcome,
        Err(panic) => Err(anyhow!("{panic}")),
    };
    if outcome.is_err() {
        let folder = dist.parent().unwrap_or(Path::new(".")).join("e2e-failures");
        match browser.keep_evidence(&folder, name).await {
            Ok(()) => eprintln!("What the page looked like is in {}.", folder.join(name).display()),
            Err(error) => eprintln!("What the page looked like could not be kept: {error:#}"),
        }
    }
    browser.close().await?;
    outcome
}

/// Where the built page is.
fn dist() -> Result<PathBuf> {
    let dist = env::var_os("FACEGAN_DIST").map(PathBuf::from);
    dist.context("FACEGAN_DIST does not say where the built page is: run `cargo xtask test --e2e`")
}
