//! `cargo xtask screenshots`: the page as it trains, for docs/, and how smoothly it runs meanwhile.

use std::fs;
use std::path::{Path, PathBuf, absolute};
use std::process::Command;

use anyhow::{Result, bail};

use crate::browser::Kind;
use crate::native::Program;
use crate::page;
use crate::shell::{root, run, target_dir};
use crate::tools;

/// Iterations until faces begin to show, which takes minutes on a software adapter.
const FACES: usize = 400;
/// Iterations of a trial, the fewest that the program can train for.
const TRIAL: usize = 40;

/// Builds the page, or takes the built one that `--dist` names, and has the `screenshots` program of the end-to-end tests
/// photograph it.
///
/// # Errors
/// When a word is not understood, something that this takes cannot be set up, or the page fails.
pub fn screenshots(words: &[&str]) -> Result<()> {
    let dist = match words {
        [] => build()?,
        ["--dist", dist] => absolute(Path::new(dist))?,
        _ => bail!("usage: cargo xtask screenshots [--dist DIR]"),
    };
    photograph(&dist, &root().join("docs"), FACES)
}

/// Photographs the page in `dist` soon after a run began, into a folder beside what is built.
///
/// # Errors
/// As [`screenshots`].
pub fn trial(dist: &Path) -> Result<()> {
    let folder = target_dir().join("screenshots-trial");
    fs::create_dir_all(folder.join("screenshots"))?;
    photograph(dist, &folder, TRIAL)
}

fn photograph(dist: &Path, folder: &Path, iterations: usize) -> Result<()> {
    let browser = Kind::Chromium.ensure()?;
    let program = Program::Bin("screenshots");
    run(&mut program.build())?;
    let mut program = Command::new(program.path());
    program.arg(folder).arg(iterations.to_string()).env("FACEGAN_DIST", dist);
    browser.name_to(&mut program);
    run(&mut program)
}

fn build() -> Result<PathBuf> {
    let dist = target_dir().join("e2e-dist");
    page::build_for_tests(&tools::for_tests()?, &dist)?;
    Ok(dist)
}
