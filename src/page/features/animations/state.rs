//! Pictures that the page requests from the engine and waits for.

use async_channel::{Receiver, Sender, bounded};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::page::platform::bitmap::Bitmap;
use facegan_core::images::Picture;
use facegan_core::latent::{Scene, WeightSource};
use facegan_core::run_manifest::RunKey;

/// A picture to request from the engine.
#[derive(Debug, Clone, PartialEq)]
pub enum PictureRequest {
    /// The sample grid of a run after an iteration.
    Grid { key: RunKey, iteration: usize },
    /// A scene of the latent space.
    Scene { scene: Scene, weights: WeightSource },
}

/// A picture as it came from the engine.
#[derive(Debug, Clone)]
pub enum EnginePicture {
    Png(Vec<u8>),
    Pixels(Picture),
}

impl EnginePicture {
    /// The picture, ready to be drawn.
    ///
    /// # Errors
    /// The browser's exception, for bytes that are no image too.
    pub async fn bitmap(&self) -> Result<Bitmap, JsValue> {
        match self {
            Self::Png(png) => Bitmap::decode(png).await,
            Self::Pixels(picture) => Bitmap::of(picture).await,
        }
    }
}

/// A task that waits for a picture; [`None`] is sent where there is none.
struct Waiter {
    request: PictureRequest,
    answer: Sender<Option<EnginePicture>>,
}

/// The tasks that wait for pictures.
#[derive(Clone, Copy, Default)]
pub struct AnimationsState {
    waiters: StoredValue<Vec<Waiter>>,
}

impl AnimationsState {
    /// Sends a picture to the task that waits for it, or returns it where none does. An answer is consumed even where
    /// the waiting task gave up, so that it does not reach another one.
    pub(super) fn deliver<T>(
        self,
        request: &PictureRequest,
        picture: Option<T>,
        wrap: impl FnOnce(T) -> EnginePicture,
    ) -> Option<Option<T>> {
        let waiter = self.waiters.try_update_value(|waiters| {
            let place = waiters.iter().position(|waiter| waiter.request == *request)?;
            Some(waiters.swap_remove(place))
        });
        let Some(Some(waiter)) = waiter else { return Some(picture) };
        // Fails only where the task gave up.
        let _ = waiter.answer.try_send(picture.map(wrap));
        None
    }

    /// Ends all waiting: each receiver gets an error.
    pub fn give_up(self) {
        self.waiters.update_value(Vec::clear);
    }

    /// Registers a request; the picture comes through the receiver.
    pub(super) fn wait(self, request: PictureRequest) -> Receiver<Option<EnginePicture>> {
        let (answer, waiting) = bounded(1);
        self.waiters.update_value(|waiters| waiters.push(Waiter { request, answer }));
        waiting
    }
}
