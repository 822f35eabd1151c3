//! `cargo xtask test`: the native tests, the tests in a browser, and the end-to-end tests on the built page.

use std::fs;
use std::iter;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::axe;
use crate::bench;
use crate::browser::{Browser, Kind};
use crate::check;
use crate::page;
use crate::python;
use crate::screenshots;
use crate::setup;
use crate::shell::{cargo, root, run, run_side_by_side, target_dir};
use crate::steps::Steps;
use crate::tools::{self, Tools};
use crate::vulkan;

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Native,
    Browser,
    EndToEnd,
}

impl Part {
    pub const ALL: [Self; 3] = [Self::Native, Self::Browser, Self::EndToEnd];
}

/// Runs these parts of the tests, up to the first that fails; with all of them, `setup` and what `check` does without
/// compiling.
///
/// # Errors
/// The failed step, by name.
pub fn test(parts: &[Part]) -> Result<()> {
    let mut steps = Steps::default();
    if parts == Part::ALL {
        steps.step("setup", setup::setup)?;
        check::without_compiling(&mut steps)?;
    }
    // For the native tests and for Firefox.
    steps.step("vulkan", vulkan::ensure)?;
    if parts.contains(&Part::Native) {
        let python = steps.step("python", python::ensure)?;
        steps.step("native tests", || native(&python))?;
        // The alias in .cargo/config.toml; nothing is compiled for it that the tests did not need.
        steps.step("cargo facegan", || run(&mut cargo(["facegan", "inspect", "--help"])))?;
        steps.step("native bench", bench::native_trial)?;
    }
    if parts.iter().any(|part| *part != Part::Native) {
        let tools = steps.step("tools", tools::for_tests)?;
        let browsers = steps.step("browsers", || Ok([Kind::Chromium.ensure()?, Kind::Firefox.ensure()?]))?;
        if parts.contains(&Part::Browser) {
            steps.step("browser tests", || in_browsers(&tools, &browsers))?;
        }
        if parts.contains(&Part::EndToEnd) {
            let python = steps.step("python", python::ensure)?;
            let axe = steps.step("axe-core", || axe::ensure(&python))?;
            let dist = target_dir().join("e2e-dist");
            steps.step("page for end-to-end tests", || page::build_for_tests(&tools, &dist))?;
            steps.step("end-to-end tests", || end_to_end(&dist, &browsers, &python, &axe))?;
            steps.step("bench", || bench::trial(&dist))?;
            steps.step("screenshots", || screenshots::trial(&dist))?;
            steps.step("serve", || page::serve_trial(&tools))?;
        }
    }
    steps.finish();
    Ok(())
}

fn native(python: &Path) -> Result<()> {
    let mut tests = native_cargo_test();
    tests.args(["--lib", "--bins"]).args(native_tests()?.iter().flat_map(|test| ["--test", test]));
    // With what they print: how far every number is from PyTorch's.
    run(tests.args(["--", "--show-output"]).env("FACEGAN_PYTHON", python))
}

/// `cargo test` over the whole workspace with the page's features too, since what it computes without a browser is
/// tested natively. The end-to-end tests are built by the same words, so that Burn is compiled once for both.
fn native_cargo_test() -> Command {
    let mut tests = cargo(["test", "--release", "--workspace"]);
    tests.args(check::NATIVE);
    tests
}

/// Runs the tests in both browsers, side by side: Firefox compiles its shaders on one core. Cargo lets one of them build
/// what both run.
fn in_browsers(tools: &Tools, [chromium, firefox]: &[Browser; 2]) -> Result<()> {
    run_side_by_side(wasm_pack_test(tools, chromium)?, wasm_pack_test(tools, firefox)?)
}

/// `wasm-pack test` as the README names it. Time limits are in .cargo/config.toml.
fn wasm_pack_test(tools: &Tools, browser: &Browser) -> Result<Command> {
    let mut wasm_pack = tools.command("wasm-pack");
    wasm_pack.args(["test", "--headless", "--release"]);
    browser.drive_by(&mut wasm_pack)?;
    Ok(wasm_pack)
}

/// The names of the tests in tests/ and crates/*/tests/ that run natively, in order. One that starts with `browser_` runs
/// in a browser.
fn native_tests() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for folder in iter::once(root().to_owned()).chain(list(&root().join("crates"))?) {
        let tests = folder.join("tests");
        let tests = if tests.is_dir() { list(&tests)? } else { Vec::new() };
        let tests = tests.iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
        names.extend(tests.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())));
    }
    names.retain(|name| !name.starts_with("browser_"));
    names.sort();
    ensure!(!names.is_empty(), "there are no such tests");
    Ok(names)
}

/// What lies in a folder.
fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

/// Walks that measure how smoothly the page runs, by their names. They are made one by one.
const SMOOTHNESS: &str = "smooth";

fn end_to_end(dist: &Path, browsers: &[Browser], python: &Path, axe: &Path) -> Result<()> {
    let walks = |arguments: &[&str]| {
        let mut walks = walks(dist, browsers, python, axe);
        run(walks.args(arguments))
    };
    walks(&[SMOOTHNESS, "--test-threads", "1"])?;
    // A walk waits for its browser now and then. Two side by side leave no core idle meanwhile.
    walks(&["--skip", SMOOTHNESS, "--test-threads", "2"])
}

/// The end-to-end tests, to be told which.
fn walks(dist: &Path, browsers: &[Browser], python: &Path, axe: &Path) -> Command {
    let mut tests = native_cargo_test();
    // What a failed walk says comes last, where it is looked for.
    tests.args(["--test", "walks", "--", "--show-output"]);
    tests.env("FACEGAN_PYTHON", python).env("FACEGAN_AXE", axe);
    tests.env("FACEGAN_DIST", dist);
    for browser in browsers {
        browser.name_to(&mut tests);
    }
    // A walk's failure says where the page stood; where in the harness it was noticed is noise.
    tests.env("RUST_BACKTRACE", "0");
    tests
}
