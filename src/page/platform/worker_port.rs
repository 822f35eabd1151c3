//! The page's side of the message port to a worker: the engine, or the finder of a camera's faces.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use crate::exception::describe;
use crate::page::platform::named;

/// A worker, which ends with this value.
pub struct WorkerPort {
    worker: Worker,
    /// Messages given before the worker was ready; [`None`] since then.
    waiting: Option<Vec<JsValue>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl WorkerPort {
    /// Starts the worker whose script index.html names under `name`. What it says goes to `handle`; an error, of which it
    /// has died, too.
    ///
    /// # Errors
    /// The browser's exception where it refuses workers altogether.
    pub fn spawn<Answer: DeserializeOwned>(
        name: &'static str,
        handle: impl Fn(Result<Answer, String>) + Clone + 'static,
    ) -> Result<Self, JsValue> {
        let script = named(name).ok_or_else(|| JsValue::from_str(&format!("index.html names no script for {name}")))?;
        let worker = Worker::new(&script)?;
        let report = handle.clone();
        let on_message =
            Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
                handle(serde_wasm_bindgen::from_value(message.data()).map_err(|error| {
                    format!("page and {name} do not understand each other ({error}); reload the page")
                }));
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
        Ok(Self { worker, waiting: Some(Vec::new()), _on_message: on_message, _on_error: on_error })
    }

    /// Sends a message, or queues it until the worker is ready.
    ///
    /// # Errors
    /// What the browser says where a message cannot be sent.
    pub fn send(&mut self, message: &impl Serialize) -> Result<(), String> {
        let message = message.serialize(&serde_wasm_bindgen::Serializer::new()).map_err(|error| error.to_string())?;
        match &mut self.waiting {
            Some(waiting) => waiting.push(message),
            None => self.post(&message)?,
        }
        Ok(())
    }

    /// Sends the queued messages: the worker is ready.
    ///
    /// # Errors
    /// What the browser says where a message cannot be sent.
    pub fn ready(&mut self) -> Result<(), String> {
        self.waiting.take().into_iter().flatten().try_for_each(|message| self.post(&message))
    }

    fn post(&self, message: &JsValue) -> Result<(), String> {
        self.worker.post_message(message).map_err(|error| describe(&error))
    }
}

impl Drop for WorkerPort {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
