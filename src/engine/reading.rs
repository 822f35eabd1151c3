//! The name of the file that is being read, so that a crash can be blamed on it.
//!
//! It is a property of the worker's global scope, where `www/engine-loader.js` reads it too: when memory runs out or
//! the stack overflows, the engine ends without running any more Rust code.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::port::scope;

const KEY: &str = "reading";

/// Notes that this file is read from now on.
pub fn begin(name: &str) {
    set(&name.into());
}

/// Notes that no file is read any more.
pub fn end() {
    set(&JsValue::NULL);
}

/// The name of the file that is being read.
pub fn current() -> Option<String> {
    Reflect::get(&scope(), &KEY.into()).ok()?.as_string()
}

fn set(value: &JsValue) {
    // Cannot fail: the scope is an ordinary object.
    let _ = Reflect::set(&scope(), &KEY.into(), value);
}
