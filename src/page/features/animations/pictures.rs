//! Requests pictures from the engine, and sends those that come to the tasks that wait for them.

use async_channel::Receiver;

use super::state::{EnginePicture, PictureRequest};
use crate::page::context::Page;
use facegan_core::images::Picture;
use facegan_core::latent::{Scene, WeightSource};
use facegan_core::run_manifest::RunKey;
use facegan_protocol::Command;

impl Page {
    /// A grid came from the engine, or none: for a video, or else for the timeline.
    pub fn on_grid(self, key: RunKey, iteration: usize, png: Option<Vec<u8>>) {
        let request = PictureRequest::Grid { key: key.clone(), iteration };
        if let Some(png) = self.animations.deliver(&request, png, EnginePicture::Png) {
            self.on_frame(key, iteration, png);
        }
    }

    /// A scene came from the engine, or none: for a video, or else for the latent space.
    pub fn on_scene(self, scene: Scene, weights: WeightSource, image: Option<Picture>) {
        let request = PictureRequest::Scene { scene: scene.clone(), weights };
        if let Some(image) = self.animations.deliver(&request, image, EnginePicture::Pixels) {
            self.on_drawn(scene, image);
        }
    }

    /// Requests a picture from the engine. Nothing comes where there is none, an error where the engine was lost.
    pub fn request_picture(self, request: PictureRequest) -> Receiver<Option<EnginePicture>> {
        let waiting = self.animations.wait(request.clone());
        self.send(match request {
            PictureRequest::Grid { key, iteration } => Command::Frame { key, iteration },
            PictureRequest::Scene { scene, weights } => Command::Draw { scene, weights },
        });
        waiting
    }
}
