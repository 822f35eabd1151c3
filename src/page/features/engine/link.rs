//! The connection to the engine: commands one way, events the other.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::page::platform::worker_queue::WorkerQueue;
use facegan_protocol::{Command, Event};

type Handler = Rc<dyn Fn(Event)>;

/// The running engine, if there is one, and the handler of its events.
#[derive(Clone, Copy, Default)]
pub struct EngineLink {
    worker: StoredValue<Option<WorkerQueue>, LocalStorage>,
    handler: StoredValue<Option<Handler>, LocalStorage>,
}

impl EngineLink {
    /// Passes every event to `handler` from now on.
    pub fn listen(self, handler: impl Fn(Event) + 'static) {
        self.handler.set_value(Some(Rc::new(handler)));
    }

    /// Whether there is an engine, if only one that is still loading.
    pub fn is_there(self) -> bool {
        self.worker.with_value(Option::is_some)
    }

    /// Starts an engine.
    ///
    /// # Errors
    /// The browser's exception where it refuses workers altogether.
    pub(super) fn start(self) -> Result<(), JsValue> {
        let hand_on = move |event: Result<Event, String>| {
            self.hand_on(event.unwrap_or_else(|reason| Event::Dead { reason }));
        };
        self.worker.set_value(Some(WorkerQueue::spawn("engine", hand_on)?));
        Ok(())
    }

    /// Ends the engine.
    pub fn end(self) {
        self.worker.set_value(None);
    }

    /// Sends a command; it waits while the engine is loading.
    pub fn send(self, command: &Command) {
        self.drive(|worker| worker.send(command));
    }

    /// Sends the commands that were queued until the engine was ready.
    pub fn ready(self) {
        self.drive(WorkerQueue::ready);
    }

    /// Passes an event to the handler.
    pub(super) fn hand_on(self, event: Event) {
        if let Some(handler) = self.handler.get_value() {
            handler(event);
        }
    }

    fn drive(self, act: impl FnOnce(&mut WorkerQueue) -> Result<(), String>) {
        let done = self.worker.try_update_value(|worker| worker.as_mut().map(act));
        if let Some(Some(Err(reason))) = done {
            self.hand_on(Event::Dead { reason });
        }
    }
}
