//! One run in the browser, from the page's opening to the run's end.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use e2e::Page;
use serde::Deserialize;
use tokio::time::sleep;

use crate::record::{Record, steady};

/// How long an iteration may take, shaders compiled and all: the other implementations are slow on an emulated GPU.
const PATIENCE: Duration = Duration::from_secs(600);
/// Rarely enough not to slow the run down.
const POLL: Duration = Duration::from_millis(250);

/// When a run has gone on for long enough.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    /// It ends by itself.
    Ended,
    /// After so many steady iterations, and so long since the first one.
    Measured { least: usize, seconds: f64 },
}

/// What a visit brought.
#[derive(Debug, Default)]
pub struct Visited {
    /// Those that came before the run was told to end: afterwards it saves its state and queues nothing more.
    pub records: Vec<Record>,
    /// When the page was navigated to, since 1970.
    pub opened_ms: f64,
}

/// What collect.js answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct News {
    records: Vec<Record>,
    failed: Option<String>,
    ended: bool,
    opened_ms: f64,
}

impl Until {
    fn is_reached(self, records: &[Record]) -> bool {
        let Self::Measured { least, seconds } = self else { return false };
        let [first, .., last] = records else { return false };
        steady(records).len() >= least && last.at_ms - first.at_ms >= seconds * 1000.0
    }
}

impl Visited {
    /// Milliseconds from the page's opening to the first iteration's numbers.
    pub fn first_iteration_ms(&self) -> Option<f64> {
        Some(self.records.first()?.at_ms - self.opened_ms)
    }
}

/// Opens the page and stays until the run has ended, which it is told to where it would go on for too long.
///
/// # Errors
/// When the run fails, or nothing comes of it for too long.
pub async fn visit(page: &Page, query: &str, until: Until) -> Result<Visited> {
    page.load(query).await?;
    let mut visited = Visited::default();
    let mut stopped_after = None;
    let mut heard = Instant::now();
    loop {
        let known = visited.records.len();
        let news: News = page.evaluate("return bench.since(arguments[0])", vec![known.into()]).await?;
        if let Some(reason) = news.failed {
            bail!("{reason}");
        }
        if !news.records.is_empty() {
            heard = Instant::now();
        }
        visited.records.extend(news.records);
        visited.opened_ms = news.opened_ms;
        if news.ended {
            visited.records.truncate(stopped_after.unwrap_or(usize::MAX));
            return Ok(visited);
        }
        if stopped_after.is_none() && until.is_reached(&visited.records) {
            page.click("Stop").await?;
            stopped_after = Some(visited.records.len());
        }
        if heard.elapsed() > PATIENCE {
            bail!("no iteration ended within {} s, after {} of them", PATIENCE.as_secs(), visited.records.len());
        }
        sleep(POLL).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Calls;

    #[test]
    fn a_run_is_measured_after_enough_iterations_and_seconds() {
        let record = |at_ms| Record {
            at_ms,
            calls: Calls { dispatches: at_ms, ..Calls::default() },
            live_bytes: 0.0,
            peak_bytes: 0.0,
        };
        let records: Vec<_> = [500.0, 1500.0, 2500.0, 3500.0].map(record).into();
        let until = Until::Measured { least: 2, seconds: 3.0 };
        assert!(until.is_reached(&records));
        assert!(!until.is_reached(&records[..3]));
        assert!(!until.is_reached(&[]));
        assert!(!Until::Measured { least: 3, seconds: 0.0 }.is_reached(&records), "the last one does not count");
        assert!(!Until::Ended.is_reached(&records));
    }
}
