//! The photo worker's side of its message port.

use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::console;

use crate::worker::scope;
use facegan_protocol::photos::PhotoAnswer;

/// Sends an answer to whoever started the worker.
pub fn post(answer: &PhotoAnswer) {
    let serializer = serde_wasm_bindgen::Serializer::new();
    let sent = answer.serialize(&serializer).map_err(JsValue::from).and_then(|message| scope().post_message(&message));
    if let Err(error) = sent {
        console::error_2(&"an answer of a photo worker could not be sent".into(), &error);
    }
}
