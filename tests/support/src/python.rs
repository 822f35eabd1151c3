//! Python with PyTorch, ONNX Runtime and Pillow, to compare with.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use super::repository;

/// Runs a program in `folder`, where `tutorial` can be imported, and returns what it printed.
///
/// # Panics
/// With the program's own words, when it fails.
pub fn python(program: &str, folder: &Path) -> String {
    let named = env::var_os("FACEGAN_PYTHON").filter(|name| !name.is_empty());
    let python = named.unwrap_or_else(|| OsString::from("python3"));
    let modules = repository().join("tests/python");
    let output = Command::new(&python)
        .args(["-c", program])
        .current_dir(folder)
        .env("PYTHONPATH", modules)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap_or_else(|error| panic!("{} does not run: {error}. {HINT}", python.display()));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{errors}\n{HINT}", python.display());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const HINT: &str =
    "`cargo xtask test --native` sets up a Python with what the tests need; or name one in FACEGAN_PYTHON";
