//! What facegan is built from: licences, where it comes from, and what is known against it. deny.toml has the rules.

use std::process::Command;

use anyhow::Result;

use crate::shell::run;
use crate::steps::{Outcome, Steps};
use crate::tools::{self, Tools};

/// Checks everything that Cargo.lock names. Known vulnerabilities are in a database that is fetched from GitHub: where it
/// cannot be, that check alone is left out.
///
/// # Errors
/// The first check that fails.
pub fn check(steps: &mut Steps) -> Result<()> {
    let tools = steps.step("cargo-deny", tools::for_checks)?;
    steps.step("licences, bans, sources", || run(deny(&tools).args(["check", "licenses", "bans", "sources"])))?;
    steps.step_where_possible("advisories", || advisories(&tools))
}

fn advisories(tools: &Tools) -> Result<Outcome> {
    if let Err(error) = run(deny(tools).args(["fetch", "db"])) {
        return Ok(Outcome::LeftOut(format!(
            "NOT CHECKED: whether anything is known against the dependencies. The database of advisories could not be \
             fetched ({error:#}): run this again where github.com can be reached."
        )));
    }
    run(deny(tools).args(["check", "advisories"]))?;
    Ok(Outcome::Done)
}

fn deny(tools: &Tools) -> Command {
    let mut deny = tools.command("cargo-deny");
    deny.args(["--workspace", "--locked"]);
    deny
}
