//! The numbers and the log of the run on screen.

use leptos::prelude::*;

use super::hidden_speed::HiddenSpeed;
use super::pace::Pace;
use facegan_core::stats::Stats;

/// How the run on screen goes.
#[derive(Clone, Copy, Default)]
pub struct TrainingState {
    pub(super) pace: RwSignal<Pace>,
    pub(super) log: RwSignal<String>,
    /// How many percent of its usual speed training had while the page was hidden, if that was clearly less.
    pub(super) slowed: RwSignal<Option<u32>>,
    pub(super) hidden_speed: StoredValue<HiddenSpeed>,
}

impl TrainingState {
    /// Takes in one iteration.
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

    /// Forgets how fast the last run was.
    pub fn clear_pace(self) {
        self.pace.set(Pace::default());
    }
}
