//! Chromium and ChromeDriver.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::{Browser, Kind, Wanted, version};
use crate::system::{System, install_packages, run_as_root};

const CHROME: Wanted = Wanted {
    what: "Chromium or Google Chrome",
    variable: "CHROME",
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    answers: &["Chromium ", "Google Chrome "],
};
const DRIVER: Wanted = Wanted {
    what: "ChromeDriver",
    variable: "CHROMEDRIVER",
    names: &["chromedriver", "chromium.chromedriver"],
    answers: &["ChromeDriver "],
};

/// Where ChromeDriver looks for a browser on Linux, and under which names, an earlier name first.
const PLACES: [&str; 7] =
    ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/opt/google/chrome"];
const NAMES: [&str; 4] = ["google-chrome", "chrome", "chromium", "chromium-browser"];

/// Finds Chromium and ChromeDriver, and installs what is missing where that can be done without asking anyone.
///
/// # Errors
/// Says what to install where neither is possible, or where the two do not go together.
pub fn ensure() -> Result<Browser> {
    // The driver first: what is installed with it is the browser that goes with it.
    let driver = find(&DRIVER)?;
    let browser = Browser { kind: Kind::Chromium, program: find(&CHROME)?, driver };
    check_versions(&browser)?;
    Ok(browser)
}

fn find(wanted: &Wanted) -> Result<PathBuf> {
    let advice = advice(System::here());
    wanted.ensure(install, "the tests need Chromium and ChromeDriver", advice)
}

/// Whether ChromeDriver finds this browser by itself.
pub fn is_found_by_driver(program: &Path) -> bool {
    let mut candidates = NAMES.iter().flat_map(|name| PLACES.iter().map(move |place| Path::new(place).join(name)));
    cfg!(target_os = "linux") && candidates.find(|path| path.exists()).as_deref() == Some(program)
}

/// ChromeDriver drives only the browser of its own major version.
fn check_versions(browser: &Browser) -> Result<()> {
    let (chrome, driver) = (version(&browser.program), version(&browser.driver));
    match (chrome.as_deref().and_then(major), driver.as_deref().and_then(major)) {
        (Some(chrome), Some(driver)) if chrome != driver => bail!(
            "{} is version {chrome} but {} is version {driver}: install the ChromeDriver of the browser's version, or \
             name a pair that goes together in CHROME and CHROMEDRIVER",
            browser.program.display(),
            browser.driver.display()
        ),
        _ => Ok(()),
    }
}

/// The first number in text such as “Chromium 140.0.7339.80 built on Debian”.
fn major(version: &str) -> Option<u32> {
    version.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}

/// Installs both, where that is known to go together.
fn install() -> Result<()> {
    match System::here() {
        System::Debian => install_packages(&["chromium", "chromium-driver"]),
        System::Ubuntu if Path::new("/run/snapd.socket").exists() => run_as_root(&["snap", "install", "chromium"]),
        System::Ubuntu | System::Other => bail!("this system's own packages have none that can be installed unasked"),
    }
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
    fn a_browser_is_not_taken_for_its_driver() {
        let chromes = ["Chromium 140.0.7339.80 built on Debian GNU/Linux 12 (bookworm)", "Google Chrome 140.0.7339.80"];
        let drivers = ["ChromeDriver 140.0.7339.80 (670b6f192f4668d2ac2c06bd77ec3e4eeda7d648)"];
        let stubs = ["", "Command '/usr/bin/chromium-browser' requires the chromium snap to be installed."];
        let found = |wanted: &Wanted, answers: &[&str]| answers.iter().all(|answer| wanted.is_answer(answer));
        assert!(found(&CHROME, &chromes) && found(&DRIVER, &drivers));
        let taken = |wanted: &Wanted, answers: &[&str]| answers.iter().any(|answer| wanted.is_answer(answer));
        assert!(!taken(&CHROME, &drivers) && !taken(&DRIVER, &chromes));
        assert!(!taken(&CHROME, &stubs) && !taken(&DRIVER, &stubs));
    }

    #[test]
    fn the_major_version_is_the_first_number_before_a_dot() {
        assert_eq!(major("Chromium 140.0.7339.80 built on Debian GNU/Linux 12 (bookworm)"), Some(140));
        assert_eq!(major("ChromeDriver 140.0.7339.80 (670b6f192f4668d2ac2c06bd77ec3e4eeda7d648)"), Some(140));
        assert_eq!(major("no version"), None);
    }
}
