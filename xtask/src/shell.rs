//! Running other programs: never asking anything, and with an environment that this repository decides on.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use anyhow::{Context, Result, anyhow, ensure};

/// Variables that make cargo build something else than this repository asks for.
const LEFTOVERS: [&str; 5] =
    ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "CARGO_BUILD_TARGET", "CARGO_INCREMENTAL"];

/// The repository's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Cargo's output folder.
pub fn target_dir() -> PathBuf {
    // Relative paths are meant from the folder that cargo is run in, which for every child is the root.
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// A program to be run in the repository's root, without an input and without the caller's build flags.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).stdin(Stdio::null());
    for leftover in LEFTOVERS {
        command.env_remove(leftover);
    }
    command
}

/// [`command`] for cargo.
pub fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut cargo = command("cargo");
    cargo.args(arguments);
    cargo
}

/// Runs a program with its output shown.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    println!("$ {line}");
    let status = command.status().with_context(|| format!("could not run `{line}`"))?;
    succeeded(&line, status)
}

/// Runs two programs side by side, with the output of the second shown after that of the first.
///
/// # Errors
/// When one cannot be started or does not succeed; both are waited for.
pub fn run_side_by_side(mut first: Command, second: Command) -> Result<()> {
    thread::scope(|scope| {
        let line = line(&second);
        let second = scope.spawn(|| run_captured(second));
        let first = run(&mut first);
        println!("$ {line}");
        let captured = second.join().map_err(|_| anyhow!("`{line}` was not waited for"))?;
        let (status, printed) = captured.with_context(|| format!("could not run `{line}`"))?;
        io::stdout().write_all(&printed)?;
        first.and(succeeded(&line, status))
    })
}

/// Runs a program; returns what it prints and says, in one, when it has ended.
fn run_captured(mut command: Command) -> io::Result<(ExitStatus, Vec<u8>)> {
    let (mut reader, writer) = io::pipe()?;
    let mut child = command.stdout(writer.try_clone()?).stderr(writer).spawn()?;
    // It holds the end that is written to, and the other is read until that is closed.
    drop(command);
    let mut printed = Vec::new();
    reader.read_to_end(&mut printed)?;
    Ok((child.wait()?, printed))
}

fn succeeded(line: &str, status: ExitStatus) -> Result<()> {
    ensure!(status.success(), "`{line}` ended with {status}");
    Ok(())
}

/// Runs a program and returns what it prints, trimmed; `None` when it is absent or does not succeed.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut shell = command("sh");
        shell.args(["-c", script]);
        shell
    }

    #[test]
    fn of_two_programs_side_by_side_each_may_fail() {
        run_side_by_side(shell("exit 0"), shell("exit 0")).unwrap();
        for (first, second, named) in [("exit 3", "exit 0", "exit 3"), ("exit 0", "exit 4", "exit 4")] {
            let error = run_side_by_side(shell(first), shell(second)).unwrap_err();
            assert!(error.to_string().contains(named), "{error}");
        }
    }

    #[test]
    fn what_is_captured_is_what_is_printed_and_said_in_order() {
        let (status, printed) = run_captured(shell("echo one; echo two >&2; echo three; exit 5")).unwrap();
        assert_eq!((status.code(), printed.as_slice()), (Some(5), &b"one\ntwo\nthree\n"[..]));
    }
}
