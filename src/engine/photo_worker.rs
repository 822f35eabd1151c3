//! A photo worker, seen from the engine.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::port::scope;
use crate::exception::describe;
use facegan_protocol::photos::{PhotoAnswer, PhotoBytes, PhotoJob};

/// A photo worker, which ends with this value.
pub struct PhotoWorker {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl PhotoWorker {
    /// Starts a worker whose answers go to `handle`; where it dies, [`PhotoAnswer::Dead`] is the last.
    ///
    /// # Errors
    /// What the browser says where it refuses.
    pub fn spawn(handle: impl Fn(PhotoAnswer) + 'static) -> Result<Self, String> {
        let script = Reflect::get(&scope(), &"photosLoader".into()).ok().and_then(|script| script.as_string());
        let script = script.ok_or("engine-loader.js names no photo worker")?;
        let worker = Worker::new(&script).map_err(|error| describe(&error))?;
        let is_dead = Cell::new(false);
        let handle = Rc::new(move |answer: PhotoAnswer| {
            // A panic is told twice: by the worker itself and by the exception that follows.
            if !is_dead.replace(is_dead.get() || matches!(answer, PhotoAnswer::Dead { .. })) {
                handle(answer);
            }
        });
        let report = handle.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let answer = serde_wasm_bindgen::from_value(message.data());
            handle(answer.unwrap_or_else(|error| PhotoAnswer::Dead { reason: error.to_string() }));
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            error.prevent_default();
            // A script that cannot be fetched is reported by an event that says nothing.
            let message = error.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|message| !message.is_empty());
            report(PhotoAnswer::Dead { reason: message.unwrap_or_else(|| "photos-loader.js did not load".into()) });
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Gives the worker a job. Unpacked bytes move to it.
    ///
    /// # Errors
    /// What the browser says where the message cannot be sent.
    pub fn send(&self, job: &PhotoJob) -> Result<(), String> {
        let message = job.serialize(&serde_wasm_bindgen::Serializer::new()).map_err(|error| error.to_string())?;
        let moved = match job {
            PhotoJob::Read { file: PhotoBytes::Bytes(bytes), .. }
            | PhotoJob::Show { file: PhotoBytes::Bytes(bytes), .. } => Array::of1(&bytes.buffer()),
            _ => Array::new(),
        };
        self.worker.post_message_with_transfer(&message, &moved).map_err(|error| describe(&error))
    }
}

impl Drop for PhotoWorker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
