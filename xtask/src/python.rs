//! Python with PyTorch, ONNX Runtime and Pillow, for the tests that compare with them, and programs that come as Python
//! packages.

use std::env;
use std::fs;
use std::path::{self, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::programs;
use crate::shell::{command, output, root, run};
use crate::system::{System, install_packages};
use crate::tools::cache;

const REQUIREMENTS: &str = "tests/python/requirements.txt";
/// Fails unless everything in [`REQUIREMENTS`] is there and starts.
const IMPORTS: &str = "import numpy, onnxruntime, PIL, safetensors.torch, torch";

/// A Python that has everything in [`REQUIREMENTS`]: the one that FACEGAN_PYTHON names, the one on PATH, or one of our
/// own, which is made if need be.
///
/// # Errors
/// When there is none and none can be made; the message says what to do.
pub fn ensure() -> Result<PathBuf> {
    if let Some(named) = env::var_os("FACEGAN_PYTHON").filter(|path| !path.is_empty()).map(PathBuf::from) {
        // The tests run in other folders.
        let named = if named.components().count() > 1 { path::absolute(&named)? } else { named };
        let tried = command(&named).args(["-c", IMPORTS]).output();
        let tried = tried.with_context(|| format!("FACEGAN_PYTHON names {}, which does not run", named.display()))?;
        if !tried.status.success() {
            let why = String::from_utf8_lossy(&tried.stderr);
            bail!("FACEGAN_PYTHON names {}, which lacks something of {REQUIREMENTS}:\n{why}", named.display());
        }
        return Ok(named);
    }
    if let Some(found) = programs::find(&["python3", "python"], imports) {
        return Ok(found);
    }
    let home = cache()?.join(environment(&requirements()?));
    let python = in_environment(&home, "python3");
    if !imports(&python) {
        install(&home, &python)?;
    }
    Ok(python)
}

fn imports(python: &Path) -> bool {
    output(command(python).args(["-c", IMPORTS])).is_some()
}

fn requirements() -> Result<String> {
    fs::read_to_string(root().join(REQUIREMENTS)).with_context(|| format!("could not read {REQUIREMENTS}"))
}

/// A name that changes with the requirements, so that other ones get an environment of their own.
fn environment(requirements: &str) -> String {
    let packages = requirements.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    packages.fold("python".to_owned(), |name, package| name + "-" + &package.replace("==", "-"))
}

fn install(home: &Path, python: &Path) -> Result<()> {
    println!("Installing PyTorch and ONNX Runtime for the tests into {}: a few minutes, this once.", home.display());
    let advice = "the tests need Python 3.11 or newer with its venv module: install it, or name a Python with what \
                  tests/python/requirements.txt lists in FACEGAN_PYTHON";
    make_environment(&base_python().context(advice)?, home, &["--requirement", REQUIREMENTS])?;
    if !imports(python) {
        bail!("what {REQUIREMENTS} lists was installed into {} but does not start", home.display());
    }
    Ok(())
}

/// Makes an environment in `home` with what these words tell pip to install. What an interrupted install left there is
/// replaced.
fn make_environment(base: &Path, home: &Path, packages: &[&str]) -> Result<()> {
    run(command(base).args(["-m", "venv", "--clear"]).arg(home))?;
    run(command(in_environment(home, "python3")).args(["-m", "pip", "install", "--quiet"]).args(packages))
}

/// Where a program lies in an environment.
fn in_environment(home: &Path, program: &str) -> PathBuf {
    match (cfg!(windows), program) {
        (true, "python3") => home.join("Scripts/python.exe"),
        (true, _) => programs::in_folder(&home.join("Scripts"), program),
        (false, _) => home.join("bin").join(program),
    }
}

/// A Python that can make environments. On Debian and Ubuntu it is installed if need be.
///
/// # Errors
/// When there is none and none can be installed.
fn base_python() -> Result<PathBuf> {
    const ABLE: &str = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))";
    let find = || programs::find(&["python3", "python"], |python| output(command(python).args(["-c", ABLE])).is_some());
    if let Some(found) = find() {
        return Ok(found);
    }
    if System::here() == System::Other {
        bail!("there is no Python 3.11 or newer with its venv module on PATH");
    }
    install_packages(&["python3", "python3-venv"])?;
    find().context("Python was installed but does not run")
}

/// The program of a Python package in an environment of its own, which is made if need be.
///
/// # Errors
/// When it cannot be installed.
pub fn program(package: &str, version: &str) -> Result<PathBuf> {
    let home = cache()?.join(format!("{package}-{version}"));
    let program = in_environment(&home, package);
    let answers = || output(command(&program).arg("--version")).is_some_and(|answer| answer.contains(version));
    if !answers() {
        make_environment(&base_python()?, &home, &[&format!("{package}=={version}")])?;
        if !answers() {
            bail!("{package} {version} was installed into {} but does not start", home.display());
        }
    }
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_requirements_have_another_environment() {
        assert_eq!(environment("# why\nnumpy==2.0\ntorch==2.15.0\n"), "python-numpy-2.0-torch-2.15.0");
        assert!(environment(&requirements().unwrap()).contains("-torch-"));
    }
}
