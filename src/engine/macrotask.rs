//! Giving the event loop a turn.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Continues in a new macrotask, so that queued messages are handled in between.
///
/// Awaiting a resolved promise would continue in the same macrotask. A timer is delayed by at least 4 ms when nested,
/// and by far more in a hidden tab.
pub async fn next_macrotask() {
    let Ok(channel) = MessageChannel::new() else { return };
    let promise = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        // The promise is only ever resolved, by the message.
        let _ = JsFuture::from(promise).await;
    }
    channel.port1().close();
}
