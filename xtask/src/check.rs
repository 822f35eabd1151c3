//! `cargo xtask check`: everything about the source that can be told without running it.

use anyhow::Result;

use crate::dependencies;
use crate::fences;
use crate::shell::{cargo, run, target_dir};
use crate::steps::Steps;
use crate::tools;
use crate::workflows;

const FOR_WASM: [&str; 2] = ["--target", tools::WASM];

/// The features of what is built natively for checks and tests: all but `cuda`, for which Burn fetches a built LLVM.
pub const NATIVE: [&str; 2] = ["--features", "page"];

/// The fuzz targets are a workspace of their own, which shares what is built.
const FUZZ: [&str; 2] = ["--manifest-path", "fuzz/Cargo.toml"];

/// Checks formatting, the fences, the lints and the documentation of every build there is with warnings as errors, the
/// workflows, and the dependencies.
///
/// # Errors
/// The first check that fails.
pub fn check() -> Result<()> {
    tools::ensure_target()?;
    let mut steps = Steps::default();
    without_compiling(&mut steps)?;
    steps.step("lints, native", || clippy(&[&["--workspace", "--all-targets"][..], &NATIVE].concat()))?;
    steps.step("lints, page", || wasm(&["--no-default-features", "--features", "page", "--lib", "--bins"]))?;
    steps.step("lints, engine", || {
        wasm(&["--no-default-features", "--features", "engine", "--lib", "--bins", "--tests"])
    })?;
    steps
        .step("lints, photo workers", || wasm(&["--no-default-features", "--features", "photos", "--lib", "--bins"]))?;
    steps.step("lints, fuzz targets", || {
        let built = target_dir().display().to_string();
        clippy(&[&FUZZ[..], &["--target-dir", &built, "--locked"]].concat())
    })?;
    steps.step("documentation, native", || doc(&[&["--workspace"][..], &NATIVE].concat()))?;
    steps.step("documentation, page", || wasm_doc(&["--no-default-features", "--features", "page", "--lib"]))?;
    steps.step("documentation, engine", || wasm_doc(&["--no-default-features", "--features", "engine", "--lib"]))?;
    steps.step("documentation, photo workers", || {
        wasm_doc(&["--no-default-features", "--features", "photos", "--lib"])
    })?;
    steps.finish();
    Ok(())
}

/// Checks what takes no compiling: formatting, the fences, the workflows and the dependencies.
///
/// # Errors
/// The first check that fails.
pub fn without_compiling(steps: &mut Steps) -> Result<()> {
    steps.step("formatting", formatting)?;
    steps.step("fences", fences::check)?;
    steps.step_where_possible("workflows", workflows::check)?;
    dependencies::check(steps)
}

/// Checks that every file is formatted.
fn formatting() -> Result<()> {
    run(&mut cargo(["fmt", "--all", "--check"]))?;
    run(cargo(["fmt", "--check"]).args(FUZZ))
}

fn wasm(arguments: &[&str]) -> Result<()> {
    clippy(&[&FOR_WASM, arguments].concat())
}

/// In the release profile, as the tests, so that build scripts and macros are compiled once for both.
fn clippy(arguments: &[&str]) -> Result<()> {
    run(cargo(["clippy", "--quiet", "--release"]).args(arguments).args(["--", "-D", "warnings"]))
}

/// Builds the documentation. A link that leads nowhere is an error.
fn doc(arguments: &[&str]) -> Result<()> {
    let mut doc = cargo(["doc", "--quiet", "--release", "--no-deps", "--document-private-items"]);
    run(doc.args(arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

fn wasm_doc(arguments: &[&str]) -> Result<()> {
    doc(&[&FOR_WASM, arguments].concat())
}
