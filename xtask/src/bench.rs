//! `cargo xtask bench`: gets everything ready that is measured, and has the `bench` crate measure it.

mod options;
mod photos;
mod tfjs;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};

use crate::browser::{self, Browser};
use crate::native::Program;
use crate::page;
use crate::shell::{command, root, run, target_dir};
use crate::sizes;
use options::{Extent, Options};

/// Measures what the words ask for; the results are printed and kept in benches/RESULTS.md.
///
/// # Errors
/// When a word is not understood, something that this takes cannot be set up, or facegan fails while it is measured.
pub fn bench(words: &[&str]) -> Result<()> {
    if matches!(words, ["--help" | "-h"]) {
        println!("{}", options::HELP);
        return Ok(());
    }
    if let ["photos", words @ ..] = words {
        return photos::bench(words);
    }
    let options = Options::read(words)?;
    let browser = browser::ensure()?;
    let dist = built_page(options.dist.clone())?;
    let tfjs = match options.extent {
        Extent::Full => tfjs::bundle(&folder()?),
        Extent::Trial => Err(anyhow!("a trial is facegan alone")),
    };
    measure(&[], &describe(&options, &dist, tfjs)?, &browser)
}

/// Tries everything that [`bench`] measures in a browser on the page in `dist`, as briefly as can be, and keeps nothing.
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

/// Has the `bench` crate do a job, behind whose file come these words.
fn measure(words: &[&str], job: &Value, browser: &Browser) -> Result<()> {
    let path = folder()?.join("job.json");
    fs::write(&path, job.to_string()).with_context(|| format!("could not write {}", path.display()))?;
    let program = Program::Bin("bench");
    run(&mut program.build())?;
    let mut bench = command(program.path());
    bench.arg(path).args(words).env("CHROME", &browser.chrome).env("CHROMEDRIVER", &browser.driver);
    run(&mut bench)
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
        "cases": options.cases.iter().map(|(ngf, batch)| json!({ "ngf": ngf, "batch": batch })).collect::<Vec<_>>(),
        "rounds": options.rounds,
        "extent": options.extent.name(),
        "live": options.live,
        "json": options.json,
        "results": root().join("benches/RESULTS.md"),
    }))
}
