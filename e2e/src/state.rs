//! What the page says at one moment.

use regex::Regex;
use serde::Deserialize;

/// What the page says at one moment, each text with its whitespace collapsed.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// The header's sentence on what is going on.
    pub status: String,
    /// `none`, `preparing`, `training`, `paused`, `finished` or `failed`.
    pub run: String,
    /// Iterations done so far.
    pub iteration: usize,
    /// Iterations that were done when something was last clicked.
    pub clicked_at: usize,
    /// The problems shown.
    pub alerts: Vec<String>,
    /// The report on the data.
    pub report: String,
    /// The training log's lines.
    pub log: Vec<String>,
}

impl State {
    /// The number that the report gives before `noun`, as in “1,500 photos”; 0 where it does not name it.
    pub fn count(&self, noun: &str) -> usize {
        let pattern = format!(r"([\d,]+) {}", regex::escape(noun));
        let number = Regex::new(&pattern).ok().and_then(|pattern| Some(pattern.captures(&self.report)?[1].to_owned()));
        number.and_then(|number| number.replace(',', "").parse().ok()).unwrap_or(0)
    }

    /// Whether a problem shown has this in its text.
    pub fn alerts_with(&self, text: &str) -> bool {
        self.alerts.iter().any(|alert| alert.to_lowercase().contains(&text.to_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_the_report() {
        let state = State {
            status: String::new(),
            run: "none".to_owned(),
            iteration: 0,
            clicked_at: 0,
            alerts: vec!["A problem.".to_owned()],
            report: "1,500 photos 3 refused, 1 duplicate".to_owned(),
            log: vec![],
        };
        assert_eq!((state.count("photo"), state.count("refused"), state.count("duplicate")), (1500, 3, 1));
        assert_eq!(state.count("cancelled"), 0);
        assert!(state.alerts_with("a PROBLEM"));
    }
}
