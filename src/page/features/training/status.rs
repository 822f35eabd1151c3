//! The header with its live status, and the same for styling and tests on `<html>`.

use leptos::prelude::*;
use leptos::web_sys::js_sys::Date;

use crate::page::context::use_page;
use crate::page::state::{Activity, AppState, Run};
use crate::page::widgets::dialog::use_sheets;

/// Milliseconds between two announcements that differ only in the iteration: a screen reader speaks each.
const CALM: f64 = 2000.0;

#[component]
pub fn Header() -> impl IntoView {
    let page = use_page();
    mark_document();
    let state = Memo::new(move |_| page.app.with(|app| (app.run_word(), app.is_reading())));
    let dot = move || match state.get() {
        (_, true) | ("preparing" | "training", _) => "dot busy",
        ("failed", _) => "dot bad",
        ("finished", _) => "dot good",
        _ => "dot",
    };
    let sentence = calm_status();
    let shortcuts = use_sheets().shortcuts;
    view! {
        <header>
            <div class="brand">
                <img src="icon.svg" width="36" height="36" alt=""/>
                <div>
                    <h1>"facegan"</h1>
                    <p class="quiet">"Teach your GPU to draw faces"</p>
                </div>
            </div>
            <div class="status">
                <span class=dot aria-hidden="true"></span>
                <p role="status" id="status">{sentence}</p>
            </div>
            <button type="button" class="help-keys" aria-haspopup="dialog" on:click=move |_| shortcuts.set(true)>
                <kbd aria-hidden="true">"?"</kbd><span>"Keyboard shortcuts"</span>
            </button>
        </header>
    }
}

/// The status sentence, at once when something changes and every [`CALM`] ms while only iterations are counted.
fn calm_status() -> ReadSignal<String> {
    let page = use_page();
    let (sentence, show) = signal(page.app.with_untracked(AppState::status));
    Effect::new(move |shown: Option<(bool, f64)>| {
        let training = page.app.with(|app| app.run.as_ref().is_some_and(is_counting));
        let now = Date::now();
        match shown {
            Some((true, at)) if training && now - at < CALM => (true, at),
            _ => {
                let next = page.app.with_untracked(AppState::status);
                if sentence.with_untracked(|sentence| *sentence != next) {
                    show.set(next);
                }
                (training, now)
            }
        }
    });
    sentence
}

fn is_counting(run: &Run) -> bool {
    run.activity == Activity::Training && run.last.is_some()
}

fn mark_document() {
    let page = use_page();
    Effect::new(move |_| {
        let (word, done) = page.app.with(|app| (app.run_word(), app.run.as_ref().map_or(0, Run::done)));
        if let Some(html) = document().document_element() {
            // An attribute with a fixed, valid name can always be set.
            let _ = html.set_attribute("data-run", word);
            let _ = html.set_attribute("data-iteration", &done.to_string());
        }
    });
}
