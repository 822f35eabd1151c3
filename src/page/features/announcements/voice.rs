//! A live region that says one thing after another.

use std::time::Duration;

use leptos::prelude::*;
use leptos::web_sys::js_sys::Date;

use super::speech::{Keep, Speech};

/// The text of a live region, which changes no more often than it can be spoken.
#[derive(Clone, Copy)]
pub struct Voice {
    /// What the live region says now.
    pub text: RwSignal<String>,
    speech: StoredValue<Speech>,
    /// Whether a timer runs that ends with the pause.
    timed: StoredValue<bool>,
}

impl Voice {
    /// A live region that has said nothing yet.
    pub fn new(keep: Keep) -> Self {
        let speech = StoredValue::new(Speech::new(keep));
        Self { text: RwSignal::default(), speech, timed: StoredValue::default() }
    }

    /// Says a text, after the pause.
    pub fn say(self, text: String) {
        self.speech.update_value(|speech| speech.add(text));
        self.speak();
    }

    /// Takes back what was said and what waits.
    pub fn fall_silent(self) {
        self.speech.update_value(Speech::fall_silent);
        self.text.set(String::new());
    }

    fn speak(self) {
        let now = Date::now();
        if let Some(text) = self.speech.try_update_value(|speech| speech.due(now)).flatten() {
            self.text.set(text);
        }
        let wait = self.speech.with_value(|speech| speech.wait(now));
        if let Some(wait) = wait.filter(|_| !self.timed.get_value()) {
            self.timed.set_value(true);
            let later = move || {
                self.timed.set_value(false);
                self.speak();
            };
            set_timeout(later, Duration::from_millis(wait.ceil() as u64));
        }
    }
}
