//! Which file is being read, so that an engine that dies over it can say so.
//!
//! It stands on the worker's global scope, where `www/engine-loader.js` sees it too: out of memory and stack overflow end the
//! engine without any Rust code running.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::port::scope;

const KEY: &str = "reading";

/// From now on this file is read.
pub fn begin(name: &str) {
    set(&name.into());
}

/// No file is read any more.
pub fn end() {
    set(&JsValue::NULL);
}

/// The file that is being read.
pub fn current() -> Option<String> {
    Reflect::get(&scope(), &KEY.into()).ok()?.as_string()
}

fn set(value: &JsValue) {
    // Never refused: the scope is an ordinary object, and the property is ours.
    let _ = Reflect::set(&scope(), &KEY.into(), value);
}
