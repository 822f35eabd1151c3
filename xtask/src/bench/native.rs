//! `cargo xtask bench --native`: gets the command and PyTorch ready.

use anyhow::Result;
use serde_json::json;

use super::options::Options;
use super::{cases, program};
use crate::native::Program;
use crate::shell::{root, run};
use crate::{python, vulkan};

/// Measures the native command beside PyTorch; the results are printed and kept in benches/RESULTS.md.
///
/// # Errors
/// When something that this takes cannot be set up or fails.
pub fn bench(options: &Options) -> Result<()> {
    vulkan::ensure()?;
    let python = python::ensure()?;
    let facegan = Program::Bin("facegan");
    run(&mut facegan.build())?;
    let job = json!({
        "facegan": facegan.path(),
        "python": python,
        "tutorial": root().join("tests/python"),
        "cases": cases(options),
        "rounds": options.rounds,
        "extent": options.extent.name(),
        "json": options.json,
        "results": root().join("benches/RESULTS.md"),
    });
    run(&mut program(&["native"], &job)?)
}
