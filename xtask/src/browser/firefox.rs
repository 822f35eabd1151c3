//! Firefox and geckodriver.

use anyhow::{Result, bail};

use super::{Browser, Kind, Wanted};
use crate::system::{System, install_packages};
use crate::tools;

const FIREFOX: Wanted =
    Wanted { what: "Firefox", variable: "FIREFOX", names: &["firefox-esr", "firefox"], answers: &["Mozilla Firefox "] };

/// Finds Firefox, and installs it where that can be done without asking anyone; compiles geckodriver where it is missing.
///
/// # Errors
/// Says what to install where that is not possible.
pub fn ensure() -> Result<Browser> {
    let program = FIREFOX.ensure(install, "the tests need Firefox", advice(System::here()))?;
    Ok(Browser { kind: Kind::Firefox, program, driver: tools::geckodriver()? })
}

fn install() -> Result<()> {
    match System::here() {
        System::Debian => install_packages(&["firefox-esr"]),
        System::Ubuntu | System::Other => bail!("this system's own packages have none that can be installed unasked"),
    }
}

fn advice(system: System) -> &'static str {
    match system {
        System::Debian => "Run `sudo apt-get install firefox-esr`, then this command again.",
        System::Ubuntu => {
            "Install Firefox from Mozilla's own packages (https://support.mozilla.org/kb/install-firefox-linux), then run \
             this command again. The snap will not do: it cannot read the profiles that geckodriver makes."
        }
        System::Other => {
            "Install Firefox, put it on PATH or set FIREFOX to the path of the program, then run this command again. \
             Fedora: `sudo dnf install firefox`. Arch: `sudo pacman -S firefox`. macOS: `brew install --cask firefox`, \
             and FIREFOX=/Applications/Firefox.app/Contents/MacOS/firefox."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn firefox_is_told_from_what_only_asks_for_it() {
        assert!(FIREFOX.is_answer("Mozilla Firefox 153.8.0esr"));
        assert!(!FIREFOX.is_answer("Command '/usr/bin/firefox' requires the firefox snap to be installed."));
        assert!(!FIREFOX.is_answer("geckodriver 0.37.1"));
    }
}
