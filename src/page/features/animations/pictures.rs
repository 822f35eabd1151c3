//! Asking for pictures, and handing those that come to who waits for them.

use async_channel::Receiver;

use super::state::{Ask, Still};
use crate::page::context::Page;
use facegan_core::images::Picture;
use facegan_core::latent::{Scene, WeightSource};
use facegan_core::run_manifest::RunKey;
use facegan_protocol::Command;

impl Page {
    /// A grid came from the engine, or none: for a video, or else for the timeline.
    pub fn on_grid(self, key: RunKey, iteration: usize, png: Option<Vec<u8>>) {
        let ask = Ask::Grid { key: key.clone(), iteration };
        if let Some(png) = self.animations.deliver(&ask, png, Still::Png) {
            self.on_frame(key, iteration, png);
        }
    }

    /// A scene came from the engine, or none: for a video, or else for the latent space.
    pub fn on_scene(self, scene: Scene, weights: WeightSource, image: Option<Picture>) {
        let ask = Ask::Scene { scene: scene.clone(), weights };
        if let Some(image) = self.animations.deliver(&ask, image, Still::Pixels) {
            self.on_drawn(scene, image);
        }
    }

    /// Asks the engine for a picture.
    pub(super) fn ask(self, ask: Ask) -> Receiver<Option<Still>> {
        let waiting = self.animations.wait(ask.clone());
        self.send(match ask {
            Ask::Grid { key, iteration } => Command::Frame { key, iteration },
            Ask::Scene { scene, weights } => Command::Draw { scene, weights },
        });
        waiting
    }
}
