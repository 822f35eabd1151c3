//! A worker's port with a queue for what is sent before the worker is ready.

use js_sys::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::page::platform::named;
use crate::worker_port::{WorkerPort, pack};

/// A worker, which ends with this value, and the messages that wait for it.
pub struct WorkerQueue {
    port: WorkerPort,
    /// Messages given before the worker was ready; [`None`] since then.
    waiting: Option<Vec<JsValue>>,
}

impl WorkerQueue {
    /// Starts the worker whose script index.html names under `name`. What it says goes to `handle`; an error, of which it
    /// has died, too.
    ///
    /// # Errors
    /// The browser's exception where it refuses workers altogether.
    pub fn spawn<Answer: DeserializeOwned>(
        name: &'static str,
        handle: impl Fn(Result<Answer, String>) + Clone + 'static,
    ) -> Result<Self, JsValue> {
        let script = named(name).ok_or_else(|| Error::new(&format!("index.html names no script for {name}")))?;
        Ok(Self { port: WorkerPort::spawn(&script, name, handle)?, waiting: Some(Vec::new()) })
    }

    /// Sends a message, or queues it until the worker is ready.
    ///
    /// # Errors
    /// What the browser says where a message cannot be sent.
    pub fn send(&mut self, message: &impl Serialize) -> Result<(), String> {
        let message = pack(message)?;
        match &mut self.waiting {
            Some(waiting) => waiting.push(message),
            None => self.port.send(&message, &[])?,
        }
        Ok(())
    }

    /// Sends the queued messages: the worker is ready.
    ///
    /// # Errors
    /// What the browser says where a message cannot be sent.
    pub fn ready(&mut self) -> Result<(), String> {
        self.waiting.take().into_iter().flatten().try_for_each(|message| self.port.send(&message, &[]))
    }
}
