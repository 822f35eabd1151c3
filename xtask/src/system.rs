//! The operating system's own packages.

use std::fs;

use anyhow::{Context, Result};

use crate::shell::{command, output, run};

/// What installing packages depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    Debian,
    /// Chromium is a snap, and its apt package only a stub that asks for it.
    Ubuntu,
    Other,
}

impl System {
    /// The system that this runs on.
    pub fn here() -> Self {
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

/// Installs packages of Debian or what is like it.
///
/// # Errors
/// When that takes a password, or fails.
pub fn install_packages(names: &[&str]) -> Result<()> {
    println!("Installing {} for the tests, this once.", names.join(" and "));
    run_as_root(&["apt-get", "update"])?;
    run_as_root(&[&["apt-get", "install", "-y", "--no-install-recommends"], names].concat())
}

/// Runs a command as root, where that takes no question.
///
/// # Errors
/// When this is neither root nor sudo without a password, or the command fails.
pub fn run_as_root(words: &[&str]) -> Result<()> {
    let root = as_root().context("this is neither root nor sudo without a password")?;
    let words = [root, words].concat();
    run(command(words[0]).args(&words[1..]))
}

/// What to put before a command so that root runs it without a question; `None` where that cannot be.
fn as_root() -> Option<&'static [&'static str]> {
    const QUIET: &str = "DEBIAN_FRONTEND=noninteractive";
    if output(command("id").arg("-u")).as_deref() == Some("0") {
        return Some(&["env", QUIET]);
    }
    output(command("sudo").args(["-n", "true"])).map(|_| ["sudo", "-n", "env", QUIET].as_slice())
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
}
