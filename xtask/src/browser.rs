//! The browsers that the tests run in, and their drivers.

mod chromium;
mod firefox;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::programs;
use crate::shell::{command, output, root, target_dir};

/// A browser engine that the tests run in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Chromium,
    Firefox,
}

/// A browser and the driver that goes with it.
pub struct Browser {
    pub kind: Kind,
    pub program: PathBuf,
    pub driver: PathBuf,
}

impl Kind {
    /// Finds this browser and its driver, and installs what is missing where that can be done without asking anyone.
    ///
    /// # Errors
    /// Says what to install where neither is possible.
    pub fn ensure(self) -> Result<Browser> {
        match self {
            Self::Chromium => chromium::ensure(),
            Self::Firefox => firefox::ensure(),
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        self.words().name
    }

    const fn words(self) -> Words {
        match self {
            Self::Chromium => Words {
                name: "Chromium",
                wasm_pack: "--chrome",
                driver_option: "--chromedriver",
                driver_on_path: "chromedriver",
                options: "goog:chromeOptions",
                variables: ["CHROME", "CHROMEDRIVER"],
            },
            Self::Firefox => Words {
                name: "Firefox",
                wasm_pack: "--firefox",
                driver_option: "--geckodriver",
                driver_on_path: "geckodriver",
                options: "moz:firefoxOptions",
                variables: ["FIREFOX", "GECKODRIVER"],
            },
        }
    }
}

/// What differs between the browsers, in the words of those who run the tests.
struct Words {
    name: &'static str,
    /// wasm-pack's options for the browser and for its driver.
    wasm_pack: &'static str,
    driver_option: &'static str,
    /// The name under which wasm-pack looks for the driver on PATH.
    driver_on_path: &'static str,
    /// The browser's own capability in webdriver.json.
    options: &'static str,
    /// The variables that name browser and driver to the end-to-end tests.
    variables: [&'static str; 2],
}

impl Browser {
    /// Has wasm-pack test in this browser, and names to it what it or the driver would not find by themselves.
    ///
    /// # Errors
    /// When the capabilities cannot be read or written.
    pub fn drive_by(&self, wasm_pack: &mut Command) -> Result<()> {
        let words = self.kind.words();
        wasm_pack.arg(words.wasm_pack);
        if programs::find(&[words.driver_on_path], |_| true).as_ref() != Some(&self.driver) {
            wasm_pack.arg(words.driver_option).arg(&self.driver);
        }
        if !(self.kind == Kind::Chromium && chromium::is_found_by_driver(&self.program)) {
            wasm_pack.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", self.capabilities()?);
        }
        Ok(())
    }

    /// Names the browser and its driver to the end-to-end tests.
    pub fn name_to(&self, tests: &mut Command) {
        let [browser, driver] = self.kind.words().variables;
        tests.env(browser, &self.program).env(driver, &self.driver);
    }

    /// webdriver.json with the browser that was found, which its driver would otherwise look for itself.
    fn capabilities(&self) -> Result<PathBuf> {
        let committed = root().join("webdriver.json");
        let text = fs::read_to_string(&committed).with_context(|| format!("could not read {}", committed.display()))?;
        let mut capabilities: Value = serde_json::from_str(&text).context("webdriver.json is not JSON")?;
        capabilities[self.kind.words().options]["binary"] = self.program.to_string_lossy().into();
        let path = target_dir().join(format!("webdriver-{}.json", self.kind.name()));
        fs::write(&path, capabilities.to_string()).with_context(|| format!("could not write {}", path.display()))?;
        Ok(path)
    }
}

/// A program that the tests need.
struct Wanted {
    what: &'static str,
    /// The variable that may name it.
    variable: &'static str,
    /// What it is called on PATH, a better name first.
    names: &'static [&'static str],
    /// What its answer to --version begins with.
    answers: &'static [&'static str],
}

impl Wanted {
    /// The program, which `install` sees to where it is missing. Where it cannot, says what is needed, and `advice`.
    fn ensure(&self, install: impl FnOnce() -> Result<()>, need: &str, advice: &str) -> Result<PathBuf> {
        if let Some(found) = self.find()? {
            return Ok(found);
        }
        let what = self.what;
        install().with_context(|| format!("{need}, and found no {what}. {advice}"))?;
        self.find()?.with_context(|| format!("{what} was installed but does not run. {advice}"))
    }

    /// The program that the variable names, or else the first on PATH that says what it is: a distribution may have put
    /// a stub there.
    fn find(&self) -> Result<Option<PathBuf>> {
        let Self { what, variable, names, .. } = self;
        match env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from) {
            Some(program) if self.is(&program) => Ok(Some(program)),
            Some(program) => bail!("{variable} names {}, which does not run or is not {what}", program.display()),
            None => Ok(programs::find(names, |program| self.is(program))),
        }
    }

    fn is(&self, program: &Path) -> bool {
        version(program).is_some_and(|answer| self.is_answer(&answer))
    }

    fn is_answer(&self, answer: &str) -> bool {
        answer.lines().any(|line| self.answers.iter().any(|start| line.starts_with(start)))
    }
}

/// What the program answers to --version.
fn version(program: &Path) -> Option<String> {
    output(command(program).arg("--version"))
}
