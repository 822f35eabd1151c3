//! `cargo xtask bench`: gets everything ready that is measured, and has the `bench` crate measure it.

mod options;
mod photos;
mod tfjs;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::browser::Kind;
use crate::page;
use crate::shell::{cargo, root, run, target_dir};
use crate::sizes;
use options::Options;

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
    let browser = Kind::Chromium.ensure()?;
    let dist = match &options.dist {
        Some(dist) => dist.clone(),
        None => {
            page::publish()?;
            root().join("dist")
        }
    };
    let folder = target_dir().join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let job = folder.join("job.json");
    let text = describe(&options, &dist, tfjs::bundle(&folder))?.to_string();
    fs::write(&job, text).with_context(|| format!("could not write {}", job.display()))?;
    let mut bench = cargo(["run", "--release", "--package", "bench", "--"]);
    browser.name_to(&mut bench);
    run(bench.arg(job))
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
        "live": options.live,
        "json": options.json,
        "results": root().join("benches/RESULTS.md"),
    }))
}
