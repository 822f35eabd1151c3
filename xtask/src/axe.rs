//! axe-core, which the end-to-end tests check the page's accessibility with.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::shell::{command, run};
use crate::tools::cache;

/// A Python package that carries axe-core 4.12: so there is no need of Node.js.
const PACKAGE: &str = "axe_playwright_python";
const VERSION: &str = "0.1.8";

/// The script, which is fetched if need be by this Python's pip.
///
/// # Errors
/// When there is none and none can be fetched.
pub fn ensure(python: &Path) -> Result<PathBuf> {
    let home = cache()?.join(format!("{PACKAGE}-{VERSION}"));
    let script = home.join(PACKAGE).join("axe.min.js");
    if !script.is_file() {
        let mut pip = command(python);
        // Without its dependencies, which drive browsers.
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target"]).arg(&home);
        run(pip.arg(format!("{PACKAGE}=={VERSION}"))).context("axe-core could not be fetched")?;
        ensure!(script.is_file(), "{PACKAGE} {VERSION} has no {}", script.display());
    }
    Ok(script)
}
