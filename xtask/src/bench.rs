//! `cargo xtask bench`: gets everything ready that is measured, and has the `bench` crate measure it.

mod native;
mod options;
mod photos;
mod tfjs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};

use crate::browser::{Browser, Kind};
use crate::native::Program;
use crate::page;
use crate::shell::{command, root, run, target_dir};
use crate::sizes;
pub use options::HELP;
use options::{Extent, Options, Place};

/// Measures what the words ask for; the results are printed and kept in benches/RESULTS.md.
///
/// # Errors
/// When a word is not understood, something that this takes cannot be set up, or facegan fails while it is measured.
pub fn bench(words: &[&str]) -> Result<()> {
    if matches!(words, ["--help" | "-h"]) {
        println!("{HELP}");
        return Ok(());
    }
    if let ["photos", words @ ..] = words {
        return photos::bench(words);
    }
    let options = Options::read(words)?;
    if options.place == Place::Native {
        return native::bench(&options);
    }
    let browser = Kind::Chromium.ensure()?;
    let dist = built_page(options.dist.clone())?;
    let tfjs = match options.extent {
        Extent::Full => tfjs::bundle(&folder()?),
        Extent::Trial => Err(anyhow!("a trial is facegan alone")),
    };
    in_browser(&[], &describe(&options, &dist, tfjs)?, &browser)
}

/// Tries what is measured natively, as briefly as can be, and keeps nothing.
///
/// # Errors
/// When it cannot be measured.
pub fn native_trial() -> Result<()> {
    bench(&["--native", "--trial", "--json"])
}

/// The same for everything that is measured in a browser, on the page in `dist`.
///
/// # Errors
/// When something cannot be measured.
pub fn trial(dist: &Path) -> Result<()> {
    let dist = dist.to_str().context("the page's folder has a name that is not Unicode")?;
    bench(&["--trial", "--json", "--dist", dist])?;
    bench(&["photos", "--trial", "--dist", dist])
}

/// The folder of the page that is measured, which is built unless it is named.
fn built_page(named: Option<PathBuf>) -> Result<PathBuf> {
    if let Some(dist) = named {
        return Ok(dist);
    }
    page::publish()?;
    Ok(root().join("dist"))
}

/// The folder for what a measurement needs.
fn folder() -> Result<PathBuf> {
    let folder = target_dir().join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    Ok(folder)
}

/// Builds the `bench` crate; what it returns does a job, behind whose file come these words.
fn program(words: &[&str], job: &Value) -> Result<Command> {
    let path = folder()?.join("job.json");
    fs::write(&path, job.to_string()).with_context(|| format!("could not write {}", path.display()))?;
    let program = Program::Bin("bench");
    run(&mut program.build())?;
    let mut bench = command(program.path());
    bench.arg(path).args(words);
    Ok(bench)
}

/// Does a job that takes a browser.
fn in_browser(words: &[&str], job: &Value, browser: &Browser) -> Result<()> {
    let mut bench = program(words, job)?;
    browser.name_to(&mut bench);
    run(&mut bench)
}

/// The sizes as the `bench` crate reads them.
fn cases(options: &Options) -> Value {
    options.cases.iter().map(|(ngf, batch)| json!({ "ngf": ngf, "batch": batch })).collect()
}

/// The job as the `bench` crate reads it.
fn describe(options: &Options, dist: &Path, tfjs: Result<PathBuf>) -> Result<Value> {
    let wasm = sizes::wasm(dist)?;
    Ok(json!({
        "dist": dist,
        // Without it there is still much to measure.
        "tfjs": match tfjs {
            Ok(script) => json!({ "Ok": script }),
            Err(error) => json!({ "Err": format!("{error:#}") }),
        },
        "wasm_gz_bytes": { "page": wasm.page, "engine": wasm.engine, "photos": wasm.photos },
        "cases": cases(options),
        "rounds": options.rounds,
        "extent": options.extent.name(),
        "live": options.live,
        "json": options.json,
        "results": root().join("benches/RESULTS.md"),
    }))
}
