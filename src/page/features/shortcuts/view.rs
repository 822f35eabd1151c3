//! Keyboard shortcuts and the sheet that lists them.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::page::context::Page;
use crate::page::context::use_page;
use crate::page::features::shortcuts::table::{Press, SHORTCUTS, Shortcut, ShortcutAction};
use crate::page::platform::preferences;
use crate::page::state::AppState;
use crate::page::widgets::dialog::{Dialog, Sheets, use_sheets};
use crate::page::widgets::visit::visit;

/// Selects elements that take letters themselves.
const FIELDS: &str = "input:not([type=checkbox], [type=radio], [type=range]), select, textarea, [contenteditable]";

/// Listens for shortcuts, and shows the sheet.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let (page, sheets) = (use_page(), use_sheets());
    let on = RwSignal::new(preferences::get(preferences::SHORTCUTS).is_none());
    window_event_listener(ev::keydown, move |event| {
        if let Some(action) = asked(&event).filter(|_| on.get_untracked()) {
            event.prevent_default();
            act(page, sheets, action);
        }
    });
    let choose = move |event| {
        on.set(event_target_checked(&event));
        preferences::set(preferences::SHORTCUTS, if on.get_untracked() { "" } else { "off" });
    };
    let key = |key: &'static str| view! { <kbd>{key}</kbd>" " };
    let row = move |shortcut: Shortcut| {
        view! { <div><dt>{shortcut.shown.iter().copied().map(key).collect_view()}</dt><dd>{shortcut.what}</dd></div> }
    };
    view! {
        <Dialog id="shortcuts-title" title="Keyboard shortcuts" open=sheets.shortcuts>
            <dl class="keys" class:off=move || !on.get()>{SHORTCUTS.map(row)}</dl>
            <label class="check">
                <input type="checkbox" prop:checked=move || on.get() on:change=choose/>
                "Use single keys as shortcuts"
            </label>
        </Dialog>
    }
}

fn asked(event: &KeyboardEvent) -> Option<ShortcutAction> {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let typing = target.is_some_and(|element| element.closest(FIELDS).is_ok_and(|field| field.is_some()));
    let sheet = document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some());
    Press {
        key: &event.key(),
        modified: event.ctrl_key() || event.alt_key() || event.meta_key(),
        repeated: event.repeat(),
        taken: typing || sheet || event.default_prevented(),
    }
    .action()
}

/// Does what the buttons do, and no more than they could do now.
fn act(page: Page, sheets: Sheets, action: ShortcutAction) {
    let can = |question: fn(&AppState) -> bool| page.app.with_untracked(question);
    match action {
        // Whether to train longer or to start anew, the person says.
        ShortcutAction::Start if can(|app| app.longer().is_some()) => visit("place-training"),
        ShortcutAction::Start => page.start(),
        ShortcutAction::PauseOrResume if can(AppState::can_pause) => page.pause(),
        ShortcutAction::PauseOrResume if can(AppState::can_resume) => page.resume(),
        ShortcutAction::Step if can(AppState::can_resume) => page.step(),
        ShortcutAction::Stop if can(AppState::can_stop) => page.stop(),
        ShortcutAction::PauseOrResume | ShortcutAction::Step | ShortcutAction::Stop => {}
        ShortcutAction::Visit(place) => visit(place),
        ShortcutAction::Explain => sheets.explanation.set(true),
        ShortcutAction::Project => page.toggle_projector(),
        ShortcutAction::Help => sheets.shortcuts.set(true),
    }
}
