//! Starting, pausing and ending the camera.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, HtmlVideoElement};

use super::hint::Hint;
use super::state::Stage;
use super::trouble::Trouble;
use crate::exception::describe;
use crate::page::context::Page;
use crate::page::platform::camera::CameraStream;
use crate::page::platform::shutter_sound::ShutterSound;
use crate::page::state::AppState;
use facegan_core::problem::Problem;
use facegan_protocol::{Collected, DroppedFile};

impl Page {
    /// Opens the chosen camera, or the one that faces the person, and takes pictures.
    pub fn start_camera(self, video: HtmlVideoElement) {
        let camera = self.camera;
        let turn = camera.stop();
        camera.stage.set(Stage::Starting);
        camera.hint.set(Hint::Wait);
        if !CameraStream::is_offered() {
            return self.camera_off(Trouble::NotOffered);
        }
        let chosen = camera.chosen.get_untracked();
        spawn_local(async move {
            let opened = CameraStream::open(chosen.as_deref()).await;
            // What was opened for a sheet that is closed meanwhile is dropped here, and so switched off.
            if !camera.is_turn(turn) {
                return;
            }
            let ended = match opened {
                Ok(stream) => self.watch_camera(stream, &video, turn).await,
                Err(error) => Err(trouble(&error)),
            };
            if let Err(trouble) = ended
                && camera.is_turn(turn)
            {
                self.camera_off(trouble);
            }
        });
    }

    /// Takes no pictures, or takes them again; a camera that is off is opened anew.
    pub fn toggle_camera(self, video: HtmlVideoElement) {
        match self.camera.stage.get_untracked() {
            Stage::Starting => {}
            Stage::Taking => self.camera.stage.set(Stage::Paused),
            Stage::Paused => self.camera.stage.set(Stage::Taking),
            Stage::Off(_) => self.start_camera(video),
        }
    }

    /// Opens another camera.
    pub fn choose_camera(self, id: String, video: HtmlVideoElement) {
        self.camera.chosen.set(Some(id));
        self.start_camera(video);
    }

    /// Clicks at every picture from now on, or no longer.
    pub fn sound_camera(self, on: bool) {
        let sound = on.then(ShutterSound::open).transpose();
        self.camera.sound.set_value(sound.unwrap_or_default());
    }

    /// Switches the camera off and adds its pictures to the photos.
    pub fn finish_camera(self) {
        let camera = self.camera;
        camera.stop();
        camera.sound.set_value(None);
        if camera.pictures.with_value(Vec::is_empty) {
            return;
        }
        if !self.app.with_untracked(AppState::can_load) {
            return self.alert(Problem {
                what: "The camera’s pictures cannot be added while a run is under way.".into(),
                advice: "Stop the run, then press “Use the camera” and “Done”: they are kept until then.".into(),
            });
        }
        camera.taken.set(0);
        let pictures = camera.pictures.try_update_value(std::mem::take).unwrap_or_default();
        let files = pictures.into_iter().map(|file| DroppedFile { path: file.name(), file }).collect();
        self.add_files(Collected { files, ..Collected::default() });
    }

    /// Switches the camera off and says why.
    fn camera_off(self, trouble: Trouble) {
        // The next try takes any camera: the chosen one may be unplugged.
        if matches!(trouble, Trouble::Missing | Trouble::Ended) {
            self.camera.chosen.set(None);
        }
        self.camera.stop();
        self.camera.stage.set(Stage::Off(trouble));
    }
}

/// What the browser's exception means.
fn trouble(error: &JsValue) -> Trouble {
    let name = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default();
    Trouble::of(&name, &describe(error))
}
