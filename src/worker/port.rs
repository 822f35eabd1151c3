//! The worker's side of the message port to the page.

use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, console};

use crate::protocol::Event;

/// The worker's global scope.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Sends an event to the page.
pub fn post(event: &Event) {
    let serializer = serde_wasm_bindgen::Serializer::new();
    let sent = event.serialize(&serializer).map_err(JsValue::from).and_then(|message| scope().post_message(&message));
    if let Err(error) = sent {
        console::error_2(&"an event could not be sent to the page".into(), &error);
    }
}

/// What a browser's exception says.
pub fn describe(error: &JsValue) -> String {
    let text = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    text.or_else(|| error.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::message))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}
