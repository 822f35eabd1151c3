//! Values as lines of JSON.

use serde::Serialize;

/// A value as one line of JSON.
///
/// # Errors
/// When the serializer fails.
pub fn to_line(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    Ok(line)
}
