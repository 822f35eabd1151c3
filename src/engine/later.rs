//! Doing something after a while.

use wasm_bindgen::prelude::*;
use web_time::Duration;

use super::port::scope;

/// Does something after a while; nothing where the browser has no timers.
pub fn later(wait: Duration, act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    let milliseconds = i32::try_from(wait.as_millis()).unwrap_or(i32::MAX);
    let _ = scope().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), milliseconds);
}
