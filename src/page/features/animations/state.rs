//! Pictures that the page asks the engine for and waits for.

use async_channel::{Receiver, Sender, bounded};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::page::platform::bitmap::Bitmap;
use facegan_core::images::Picture;
use facegan_core::latent::{Scene, WeightSource};
use facegan_core::run_manifest::RunKey;

/// What a picture is asked for by.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    Grid { key: RunKey, iteration: usize },
    Scene { scene: Scene, weights: WeightSource },
}

/// A picture as it came from the engine.
#[derive(Debug, Clone)]
pub enum Still {
    Png(Vec<u8>),
    Pixels(Picture),
}

impl Still {
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

/// Somebody who waits for a picture; [`None`] comes where there is none.
struct Waiter {
    ask: Ask,
    answer: Sender<Option<Still>>,
}

/// Who waits for pictures.
#[derive(Clone, Copy, Default)]
pub struct AnimationsState {
    waiters: StoredValue<Vec<Waiter>>,
}

impl AnimationsState {
    /// Hands a picture to who waits for it, or returns it where it is not waited for. A waiter that gave up still takes its
    /// picture, so that another one does not get what it did not ask for.
    pub(super) fn deliver<T>(self, ask: &Ask, picture: Option<T>, still: impl FnOnce(T) -> Still) -> Option<Option<T>> {
        let waiter = self.waiters.try_update_value(|waiters| {
            let place = waiters.iter().position(|waiter| waiter.ask == *ask)?;
            Some(waiters.swap_remove(place))
        });
        let Some(Some(waiter)) = waiter else { return Some(picture) };
        // Refused where they gave up.
        let _ = waiter.answer.try_send(picture.map(still));
        None
    }

    /// Ends all waiting with an error.
    pub fn give_up(self) {
        self.waiters.update_value(Vec::clear);
    }

    /// Waits for a picture that is being asked for.
    pub(super) fn wait(self, ask: Ask) -> Receiver<Option<Still>> {
        let (answer, waiting) = bounded(1);
        self.waiters.update_value(|waiters| waiters.push(Waiter { ask, answer }));
        waiting
    }
}
