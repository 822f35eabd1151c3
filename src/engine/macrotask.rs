//! Giving the event loop a turn.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Ends the current task and goes on in a new one, so that waiting messages are handled in between.
///
/// A resolved promise would go on within the same task, and a timer is held back by 4 ms and more in hidden tabs.
pub async fn next_macrotask() {
    let Ok(channel) = MessageChannel::new() else { return };
    let promise = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        // The promise is only ever resolved, by the message.
        let _ = JsFuture::from(promise).await;
    }
    channel.port1().close();
}
