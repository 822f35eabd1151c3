//! Pictures that the page asks the engine for and waits for.

use async_channel::{Receiver, Sender, bounded};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::Page;
use crate::web::browser::bitmap::Bitmap;
use facegan_core::images::Picture;
use facegan_core::latent::{Scene, WeightSource};
use facegan_core::run_manifest::RunKey;
use facegan_protocol::Command;

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
#[derive(Clone, Copy)]
pub struct Stills(StoredValue<Vec<Waiter>>);

impl Stills {
    pub(super) fn new() -> Self {
        Self(StoredValue::default())
    }

    /// Hands a picture to who waits for it, or back where nobody does. Who gave up still takes theirs, so that nobody else
    /// gets what they did not ask for.
    fn deliver<T>(self, ask: &Ask, picture: Option<T>, still: impl FnOnce(T) -> Still) -> Option<Option<T>> {
        let waiter = self.0.try_update_value(|waiters| {
            let place = waiters.iter().position(|waiter| waiter.ask == *ask)?;
            Some(waiters.swap_remove(place))
        });
        let Some(Some(waiter)) = waiter else { return Some(picture) };
        // Refused where they gave up.
        let _ = waiter.answer.try_send(picture.map(still));
        None
    }

    /// Has nobody wait any more: their waiting ends in an error.
    pub(super) fn give_up(self) {
        self.0.update_value(Vec::clear);
    }
}

impl Page {
    /// A grid came from the engine, or none: for a video, or else for the timeline.
    pub(super) fn on_grid(self, key: RunKey, iteration: usize, png: Option<Vec<u8>>) {
        let ask = Ask::Grid { key: key.clone(), iteration };
        if let Some(png) = self.exports.stills.deliver(&ask, png, Still::Png) {
            self.on_frame(key, iteration, png);
        }
    }

    /// A scene came from the engine, or none: for a video, or else for the latent space.
    pub(super) fn on_picture(self, scene: Scene, weights: WeightSource, image: Option<Picture>) {
        let ask = Ask::Scene { scene: scene.clone(), weights };
        if let Some(image) = self.exports.stills.deliver(&ask, image, Still::Pixels) {
            self.on_drawn(scene, image);
        }
    }

    /// Asks the engine for a picture.
    pub(super) fn ask(self, ask: Ask) -> Receiver<Option<Still>> {
        let (answer, waiting) = bounded(1);
        self.exports.stills.0.update_value(|waiters| waiters.push(Waiter { ask: ask.clone(), answer }));
        self.send(match ask {
            Ask::Grid { key, iteration } => Command::Frame { key, iteration },
            Ask::Scene { scene, weights } => Command::Draw { scene, weights },
        });
        waiting
    }
}
