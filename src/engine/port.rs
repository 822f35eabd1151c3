//! The worker's side of the message port to the page.

use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::console;

use facegan_protocol::Event;

pub use crate::worker::scope;

/// Sends an event to the page.
pub fn post(event: &Event) {
    let serializer = serde_wasm_bindgen::Serializer::new();
    let sent = event.serialize(&serializer).map_err(JsValue::from).and_then(|message| scope().post_message(&message));
    if let Err(error) = sent {
        console::error_2(&"an event could not be sent to the page".into(), &error);
    }
}
