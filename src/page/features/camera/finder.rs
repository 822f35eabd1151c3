//! Looks for faces in the camera's frames, in a photo worker of the page's own.

use async_channel::{Receiver, Sender, unbounded};
use wasm_bindgen::JsValue;

use crate::page::platform::camera::Reduced;
use crate::page::platform::worker_queue::WorkerQueue;
use facegan_core::faces::Face;
use facegan_protocol::photos::{PhotoAnswer, PhotoJob};

type Answer = Result<PhotoAnswer, String>;

/// The worker, which ends with this value.
pub struct Finder {
    port: WorkerQueue,
    answers: Receiver<Answer>,
}

/// Why no faces are found.
#[derive(Debug)]
pub enum NotFound {
    /// The finder was ended meanwhile.
    Ended,
    /// The worker has died; the reason.
    Dead(String),
}

/// Ends a finder that somebody waits for, when it is dropped.
pub struct Ender(Sender<Answer>);

impl Drop for Ender {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Finder {
    /// Starts the worker.
    ///
    /// # Errors
    /// The browser's exception where it refuses workers altogether.
    pub fn start() -> Result<(Self, Ender), JsValue> {
        let (sender, answers) = unbounded();
        let ender = Ender(sender.clone());
        // Nobody waits for what comes after the end.
        let port = WorkerQueue::spawn("photos", move |answer| drop(sender.try_send(answer)))?;
        Ok((Self { port, answers }, ender))
    }

    /// The faces in a frame, the largest first.
    ///
    /// # Errors
    /// When there will be no answer.
    pub async fn find(&mut self, frame: Reduced) -> Result<Vec<Face>, NotFound> {
        let Reduced { width, height, rgba } = frame;
        self.port.send(&PhotoJob::Find { width, height, rgba }).map_err(NotFound::Dead)?;
        loop {
            match self.answers.recv().await.map_err(|_| NotFound::Ended)? {
                Ok(PhotoAnswer::Found(faces)) => return Ok(faces),
                Ok(PhotoAnswer::Ready) => self.port.ready().map_err(NotFound::Dead)?,
                Ok(PhotoAnswer::Dead { reason }) | Err(reason) => return Err(NotFound::Dead(reason)),
                // Answers to other jobs, of which none was given.
                Ok(_) => {}
            }
        }
    }
}
