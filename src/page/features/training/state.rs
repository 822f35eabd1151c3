//! The numbers and the log of the run on screen.

use leptos::prelude::*;

use super::hidden_speed::HiddenSpeed;
use super::pace::Pace;
use facegan_core::stats::Stats;

/// The speed and the log of the run on screen.
#[derive(Clone, Copy, Default)]
pub struct TrainingState {
    pub(super) pace: RwSignal<Pace>,
    pub(super) log: RwSignal<String>,
    /// Speed while the page was hidden, in percent of the usual one, if that was clearly lower.
    pub(super) slowed: RwSignal<Option<u32>>,
    pub(super) hidden_speed: StoredValue<HiddenSpeed>,
}

impl TrainingState {
    /// Adds one iteration.
    pub fn add(self, stats: &Stats) {
        self.pace.update(|pace| pace.add(stats));
        self.hidden_speed.update_value(|hidden_speed| hidden_speed.add(stats));
    }

    /// Adds a line to the log.
    pub fn add_line(self, line: &str) {
        self.log.update(|log| {
            log.push_str(line);
            log.push('\n');
        });
    }

    /// Empties the log.
    pub fn clear_log(self) {
        self.log.set(String::new());
    }

    /// Clears the speed of the last run.
    pub fn clear_pace(self) {
        self.pace.set(Pace::default());
    }
}
