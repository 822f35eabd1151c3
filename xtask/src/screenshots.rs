//! `cargo xtask screenshots`: the page as it trains, for docs/, and how smoothly it runs meanwhile.

use std::path::{Path, PathBuf, absolute};
use std::process::Command;

use anyhow::{Result, bail};

use crate::browser::Kind;
use crate::native::Program;
use crate::page;
use crate::shell::{root, run, target_dir};
use crate::tools;

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
    let browser = Kind::Chromium.ensure()?;
    let program = Program::Bin("screenshots");
    run(&mut program.build())?;
    let mut program = Command::new(program.path());
    program.arg(root().join("docs")).env("FACEGAN_DIST", dist);
    browser.name_to(&mut program);
    run(&mut program)
}

fn build() -> Result<PathBuf> {
    let dist = target_dir().join("e2e-dist");
    page::build_for_tests(&tools::for_tests()?, &dist)?;
    Ok(dist)
}
