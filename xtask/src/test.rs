//! `cargo xtask test`: the native tests, the tests in a browser, and the end-to-end tests on the built page.

use std::fs;
use std::iter;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::axe;
use crate::bench;
use crate::browser::{self, Browser};
use crate::check;
use crate::page;
use crate::python;
use crate::shell::{cargo, root, run, target_dir};
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

/// Runs these parts of the tests, up to the first that fails.
///
/// # Errors
/// The failed step, by name.
pub fn test(parts: &[Part]) -> Result<()> {
    let mut steps = Steps::default();
    if parts.contains(&Part::Native) {
        steps.step("formatting", check::formatting)?;
        let python = steps.step("python", python::ensure)?;
        steps.step("vulkan", vulkan::ensure)?;
        steps.step("native tests", || native(&python))?;
        // The alias in .cargo/config.toml; nothing is compiled for it that the tests did not need.
        steps.step("cargo facegan", || run(&mut cargo(["facegan", "inspect", "--help"])))?;
        steps.step("native bench", bench::native_trial)?;
    }
    if parts.iter().any(|part| *part != Part::Native) {
        let tools = steps.step("tools", tools::for_tests)?;
        let browser = steps.step("browser", browser::ensure)?;
        if parts.contains(&Part::Browser) {
            steps.step("browser tests", || in_browser(&tools, &browser))?;
        }
        if parts.contains(&Part::EndToEnd) {
            let python = steps.step("python", python::ensure)?;
            let axe = steps.step("axe-core", || axe::ensure(&python))?;
            let dist = target_dir().join("e2e-dist");
            steps.step("page for end-to-end tests", || page::build_for_tests(&tools, &dist))?;
            steps.step("end-to-end tests", || end_to_end(&dist, &browser, &python, &axe))?;
            steps.step("bench", || bench::trial(&dist))?;
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

/// Runs `wasm-pack test` as the README names it. Time limits are in .cargo/config.toml; programs that wasm-pack or the
/// driver would not find by themselves are named.
fn in_browser(tools: &Tools, browser: &Browser) -> Result<()> {
    let mut wasm_pack = tools.command("wasm-pack");
    wasm_pack.args(["test", "--headless", "--chrome", "--release"]);
    if !browser.has_driver_on_path() {
        wasm_pack.arg("--chromedriver").arg(&browser.driver);
    }
    if !browser.is_found_by_driver() {
        wasm_pack.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities(browser)?);
    }
    run(&mut wasm_pack)
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

/// webdriver.json with the browser that was found, which ChromeDriver would otherwise look for itself.
fn capabilities(browser: &Browser) -> Result<PathBuf> {
    let committed = root().join("webdriver.json");
    let text = fs::read_to_string(&committed).with_context(|| format!("could not read {}", committed.display()))?;
    let mut capabilities: Value = serde_json::from_str(&text).context("webdriver.json is not JSON")?;
    capabilities["goog:chromeOptions"]["binary"] = browser.chrome.to_string_lossy().into();
    let path = target_dir().join("webdriver.json");
    fs::write(&path, capabilities.to_string()).with_context(|| format!("could not write {}", path.display()))?;
    Ok(path)
}

fn end_to_end(dist: &Path, browser: &Browser, python: &Path, axe: &Path) -> Result<()> {
    let mut tests = native_cargo_test();
    tests.args(["--test", "walks", "--", "--test-threads", "1", "--nocapture"]);
    tests.env("FACEGAN_PYTHON", python).env("FACEGAN_AXE", axe);
    tests.env("FACEGAN_DIST", dist).env("CHROME", &browser.chrome).env("CHROMEDRIVER", &browser.driver);
    // A walk's failure says where the page stood; where in the harness it was noticed is noise.
    tests.env("RUST_BACKTRACE", "0");
    run(&mut tests)
}
