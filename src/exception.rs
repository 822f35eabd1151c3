//! Exceptions of the browser, as the page and the worker both meet them.

use wasm_bindgen::prelude::*;

/// What a browser's exception says.
pub fn describe(error: &JsValue) -> String {
    let text = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    text.or_else(|| error.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::message))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}
