//! Chromium's own log of all requests: of pages, workers and service workers.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use tokio::fs;

/// The addresses of the requests that pages and workers of `origin` have made so far.
///
/// # Errors
/// When the record cannot be read.
pub async fn requests_of(origin: &str, record: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(record).await.with_context(|| format!("could not read {}", record.display()))?;
    addresses(&text, origin).context("Chromium's record of its requests cannot be understood")
}

/// A record is JSON with a line of names and one line an event, and is read while it grows.
fn addresses(record: &str, origin: &str) -> Option<Vec<String>> {
    let mut lines = record.lines();
    let names = lines.next()?.strip_prefix("{\"constants\":")?.strip_suffix(',')?;
    let names: Value = serde_json::from_str(names).ok()?;
    let start = names["logEventTypes"]["URL_REQUEST_START_JOB"].as_u64()?;
    let requests = lines.filter_map(|line| {
        // The last line may be half written.
        let event: Value = serde_json::from_str(line.trim_end_matches(',')).ok()?;
        let is_request = event["type"] == start && event["params"]["initiator"] == origin;
        Some(event["params"]["url"].as_str().filter(|_| is_request)?.to_owned())
    });
    Some(requests.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"constants":{"logEventTypes":{"CANCELLED":0,"URL_REQUEST_START_JOB":2}},
"events": [
{"params":{"initiator":"http://here:1","url":"http://here:1/a"},"phase":1,"type":2},
{"params":{"initiator":"not an origin","url":"http://updates/"},"phase":1,"type":2},
{"params":{"initiator":"http://here:1","url":"http://here:1/b"},"phase":1,"type":0},
{"phase":2,"type":2},
{"params":{"initiator":"http://here:1","url":"http://there/"},"phase":1,"type":2},
{"params":{"initiator":"http://he"#;

    #[test]
    fn requests_are_those_that_were_started_by_the_origin() {
        assert_eq!(addresses(RECORD, "http://here:1").unwrap(), ["http://here:1/a", "http://there/"]);
    }

    #[test]
    fn what_is_no_record_is_not_understood() {
        assert_eq!(addresses("", "http://here:1"), None);
        assert_eq!(addresses("{\"constants\":{},\n", "http://here:1"), None);
    }
}
