//! `cargo xtask setup`: everything that the other commands need.

use anyhow::Result;

use crate::axe;
use crate::browser::{Browser, Kind};
use crate::python;
use crate::tools;
use crate::vulkan;

/// Sets up what is missing, and says what is used.
///
/// # Errors
/// When something is missing and cannot be installed; the message says what to do.
pub fn setup() -> Result<()> {
    tools::for_tests()?;
    tools::for_checks()?;
    for kind in [Kind::Chromium, Kind::Firefox] {
        let Browser { program, driver, .. } = kind.ensure()?;
        println!("{} is {}, driven by {}.", kind.name(), program.display(), driver.display());
    }
    let python = python::ensure()?;
    axe::ensure(&python)?;
    vulkan::ensure()?;
    println!("Everything is set up, with {}.", python.display());
    Ok(())
}
