//! Fills the set of photos from the files of a dropped folder, archives and the built-in faces.

mod listing;
mod load;
mod problems;
mod reading;

use std::cell::Cell;
use std::rc::Rc;

use async_channel::{Receiver, Sender, unbounded};
use wasm_bindgen_futures::spawn_local;
use web_time::Duration;

use super::later::later;
use super::library::Library;
use super::photo_set::Photos;
use super::pool::{Pool, Waker};
use super::port::post;
use facegan_core::config::Crop;
use facegan_protocol::{DataSource, Event};
use load::Load;
use problems::storage_problem;

/// How long the photo workers wait for more photos.
const REST: Duration = Duration::from_secs(60);

/// The way to the loading task.
pub struct Loader {
    requests: Sender<Request>,
    cancels: Rc<Cell<u32>>,
    waker: Waker,
}

enum Request {
    Load {
        source: DataSource,
        image_size: usize,
        crop: Crop,
        token: Token,
    },
    Clear,
    /// Ends the photo workers if this was the number of the last load.
    Rest {
        after: u32,
    },
}

/// Knows whether anything was cancelled since a request was made.
struct Token {
    cancels: Rc<Cell<u32>>,
    at_request: u32,
}

impl Token {
    fn is_cancelled(&self) -> bool {
        self.cancels.get() != self.at_request
    }
}

impl Loader {
    /// Starts the task that fills `photos`.
    pub fn spawn(photos: Rc<Photos>, library: Rc<Library>) -> Self {
        let (requests, incoming) = unbounded();
        let pool = Pool::new();
        let waker = pool.waker();
        let place = Place { photos, library, pool };
        spawn_local(serve(incoming, requests.clone(), place));
        Self { requests, cancels: Rc::default(), waker }
    }

    /// Adds images, after earlier requests.
    pub fn load(&self, source: DataSource, image_size: usize, crop: Crop) {
        let token = Token { cancels: self.cancels.clone(), at_request: self.cancels.get() };
        self.request(Request::Load { source, image_size, crop, token });
    }

    /// Ends the load under way and drops the queued ones.
    pub fn cancel(&self) {
        self.cancels.set(self.cancels.get().wrapping_add(1));
        self.waker.wake();
    }

    /// Ends every load and empties the data set.
    pub fn clear(&self) {
        self.cancel();
        self.request(Request::Clear);
    }

    fn request(&self, request: Request) {
        // Never refused: the channel has no bound and its task receives until the worker ends.
        let _ = self.requests.try_send(request);
    }
}

/// What is filled, and who reads it.
struct Place {
    photos: Rc<Photos>,
    library: Rc<Library>,
    pool: Pool,
}

async fn serve(incoming: Receiver<Request>, requests: Sender<Request>, mut place: Place) {
    let mut loads = 0_u32;
    while let Ok(request) = incoming.recv().await {
        match request {
            Request::Rest { after } => {
                if after == loads {
                    place.pool.end();
                }
                continue;
            }
            Request::Clear => place.clear().await,
            Request::Load { source, image_size, crop, token } => {
                if let Err(error) = Load::new(&mut place, token).run(source, image_size, crop).await {
                    post(&Event::Problem(storage_problem(&error)));
                }
                loads = loads.wrapping_add(1);
                let (requests, after) = (requests.clone(), loads);
                // Never refused: the channel has no bound.
                later(REST, move || drop(requests.try_send(Request::Rest { after })));
            }
        }
        place.photos.post_report();
    }
}

impl Place {
    async fn clear(&mut self) {
        self.pool.end();
        let (image_size, crop) = {
            let set = self.photos.set().borrow();
            (set.image_size(), set.asked())
        };
        self.photos.empty(image_size, crop).await;
    }
}
