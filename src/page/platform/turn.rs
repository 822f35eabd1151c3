//! Yielding to the event loop during long work.

use std::time::Duration;

use js_sys::Promise;
use leptos::prelude::set_timeout;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Yields, so that the browser can draw and handle input before the work continues.
pub async fn turn() {
    let waited = Promise::new(&mut |resolve, _| {
        // Calling a promise's own resolve does not fail, and nothing ever rejects it.
        set_timeout(move || drop(resolve.call0(&JsValue::NULL)), Duration::ZERO);
    });
    let _ = JsFuture::from(waited).await;
}
