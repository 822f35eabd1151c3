//! `cargo facegan …`, the native command, and `cargo xtask example …`.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::native::Program;

/// Builds the command and runs it with these words, in the folder that it was called from; returns its exit code.
///
/// # Errors
/// When it cannot be built or started.
pub fn command(words: &[&str]) -> Result<ExitCode> {
    build_and_run(Program::Bin("facegan"), words)
}

/// Builds an example of examples/ and runs it in the same way.
///
/// # Errors
/// As [`command`].
pub fn example(name: &str, words: &[&str]) -> Result<ExitCode> {
    build_and_run(Program::Example(name), words)
}

fn build_and_run(program: Program, words: &[&str]) -> Result<ExitCode> {
    let built = program.build().status().context("could not run cargo")?;
    if !built.success() {
        return Ok(ExitCode::FAILURE);
    }
    let mut command = Command::new(program.path());
    command.args(words);
    become_or_wait(command)
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
