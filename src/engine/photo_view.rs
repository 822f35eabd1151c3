//! Shows single photos to the page, in a photo worker of its own, so that reading others goes on.

use std::rc::Rc;

use async_channel::{Receiver, Sender, unbounded};
use wasm_bindgen_futures::spawn_local;
use web_time::Duration;

use super::later::later;
use super::photo_set::Photos;
use super::photo_worker::LonePhotoWorker;
use super::port::post;
use facegan_core::images::Picture;
use facegan_protocol::Event;
use facegan_protocol::photos::{PhotoAnswer, PhotoJob};

/// How long the photo worker waits for another photo.
const REST: Duration = Duration::from_secs(60);

/// The way to the task that shows photos.
pub struct PhotoView(Sender<Request>);

enum Request {
    Show(Query),
    /// Ends the photo worker if this was the number of the last photo.
    Rest {
        after: u32,
    },
}

struct Query {
    photo: u32,
    side: usize,
}

impl PhotoView {
    /// Starts the task that shows `photos`.
    pub fn spawn(photos: Rc<Photos>) -> Self {
        let (requests, incoming) = unbounded();
        spawn_local(serve(incoming, requests.clone(), photos));
        Self(requests)
    }

    /// Posts a photo, reduced to at most `side` pixels.
    pub fn show(&self, photo: u32, side: usize) {
        // Never refused: the channel has no bound and its task receives until the worker ends.
        let _ = self.0.try_send(Request::Show(Query { photo, side }));
    }
}

async fn serve(incoming: Receiver<Request>, requests: Sender<Request>, photos: Rc<Photos>) {
    let (mut viewer, mut shown) = (None, 0_u32);
    while let Ok(request) = incoming.recv().await {
        match request {
            Request::Rest { after } if after == shown => viewer = None,
            Request::Rest { .. } => {}
            Request::Show(query) => {
                show(&mut viewer, &photos, &query).await;
                shown = shown.wrapping_add(1);
                let (requests, after) = (requests.clone(), shown);
                // Never refused: the channel has no bound.
                later(REST, move || drop(requests.try_send(Request::Rest { after })));
            }
        }
    }
}

async fn show(viewer: &mut Option<LonePhotoWorker>, photos: &Photos, query: &Query) {
    let entry = photos.set().borrow().entry(query.photo);
    if let Some(entry) = entry {
        let picture = picture(viewer, photos, query).await;
        post(&Event::Photo { photo: query.photo, entry, picture });
    }
}

/// The reduced photo; nothing where its file is not there any more, or was never given.
async fn picture(viewer: &mut Option<LonePhotoWorker>, photos: &Photos, query: &Query) -> Option<Picture> {
    let file = photos.source(query.photo)?.bytes().ok()?;
    let running = match viewer.take() {
        Some(running) => running,
        None => LonePhotoWorker::start().await.ok()?,
    };
    match running.ask(&PhotoJob::Show { file, side: query.side }).await {
        Ok(PhotoAnswer::Picture(picture)) => {
            *viewer = Some(running);
            picture
        }
        // The worker died over it; the next photo gets another.
        _ => None,
    }
}
