//! The header with the status, and the same for styling and tests on `<html>`.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::state::Run;
use crate::page::widgets::dialog::use_sheets;

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
    let sentence = Memo::new(move |_| {
        let visit = page.visit();
        page.app.with(|app| app.status_in(visit))
    });
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
                <p id="status">{sentence}</p>
            </div>
            <button type="button" class="help-keys" aria-haspopup="dialog" on:click=move |_| shortcuts.set(true)>
                <kbd aria-hidden="true">"?"</kbd><span>"Keyboard shortcuts"</span>
            </button>
        </header>
    }
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
