//! Checks the workflows in .github/workflows with zizmor: their syntax, and what it knows to be unsafe.

use anyhow::Result;

use crate::python;
use crate::shell::{command, run};
use crate::steps::Outcome;

const ZIZMOR: &str = "1.32.0";

/// Checks every workflow, where there is a Python to install zizmor with.
///
/// # Errors
/// When zizmor finds something.
pub fn check() -> Result<Outcome> {
    let zizmor = match python::program("zizmor", ZIZMOR) {
        Ok(zizmor) => zizmor,
        Err(error) => return Ok(Outcome::LeftOut(format!("NOT CHECKED: the workflows, without zizmor ({error:#})."))),
    };
    run(command(zizmor).args(["--offline", "--strict-collection", "--no-progress", ".github/workflows"]))?;
    Ok(Outcome::Done)
}
