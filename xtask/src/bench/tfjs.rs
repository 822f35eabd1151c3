//! The peer in TF.js, made into one script.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::programs;
use crate::shell::{command, root, run};

/// Installs what benches/tfjs needs beside it, and bundles it into `folder`.
///
/// # Errors
/// Why that cannot be done.
pub fn bundle(folder: &Path) -> Result<PathBuf> {
    let Some(npm) = programs::find(&["npm"], |_| true) else {
        bail!("it takes Node.js 18 or newer and npm: install your distribution's, or those of https://nodejs.org");
    };
    let npm = || npm_in_its_folder(&npm);
    // Nothing of what is installed has to run a script first.
    let install = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
    run(npm().args(install)).context("its packages could not be installed")?;
    let script = folder.join("tfjs.js");
    run(npm().args(["run", "build", "--"]).arg(format!("--outfile={}", script.display())))
        .context("it could not be bundled")?;
    Ok(script)
}

fn npm_in_its_folder(npm: &Path) -> Command {
    let mut command = command(npm);
    command.current_dir(root().join("benches/tfjs"));
    command
}
