//! Measures facegan, the same on stock Burn layers and the same in TF.js: in turn, in one headless browser.
//!
//! `cargo xtask bench` gets everything ready and writes down what is to be done as a [`Job`]; the path of that file is
//! the first argument. Behind it `photos` has the reading of photos measured ([`photos`]), and `native` the native
//! command beside PyTorch ([`native`]). The browser and its driver are named by `CHROME` and `CHROMEDRIVER`, as for the
//! end-to-end tests.

mod adapter;
mod job;
mod json;
mod lab;
mod measured;
mod native;
mod photos;
mod record;
mod report;
mod results;
mod rounds;
mod site;
mod subject;
mod table;
mod visit;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::job::{Extent, Job};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    e2e::exit_code(run().await)
}

async fn run() -> Result<()> {
    let mut words = std::env::args_os().skip(1);
    let path = words.next().context("this is run by `cargo xtask bench`")?;
    match words.next() {
        Some(word) if word == "photos" => return photos::run(Path::new(&path)).await,
        Some(word) if word == "native" => return native::run(Path::new(&path)),
        _ => {}
    }
    let job = Job::read(Path::new(&path))?;
    let report = rounds::measure(&job).await?;
    let text = report.markdown();
    println!("\n{text}");
    if job.extent == Extent::Full {
        results::keep(&job.results, &report.adapter.name, &text)?;
    }
    if job.json {
        println!("{}", json::object(&report));
    }
    if report.lacks_ours() {
        bail!("facegan itself could not be measured everywhere: see above");
    }
    Ok(())
}
