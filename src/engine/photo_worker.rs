//! A photo worker, seen from the engine.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Reflect;

use super::port::scope;
use crate::exception::describe;
use crate::worker_port::{WorkerPort, pack};
use facegan_protocol::photos::{PhotoAnswer, PhotoBytes, PhotoJob};

/// A photo worker, which ends with this value.
pub struct PhotoWorker(WorkerPort);

impl PhotoWorker {
    /// Starts a worker whose answers go to `handle`; where it dies, [`PhotoAnswer::Dead`] is the last.
    ///
    /// # Errors
    /// What the browser says where it refuses.
    pub fn spawn(handle: impl Fn(PhotoAnswer) + 'static) -> Result<Self, String> {
        let script = Reflect::get(&scope(), &"photosLoader".into()).ok().and_then(|script| script.as_string());
        let script = script.ok_or("engine-loader.js names no photo worker")?;
        let is_dead = Cell::new(false);
        let take = Rc::new(move |answer: Result<PhotoAnswer, String>| {
            let answer = answer.unwrap_or_else(|reason| PhotoAnswer::Dead { reason });
            // A panic is told twice: by the worker itself and by the exception that follows.
            if !is_dead.replace(is_dead.get() || matches!(answer, PhotoAnswer::Dead { .. })) {
                handle(answer);
            }
        });
        let port = WorkerPort::spawn(&script, "photos-loader", move |answer| take(answer));
        port.map(Self).map_err(|error| describe(&error))
    }

    /// Gives the worker a job. Unpacked bytes move to it.
    ///
    /// # Errors
    /// What the browser says where the message cannot be sent.
    pub fn send(&self, job: &PhotoJob) -> Result<(), String> {
        let moved = match job {
            PhotoJob::Read { file: PhotoBytes::Bytes(bytes), .. }
            | PhotoJob::Show { file: PhotoBytes::Bytes(bytes), .. } => Some(bytes.buffer()),
            _ => None,
        };
        self.0.send(&pack(job)?, moved.as_slice())
    }
}
