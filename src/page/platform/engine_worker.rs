//! The page's side of the message port to the engine.

use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use crate::exception::describe;
use crate::page::platform::named;
use facegan_protocol::{Command, Event};

/// The engine in its worker, which ends with this value.
pub struct EngineWorker {
    worker: Worker,
    /// Commands given before the engine was ready; [`None`] since then.
    waiting: Option<Vec<JsValue>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl EngineWorker {
    /// Starts an engine whose events, failures included, go to `handle`.
    ///
    /// # Errors
    /// The browser's exception where it refuses workers altogether.
    pub fn spawn(handle: impl Fn(Event) + Clone + 'static) -> Result<Self, JsValue> {
        let script = named("engine").ok_or_else(|| JsValue::from_str("index.html names no engine"))?;
        let worker = Worker::new(&script)?;
        let report = handle.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            handle(serde_wasm_bindgen::from_value(message.data()).unwrap_or_else(|error| Event::Dead {
                reason: format!("page and engine do not understand each other ({error}); reload the page"),
            }));
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            error.prevent_default();
            // A script that cannot be fetched is reported by an event that says nothing.
            let message = error.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|message| !message.is_empty());
            let reason =
                message.as_deref().map_or("engine.js did not load", |text| text.trim_start_matches("Uncaught "));
            report(Event::Dead { reason: reason.to_owned() });
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, waiting: Some(Vec::new()), _on_message: on_message, _on_error: on_error })
    }

    /// Sends a command, or queues it until the engine is ready.
    ///
    /// # Errors
    /// What the browser says where a message cannot be sent.
    pub fn send(&mut self, command: &Command) -> Result<(), String> {
        let message = command.serialize(&serde_wasm_bindgen::Serializer::new()).map_err(|error| error.to_string())?;
        match &mut self.waiting {
            Some(waiting) => waiting.push(message),
            None => self.post(&message)?,
        }
        Ok(())
    }

    /// Sends the queued commands: the engine is ready.
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

impl Drop for EngineWorker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
