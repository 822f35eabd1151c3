//! What the page asks of the browser beyond the DOM.

pub mod canvas;
pub mod download;
pub mod files;
pub mod worker;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// Whether the browser offers WebGPU to this page.
pub fn has_webgpu() -> bool {
    js_sys::Reflect::get(&leptos::prelude::window().navigator(), &"gpu".into()).is_ok_and(|gpu| !gpu.is_falsy())
}

/// What a browser's exception says.
pub fn describe(error: &JsValue) -> String {
    let text = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    text.or_else(|| error.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::message))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}
