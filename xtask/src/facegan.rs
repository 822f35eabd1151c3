//! `cargo facegan …`, the native command, and `cargo xtask example …`.
//!
//! Built with the words of the native tests, so that Burn is compiled once for both: `cargo run --package facegan-cli`
//! would ask for other features of dependencies that they share.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::check::NATIVE;
use crate::programs;
use crate::shell::{cargo, target_dir};

/// Builds the command and runs it with these words, in the folder that it was called from; returns its exit code.
///
/// # Errors
/// When it cannot be built or started.
pub fn command(words: &[&str]) -> Result<ExitCode> {
    build_and_run(["--bin", "facegan"], &target_dir().join("release"), words)
}

/// Builds an example of examples/ and runs it in the same way.
///
/// # Errors
/// As [`command`].
pub fn example(name: &str, words: &[&str]) -> Result<ExitCode> {
    build_and_run(["--example", name], &target_dir().join("release/examples"), words)
}

fn build_and_run([kind, name]: [&str; 2], folder: &Path, words: &[&str]) -> Result<ExitCode> {
    let mut build = cargo(["build", "--release", "--workspace", kind, name]);
    let built = build.args(NATIVE).status().context("could not run cargo")?;
    if !built.success() {
        return Ok(ExitCode::FAILURE);
    }
    let mut program = Command::new(programs::in_folder(folder, name));
    program.args(words);
    become_or_wait(program)
}

/// On Unix it takes this program's place, so that signals reach it alone.
#[cfg(unix)]
fn become_or_wait(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    Err(command.exec()).context("could not run what was built")
}

#[cfg(not(unix))]
fn become_or_wait(mut command: Command) -> Result<ExitCode> {
    let status = command.status().context("could not run what was built")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
