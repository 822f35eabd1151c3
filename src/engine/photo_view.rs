//! Shows single photos to the page, in a photo worker of its own, so that reading others goes on.

use std::rc::Rc;

use async_channel::{Receiver, Sender, unbounded};
use wasm_bindgen_futures::spawn_local;

use super::photo_set::Photos;
use super::photo_worker::PhotoWorker;
use super::port::post;
use facegan_core::images::Picture;
use facegan_protocol::Event;
use facegan_protocol::photos::{PhotoAnswer, PhotoJob};

/// The way to the task that shows photos.
pub struct PhotoView(Sender<Query>);

struct Query {
    photo: u32,
    side: usize,
}

impl PhotoView {
    /// Starts the task that shows `photos`.
    pub fn spawn(photos: Rc<Photos>) -> Self {
        let (queries, incoming) = unbounded();
        spawn_local(serve(incoming, photos));
        Self(queries)
    }

    /// Posts a photo, reduced to at most `side` pixels. Of several queries only the latest is answered.
    pub fn show(&self, photo: u32, side: usize) {
        // Never refused: the channel has no bound and its task receives until the worker ends.
        let _ = self.0.try_send(Query { photo, side });
    }
}

async fn serve(incoming: Receiver<Query>, photos: Rc<Photos>) {
    let mut viewer = None;
    while let Ok(mut query) = incoming.recv().await {
        while let Ok(later) = incoming.try_recv() {
            query = later;
        }
        let Some(entry) = photos.set().borrow().entry(query.photo) else { continue };
        let picture = picture(&mut viewer, &photos, &query).await;
        post(&Event::Photo { photo: query.photo, entry, picture });
    }
}

/// The reduced photo; nothing where its file is not there any more, or was never given.
async fn picture(viewer: &mut Option<Viewer>, photos: &Photos, query: &Query) -> Option<Picture> {
    let file = photos.source(query.photo)?.bytes().ok()?;
    let running = match viewer.take() {
        Some(running) => running,
        None => Viewer::start().await?,
    };
    running.worker.send(&PhotoJob::Show { file, side: query.side }).ok()?;
    match running.answers.recv().await {
        Ok(PhotoAnswer::Picture(picture)) => {
            *viewer = Some(running);
            picture
        }
        // The worker died over it; the next photo gets another.
        _ => None,
    }
}

/// A worker with its answers.
struct Viewer {
    worker: PhotoWorker,
    answers: Receiver<PhotoAnswer>,
}

impl Viewer {
    async fn start() -> Option<Self> {
        let (sender, answers) = unbounded();
        // Sending fails only where the worker is not wanted any more.
        let worker = PhotoWorker::spawn(move |answer| drop(sender.try_send(answer))).ok()?;
        let is_ready = matches!(answers.recv().await, Ok(PhotoAnswer::Ready));
        is_ready.then_some(Self { worker, answers })
    }
}
