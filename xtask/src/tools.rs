//! Rust's own tools: the target for WebAssembly, Trunk, wasm-bindgen's CLI, wasm-pack, cargo-deny
//! and Firefox's geckodriver.
//!
//! A tool of the exact version on PATH is used. Otherwise it is compiled once into the person's cache, so that nothing
//! they installed themselves is ever replaced.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::programs;
use crate::shell::{self, command, output, root, run, target_dir};

/// What the page and the engine are compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";
const TRUNK: &str = "0.21.14";
const WASM_PACK: &str = "0.15.1";
const CARGO_DENY: &str = "0.20.2";
const GECKODRIVER: &str = "0.37.1";

/// The tools that a command asked for, ready to be put on a child's PATH.
pub struct Tools {
    path: OsString,
}

impl Tools {
    /// [`command`] with the tools first on its PATH.
    pub fn command(&self, program: &str) -> Command {
        let mut command = command(program);
        command.env("PATH", &self.path);
        command
    }
}

/// How a tool is compiled.
#[derive(Clone, Copy)]
enum Compiled {
    /// As its authors publish it: it works on the engine's whole wasm at every build.
    Optimised,
    /// In less time: it mostly waits for others. Some authors ask for link-time optimisation, which takes minutes.
    Quickly,
}

impl Compiled {
    /// What cargo is told in its environment.
    fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Optimised => &[],
            Self::Quickly => &[
                ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
                ("CARGO_PROFILE_RELEASE_LTO", "off"),
                ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
            ],
        }
    }
}

struct Tool {
    krate: &'static str,
    version: String,
    compiled: Compiled,
    /// What is run, and what has to lie beside it.
    binaries: &'static [&'static str],
}

/// Makes sure of what building the page takes.
///
/// # Errors
/// When something is missing and cannot be installed; the message says what to do.
pub fn for_page() -> Result<Tools> {
    ensure(&[trunk(), wasm_bindgen()?])
}

/// Makes sure of what every test takes, browsers apart.
///
/// # Errors
/// As [`for_page`].
pub fn for_tests() -> Result<Tools> {
    ensure(&[trunk(), wasm_bindgen()?, wasm_pack()])
}

/// Makes sure of what checking the dependencies takes.
///
/// # Errors
/// As [`for_page`].
pub fn for_checks() -> Result<Tools> {
    ensure(&[cargo_deny()])
}

/// Makes sure of geckodriver, which drives Firefox, and says where it is.
///
/// # Errors
/// As [`for_page`].
pub fn geckodriver() -> Result<PathBuf> {
    let binaries = &["geckodriver"];
    let version = GECKODRIVER.to_owned();
    let folder = Tool { krate: "geckodriver", version, compiled: Compiled::Quickly, binaries }.ensure()?;
    Ok(programs::in_folder(&folder, binaries[0]))
}

fn trunk() -> Tool {
    Tool { krate: "trunk", version: TRUNK.to_owned(), compiled: Compiled::Quickly, binaries: &["trunk"] }
}

fn wasm_pack() -> Tool {
    Tool { krate: "wasm-pack", version: WASM_PACK.to_owned(), compiled: Compiled::Quickly, binaries: &["wasm-pack"] }
}

fn cargo_deny() -> Tool {
    Tool { krate: "cargo-deny", version: CARGO_DENY.to_owned(), compiled: Compiled::Quickly, binaries: &["cargo-deny"] }
}

fn wasm_bindgen() -> Result<Tool> {
    let lock = root().join("Cargo.lock");
    let text = fs::read_to_string(&lock).with_context(|| format!("could not read {}", lock.display()))?;
    let version = locked_version(&text, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")?.to_owned();
    let binaries = &["wasm-bindgen", "wasm-bindgen-test-runner"];
    Ok(Tool { krate: "wasm-bindgen-cli", version, compiled: Compiled::Optimised, binaries })
}

/// The version of `package` in the text of a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

fn ensure(tools: &[Tool]) -> Result<Tools> {
    ensure_target()?;
    let folders = tools.iter().map(Tool::ensure).collect::<Result<Vec<_>>>()?;
    Ok(Tools { path: programs::path_with(&folders)? })
}

/// Makes sure that Rust can compile to WebAssembly.
///
/// # Errors
/// As [`for_page`].
pub fn ensure_target() -> Result<()> {
    let folder = output(command("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .context("could not run rustc: install Rust through https://rustup.rs")?;
    if Path::new(&folder).is_dir() {
        return Ok(());
    }
    if !programs::exists("rustup") {
        bail!(
            "this Rust lacks the target {WASM}, and there is no rustup to add it: install Rust through \
             https://rustup.rs, or your distribution's package with Rust's standard library for {WASM}"
        );
    }
    run(command("rustup").args(["target", "add", WASM]))
}

impl Tool {
    /// The folder of the tool, which is installed if need be.
    fn ensure(&self) -> Result<PathBuf> {
        if let Some(found) = programs::find(&self.binaries[..1], |program| self.is(program))
            && let Some(folder) = found.parent()
        {
            return Ok(folder.to_owned());
        }
        let home = cache()?.join(format!("{}-{}", self.krate, self.version));
        let folder = home.join("bin");
        if !self.is(&programs::in_folder(&folder, self.binaries[0])) {
            self.install(&home)?;
        }
        Ok(folder)
    }

    /// Whether `program` is this tool in this version, with what has to lie beside it.
    fn is(&self, program: &Path) -> bool {
        // Trunk takes NO_COLOR for one of its own options, and fails where it is 1.
        let version = output(command(program).arg("--version").env_remove("NO_COLOR"));
        let folder = program.parent().unwrap_or(Path::new(""));
        version.is_some_and(|text| text.split_whitespace().nth(1) == Some(&self.version))
            && self.binaries.iter().all(|binary| programs::in_folder(folder, binary).is_file())
    }

    fn install(&self, home: &Path) -> Result<()> {
        println!("Compiling {} {} into {}: a few minutes, this once.", self.krate, self.version, home.display());
        let install = || {
            let mut install = shell::cargo(["install", "--version", &self.version, self.krate]);
            // In one folder, so that what tools have in common is compiled once.
            install.envs(self.compiled.settings().iter().copied()).env("CARGO_TARGET_DIR", target_dir().join("tools"));
            install
        };
        if run(install().arg("--locked").arg("--root").arg(home)).is_ok() {
            return Ok(());
        }
        println!(
            "Trying again with other versions of its dependencies: the registry may not have those it was made with."
        );
        run(install().env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback").arg("--root").arg(home))
            .with_context(|| format!("could not install {} {}", self.krate, self.version))
    }
}

/// Where tools are kept that this repository's commands installed.
///
/// # Errors
/// When there is no home folder.
pub fn cache() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").filter(|path| !path.is_empty()).map(PathBuf::from);
    let cache = cache.or_else(|| env::home_dir().map(|home| home.join(".cache")));
    Ok(cache.context("there is no home folder to keep tools in: set XDG_CACHE_HOME")?.join("facegan/tools"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_version_is_that_of_the_exact_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn this_repository_locks_wasm_bindgen() {
        assert!(!wasm_bindgen().unwrap().version.is_empty());
    }
}
