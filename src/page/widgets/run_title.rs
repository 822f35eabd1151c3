//! What a run is called.

use crate::page::platform::clock;

/// What a run is called within a sentence: its name, or when it was started, in milliseconds since 1970 (UTC).
pub fn run_title(name: Option<&str>, started: f64) -> String {
    name.map_or_else(|| format!("run of {}", clock::date_and_time(started)), str::to_owned)
}
