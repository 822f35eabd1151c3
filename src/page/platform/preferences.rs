//! Preferences in the browser's local storage, from one visit to the next. Where the browser refuses to store any, as
//! in some private windows, they are lost silently.

use leptos::prelude::window;
use web_sys::Storage;

/// The settings of the last visit, as an address's query.
pub const SETTINGS: &str = "facegan.settings";
/// Whether single keys are shortcuts; stored only where they are not.
pub const SHORTCUTS: &str = "facegan.shortcuts";
/// Whether the person wants to be notified.
pub const NOTIFY: &str = "facegan.notify";
/// Whether quality is measured; stored only where it is not.
pub const NO_QUALITY: &str = "facegan.no-quality";
/// What the person decided about single photos and faces.
pub const DECISIONS: &str = "facegan.decisions";

/// What is stored under a name.
pub fn get(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Stores a text under a name; an empty text removes what is there.
pub fn set(name: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = if text.is_empty() { storage.remove_item(name) } else { storage.set_item(name, text) };
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
