//! Searches for the photos that are nearest to an image, while training continues.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::macrotask::next_macrotask;
use super::photo_set::Photos;
use super::port::post;
use facegan_core::config::Crop;
use facegan_core::images::Images;
use facegan_core::problem::Problem;
use facegan_data::nearest::{Found, NearestError, Search};
use facegan_protocol::Event;
use facegan_train::SharedDataset;

/// Searches for the image of the latest query.
pub struct Finder {
    photos: Rc<Photos>,
    /// Number of searches started so far.
    started: Rc<Cell<u32>>,
}

impl Finder {
    /// A finder among `photos`.
    pub fn new(photos: Rc<Photos>) -> Self {
        Self { photos, started: Rc::default() }
    }

    /// Searches for the `count` images of a crop that are nearest to `image` and posts them. A search under way ends
    /// without an answer.
    pub fn find(&self, image: Images, count: usize, crop: Crop) {
        let (data, started) = (self.photos.of(crop), self.started.clone());
        started.set(started.get().wrapping_add(1));
        let mine = started.get();
        spawn_local(async move {
            match search(&data, image, count, || started.get() == mine).await {
                Ok(Some(found)) => post(&answer(found)),
                Ok(None) => {}
                Err(error) => {
                    post(&Event::Problem(problem(&error)));
                    post(&Event::Nearest {
                        images: Images { size: 0, rgb: vec![] },
                        indices: vec![],
                        distances: vec![],
                        among_themselves: vec![],
                    });
                }
            }
        });
    }
}

/// The nearest images; [`None`] where a later search was started meanwhile.
async fn search(
    data: &SharedDataset,
    image: Images,
    count: usize,
    is_latest: impl Fn() -> bool,
) -> Result<Option<Found>, NearestError> {
    let mut search = Search::new(&data.borrow(), image, count)?;
    while search.advance(&data.borrow())? {
        next_macrotask().await;
        if !is_latest() {
            return Ok(None);
        }
    }
    search.finish(&data.borrow()).map(Some)
}

fn answer(Found { images, indices, distances, among_themselves }: Found) -> Event {
    Event::Nearest { images, indices, distances, among_themselves }
}

fn problem(error: &NearestError) -> Problem {
    let advice = match error {
        NearestError::NoPhotos => "Add the photos that this run was made with, or the sample faces, then ask again.",
        NearestError::OtherSize { .. } => "Choose the image_size of this run, then ask again.",
        NearestError::Changed => "Ask again.",
        NearestError::Storage(_) => "Clear the photos and drop them again.",
    };
    Problem { what: format!("The nearest photos were not found: {error}."), advice: advice.into() }
}
