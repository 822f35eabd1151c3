//! Chromium and ChromeDriver, for the tests.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::programs;
use crate::shell::{command, output};
use crate::system::{System, install_packages, run_as_root};

const CHROMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const DRIVERS: [&str; 2] = ["chromedriver", "chromium.chromedriver"];

/// A browser and the driver that goes with it.
pub struct Browser {
    pub chrome: PathBuf,
    pub driver: PathBuf,
}

/// Finds Chromium and ChromeDriver, and installs them where that can be done without asking anyone.
///
/// # Errors
/// Says what to install where neither is possible, or where the two do not go together.
pub fn ensure() -> Result<Browser> {
    let browser = match find()? {
        Some(browser) => browser,
        None => {
            install()?;
            match find()? {
                Some(browser) => browser,
                None => bail!("Chromium was installed but does not run. {}", advice(System::here())),
            }
        }
    };
    check_versions(&browser)?;
    Ok(browser)
}

fn find() -> Result<Option<Browser>> {
    let chrome = named_or_found("CHROME", &CHROMES)?;
    let driver = named_or_found("CHROMEDRIVER", &DRIVERS)?;
    Ok(chrome.zip(driver).map(|(chrome, driver)| Browser { chrome, driver }))
}

/// The program that the variable names, or else the first on PATH that runs: a distribution may have put a stub there.
fn named_or_found(variable: &str, names: &[&str]) -> Result<Option<PathBuf>> {
    let runs = |program: &Path| version(program).is_some();
    match env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from) {
        Some(program) if runs(&program) => Ok(Some(program)),
        Some(program) => bail!("{variable} names {}, which does not run", program.display()),
        None => Ok(programs::find(names, runs)),
    }
}

/// What the program answers to --version.
fn version(program: &Path) -> Option<String> {
    output(command(program).arg("--version"))
}

/// ChromeDriver drives only the browser of its own major version.
fn check_versions(browser: &Browser) -> Result<()> {
    let (chrome, driver) = (version(&browser.chrome), version(&browser.driver));
    match (chrome.as_deref().and_then(major), driver.as_deref().and_then(major)) {
        (Some(chrome), Some(driver)) if chrome != driver => bail!(
            "{} is version {chrome} but {} is version {driver}: install the ChromeDriver of the browser's version, or \
             name a pair that goes together in CHROME and CHROMEDRIVER",
            browser.chrome.display(),
            browser.driver.display()
        ),
        _ => Ok(()),
    }
}

/// The first number in text such as “Chromium 140.0.7339.80 built on Debian”.
fn major(version: &str) -> Option<u32> {
    version.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}

fn install() -> Result<()> {
    let system = System::here();
    let installed = match system {
        System::Debian => install_packages(&["chromium", "chromium-driver"]),
        System::Ubuntu if Path::new("/run/snapd.socket").exists() => run_as_root(&["snap", "install", "chromium"]),
        System::Ubuntu | System::Other => bail!("the tests need Chromium and ChromeDriver. {}", advice(system)),
    };
    installed.with_context(|| format!("the tests need Chromium and ChromeDriver. {}", advice(system)))
}

fn advice(system: System) -> &'static str {
    match system {
        System::Debian => "Run `sudo apt-get install chromium chromium-driver`, then this command again.",
        System::Ubuntu => {
            "Run `sudo snap install chromium`, then this command again. Where snaps do not work, install Google Chrome \
             and the ChromeDriver of the same version (https://googlechromelabs.github.io/chrome-for-testing/), and set \
             CHROME and CHROMEDRIVER to the paths of the two programs."
        }
        System::Other => {
            "Install Chromium or Google Chrome and the ChromeDriver of the same version, put both on PATH or set CHROME \
             and CHROMEDRIVER to the paths of the two programs, then run this command again. Fedora: `sudo dnf install \
             chromium chromedriver`. Arch: `sudo pacman -S chromium`. macOS: `brew install --cask chromium \
             chromedriver`. Others: https://googlechromelabs.github.io/chrome-for-testing/."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_first_number_before_a_dot() {
        assert_eq!(major("Chromium 140.0.7339.80 built on Debian GNU/Linux 12 (bookworm)"), Some(140));
        assert_eq!(major("ChromeDriver 140.0.7339.80 (670b6f192f4668d2ac2c06bd77ec3e4eeda7d648)"), Some(140));
        assert_eq!(major("no version"), None);
    }
}
