//! The message port to a worker, seen from what starts it: the page or the engine.

use js_sys::{Array, ArrayBuffer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use crate::exception::describe;

/// A worker, which ends with this value.
pub struct WorkerPort {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl WorkerPort {
    /// Starts the worker of the script at this address, which messages call `name`. What it says goes to `handle`; an
    /// error, of which it has died, too.
    ///
    /// # Errors
    /// The browser's exception where it refuses workers altogether.
    pub fn spawn<Answer: DeserializeOwned>(
        script: &str,
        name: &'static str,
        handle: impl Fn(Result<Answer, String>) + Clone + 'static,
    ) -> Result<Self, JsValue> {
        let worker = Worker::new(script)?;
        let report = handle.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let answer = serde_wasm_bindgen::from_value(message.data());
            handle(answer.map_err(|error| format!("{name} is of another version ({error}); reload the page")));
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            error.prevent_default();
            // A script that cannot be fetched is reported by an event that says nothing.
            let message = error.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|message| !message.is_empty());
            let reason = message.map(|text| text.trim_start_matches("Uncaught ").to_owned());
            report(Err(reason.unwrap_or_else(|| format!("{name}.js did not load"))));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Sends a packed message. The buffers move to the worker, the rest is copied.
    ///
    /// # Errors
    /// What the browser says where the message cannot be sent.
    pub fn send(&self, message: &JsValue, moved: &[ArrayBuffer]) -> Result<(), String> {
        let moved = Array::from_iter(moved);
        self.worker.post_message_with_transfer(message, &moved).map_err(|error| describe(&error))
    }
}

/// Packs a message for a worker.
///
/// # Errors
/// Where a value has no counterpart in JavaScript.
pub fn pack(message: &impl Serialize) -> Result<JsValue, String> {
    message.serialize(&serde_wasm_bindgen::Serializer::new()).map_err(|error| error.to_string())
}

impl Drop for WorkerPort {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
