//! Python with PyTorch and ONNX Runtime, for the tests that compare with them.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::programs;
use crate::shell::{command, output, root, run};
use crate::system::{System, install_packages};
use crate::tools::cache;

const REQUIREMENTS: &str = "tests/python/requirements.txt";
/// Fails unless everything in [`REQUIREMENTS`] is there and starts.
const IMPORTS: &str = "import numpy, onnxruntime, safetensors.torch, torch";

/// A Python that has everything in [`REQUIREMENTS`]: the one that FACEGAN_PYTHON names, the one on PATH, or one of our
/// own, which is made if need be.
///
/// # Errors
/// When there is none and none can be made; the message says what to do.
pub fn ensure() -> Result<PathBuf> {
    if let Some(named) = env::var_os("FACEGAN_PYTHON").filter(|path| !path.is_empty()).map(PathBuf::from) {
        if imports(&named) {
            return Ok(named);
        }
        bail!("FACEGAN_PYTHON names {}, which lacks something in {REQUIREMENTS}", named.display());
    }
    if let Some(found) = programs::find(&["python3", "python"], imports) {
        return Ok(found);
    }
    let home = cache()?.join(format!("python-{:016x}", fingerprint(&requirements()?)));
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

/// Changes with the requirements, so that other ones get an environment of their own.
fn fingerprint(requirements: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    requirements.hash(&mut hasher);
    hasher.finish()
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
        let text = requirements().unwrap();
        assert_eq!(fingerprint(&text), fingerprint(&text));
        assert_ne!(fingerprint(&text), fingerprint(&text.replace("torch==", "torch==1")));
    }
}
