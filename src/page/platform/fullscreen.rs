//! The whole screen for the page, where the browser gives it.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::document;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Whether the page has the whole screen.
pub fn is_on() -> bool {
    document().fullscreen_element().is_some()
}

/// Asks for the whole screen. The page works in its window as well, so a refusal is no problem.
pub fn enter() {
    if let Some(root) = document().document_element() {
        ask(root.into(), "requestFullscreen");
    }
}

/// Gives the whole screen back.
pub fn leave() {
    if is_on() {
        ask(document().into(), "exitFullscreen");
    }
}

/// Calls a method and waits for its promise, whose refusal would be reported as an error otherwise.
fn ask(of: JsValue, method: &str) {
    let called = Reflect::get(&of, &method.into()).and_then(|it| it.dyn_into::<Function>());
    let promise = called.and_then(|function| function.call0(&of)).and_then(|it| it.dyn_into::<Promise>());
    if let Ok(promise) = promise {
        spawn_local(async move { drop(JsFuture::from(promise).await) });
    }
}
