//! What `cargo metadata` tells of packages and what they depend on.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell::{cargo, output};

/// Reads the metadata with these further arguments.
///
/// # Errors
/// When cargo fails or prints something else.
pub fn read(arguments: &[&str]) -> Result<Value> {
    let text = output(cargo(["metadata", "--format-version", "1", "--locked"]).args(arguments));
    let text = text.context("`cargo metadata` failed")?;
    serde_json::from_str(&text).context("`cargo metadata` did not print JSON")
}

/// The elements of a list; none of anything else.
pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Whether a package is depended on by code that is shipped.
pub fn is_normal(dependency: &Value) -> bool {
    list(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null())
}
