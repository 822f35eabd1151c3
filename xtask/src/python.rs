//! Python with PyTorch, ONNX Runtime and Pillow, for the tests that compare with them.

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
    let python = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python3" });
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
    let base = match base_python() {
        Some(base) => base,
        None => {
            let advice = "the tests need Python 3.11 or newer with its venv module: install it, or name a Python with \
                          what tests/python/requirements.txt lists in FACEGAN_PYTHON";
            if System::here() == System::Other {
                bail!("{advice}");
            }
            install_packages(&["python3", "python3-venv"]).context(advice)?;
            base_python().context(advice)?
        }
    };
    // Whatever an interrupted install left is replaced.
    run(command(base).args(["-m", "venv", "--clear"]).arg(home))?;
    run(command(python).args(["-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS]))?;
    if !imports(python) {
        bail!("what {REQUIREMENTS} lists was installed into {} but does not start", home.display());
    }
    Ok(())
}

/// A Python that can make environments.
fn base_python() -> Option<PathBuf> {
    const ABLE: &str = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))";
    programs::find(&["python3", "python"], |python| output(command(python).args(["-c", ABLE])).is_some())
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
