//! Copying text.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use crate::page::context::Page;

/// Puts text on the clipboard.
pub fn copy(page: Page, text: String) {
    copy_then(page, text, || ());
}

/// Puts text on the clipboard, and calls `done` when it is there.
pub fn copy_then(page: Page, text: String, done: impl FnOnce() + 'static) {
    spawn_local(async move {
        match JsFuture::from(window().navigator().clipboard().write_text(&text)).await {
            Ok(_) => done(),
            refused => page.check("The text could not be copied", refused),
        }
    });
}
