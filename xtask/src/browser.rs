//! Chromium and ChromeDriver, for the tests.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::programs;
use crate::shell::{command, output, run};

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    Debian,
    /// Chromium is a snap, and its apt package only a stub that asks for it.
    Ubuntu,
    Other,
}

impl System {
    fn here() -> Self {
        Self::from_os_release(&fs::read_to_string("/etc/os-release").unwrap_or_default())
    }

    fn from_os_release(text: &str) -> Self {
        let value = |key: &str| text.lines().find_map(|line| Some(line.strip_prefix(key)?.trim_matches('"')));
        let is_like = |name: &str| value("ID_LIKE=").is_some_and(|like| like.split(' ').any(|word| word == name));
        match value("ID=") {
            Some("ubuntu") => Self::Ubuntu,
            Some("debian") => Self::Debian,
            _ if is_like("ubuntu") => Self::Ubuntu,
            _ if is_like("debian") => Self::Debian,
            _ => Self::Other,
        }
    }
}

fn install() -> Result<()> {
    let system = System::here();
    let commands: &[&[&str]] = match system {
        System::Debian => &[
            &["apt-get", "update"],
            &["apt-get", "install", "-y", "--no-install-recommends", "chromium", "chromium-driver"],
        ],
        System::Ubuntu if Path::new("/run/snapd.socket").exists() => &[&["snap", "install", "chromium"]],
        System::Ubuntu | System::Other => bail!("the tests need Chromium and ChromeDriver. {}", advice(system)),
    };
    let Some(root) = as_root() else {
        bail!(
            "the tests need Chromium and ChromeDriver, and this is neither root nor sudo without a password. {}",
            advice(system)
        );
    };
    println!("Installing Chromium and ChromeDriver for the tests, this once.");
    for words in commands {
        let words = [root, words].concat();
        run(command(words[0]).args(&words[1..]))?;
    }
    Ok(())
}

/// What to put before a command so that root runs it without a question; `None` where that cannot be.
fn as_root() -> Option<&'static [&'static str]> {
    const QUIET: &str = "DEBIAN_FRONTEND=noninteractive";
    if output(command("id").arg("-u")).as_deref() == Some("0") {
        return Some(&["env", QUIET]);
    }
    output(command("sudo").args(["-n", "true"])).map(|_| ["sudo", "-n", "env", QUIET].as_slice())
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
    fn systems_are_told_apart() {
        let cases = [
            ("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n", System::Debian),
            ("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n", System::Ubuntu),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", System::Ubuntu),
            ("ID=raspbian\nID_LIKE=debian\n", System::Debian),
            ("ID=fedora\n", System::Other),
            ("", System::Other),
        ];
        for (text, system) in cases {
            assert_eq!(System::from_os_release(text), system, "{text}");
        }
    }

    #[test]
    fn the_major_version_is_the_first_number_before_a_dot() {
        assert_eq!(major("Chromium 140.0.7339.80 built on Debian GNU/Linux 12 (bookworm)"), Some(140));
        assert_eq!(major("ChromeDriver 140.0.7339.80 (670b6f192f4668d2ac2c06bd77ec3e4eeda7d648)"), Some(140));
        assert_eq!(major("no version"), None);
    }
}
