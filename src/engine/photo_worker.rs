//! A photo worker, seen from the engine.

use std::cell::Cell;
use std::rc::Rc;

use async_channel::{Receiver, unbounded};
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

/// A photo worker that does one job at a time for one task.
pub struct LonePhotoWorker {
    worker: PhotoWorker,
    answers: Receiver<PhotoAnswer>,
}

impl LonePhotoWorker {
    /// Starts a worker and waits until it takes jobs.
    ///
    /// # Errors
    /// What the browser says where it starts none.
    pub async fn start() -> Result<Self, String> {
        let (sender, answers) = unbounded();
        // Sending fails only where the worker is not wanted any more.
        let worker = PhotoWorker::spawn(move |answer| drop(sender.try_send(answer)))?;
        let started = Self { worker, answers };
        started.answer().await.map(|_| started)
    }

    /// Has a job done.
    ///
    /// # Errors
    /// Why the worker died over it, or did not get it.
    pub async fn ask(&self, job: &PhotoJob) -> Result<PhotoAnswer, String> {
        self.worker.send(job)?;
        self.answer().await
    }

    async fn answer(&self) -> Result<PhotoAnswer, String> {
        match self.answers.recv().await {
            Ok(PhotoAnswer::Dead { reason }) => Err(reason),
            Ok(answer) => Ok(answer),
            // The worker holds the channel's other end.
            Err(_) => Err("the photo worker ended".into()),
        }
    }
}
