//! The live regions, which only screen readers see.

use std::time::Duration;

use leptos::prelude::*;
use leptos::web_sys::js_sys::Date;

use super::speech::{Keep, Speech};
use crate::page::context::use_page;

#[component]
pub fn Announcements() -> impl IntoView {
    let page = use_page();
    let (status, problems) = (Voice::new(Keep::Latest), Voice::new(Keep::All));
    let sentence = Memo::new(move |_| {
        let visit = page.visit();
        page.app.with(|app| app.announcement(visit))
    });
    Effect::new(move |_| status.say(sentence.get()));
    Effect::new(move |told: Option<usize>| {
        let (new, next) = page.alerts.since(told.unwrap_or_default());
        new.into_iter().for_each(|problem| problems.say(format!("{} {}", problem.what, problem.advice)));
        if page.alerts.is_empty() {
            problems.fall_silent();
        }
        next
    });
    view! {
        <p class="hidden" role="status" id="announced-status">{status.text}</p>
        <p class="hidden" role="alert" id="announced-problems">{problems.text}</p>
    }
}

/// The text of a live region, which changes no more often than it can be spoken.
#[derive(Clone, Copy)]
struct Voice {
    text: RwSignal<String>,
    speech: StoredValue<Speech>,
    /// Whether a timer runs that ends with the pause.
    timed: StoredValue<bool>,
}

impl Voice {
    fn new(keep: Keep) -> Self {
        let speech = StoredValue::new(Speech::new(keep));
        Self { text: RwSignal::default(), speech, timed: StoredValue::default() }
    }

    fn say(self, text: String) {
        self.speech.update_value(|speech| speech.add(text));
        self.speak();
    }

    fn fall_silent(self) {
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
