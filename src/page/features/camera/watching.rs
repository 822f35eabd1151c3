//! Watching what the camera shows: frame by frame, faces are looked for and pictures taken.

use std::time::Duration;

use leptos::prelude::*;
use leptos::web_sys::js_sys::Date;
use wasm_bindgen::JsValue;
use web_sys::HtmlVideoElement;

use super::finder::{Finder, NotFound};
use super::hint::SteadyHint;
use super::shutter::Shutter;
use super::state::{Running, Stage};
use super::trouble::Trouble;
use crate::exception::describe;
use crate::page::context::Page;
use crate::page::platform::camera::{CameraStream, Frames, cameras};
use crate::page::platform::clock::wait_until;

/// Longer side of the frames in which faces are looked for, in pixels.
const SIDE: u32 = 320;
/// Milliseconds between two frames at least: more would tell no more, and leave the page no time.
const FRAME: f64 = 60.0;
/// Milliseconds that the page may be hidden before the camera is switched off.
const HIDDEN: f64 = 10_000.0;
/// How long the frame is lit.
const FLASH: Duration = Duration::from_millis(120);

/// Takes the pictures of one turn of the camera.
struct Watch {
    page: Page,
    frames: Frames,
    finder: Finder,
    shutter: Shutter,
    hint: SteadyHint,
    /// Since when the page is hidden.
    hidden_since: Option<f64>,
}

impl Page {
    /// Takes pictures of what a camera shows until the camera's turn is over.
    ///
    /// # Errors
    /// Why it ended by itself.
    pub(super) async fn watch_camera(
        self,
        stream: CameraStream,
        video: &HtmlVideoElement,
        turn: usize,
    ) -> Result<(), Trouble> {
        let camera = self.camera;
        let other = |error: JsValue| Trouble::Other(describe(&error));
        let shown = stream.show_in(video).await;
        let listed = cameras().await;
        // A sheet that was closed meanwhile takes its video with it.
        if !camera.is_turn(turn) {
            return Ok(());
        }
        shown.map_err(other)?;
        camera.cameras.set(listed);
        camera.chosen.set(stream.id());
        let (finder, ender) = Finder::start().map_err(|error| Trouble::NoFinder(describe(&error)))?;
        let frames = Frames::new(SIDE).map_err(other)?;
        camera.running.set_value(Some(Running { stream, _finder: ender }));
        camera.stage.set(Stage::Taking);
        let (shutter, hint) = (Shutter::default(), SteadyHint::default());
        let mut watch = Watch { page: self, frames, finder, shutter, hint, hidden_since: None };
        while camera.is_turn(turn) {
            let next = Date::now() + FRAME;
            watch.look(video, turn).await?;
            wait_until(next).await;
        }
        Ok(())
    }
}

impl Watch {
    /// Looks at the frame that is shown now.
    async fn look(&mut self, video: &HtmlVideoElement, turn: usize) -> Result<(), Trouble> {
        let camera = self.page.camera;
        if !camera.running.with_value(|running| running.as_ref().is_some_and(|running| running.stream.is_live())) {
            return Err(Trouble::Ended);
        }
        if self.is_hidden()? || camera.stage.get_untracked() != Stage::Taking {
            return Ok(());
        }
        let other = |error: JsValue| Trouble::Other(describe(&error));
        let Some(frame) = self.frames.grab(video).map_err(other)? else { return Ok(()) };
        let (size, now) = ((frame.width, frame.height), Date::now());
        let faces = match self.finder.find(frame).await {
            Ok(faces) => faces,
            Err(NotFound::Ended) => return Ok(()),
            Err(NotFound::Dead(reason)) => return Err(Trouble::NoFinder(reason)),
        };
        // It may have been paused while the faces were looked for.
        if !camera.is_turn(turn) || camera.stage.get_untracked() != Stage::Taking {
            return Ok(());
        }
        let verdict = self.shutter.see(&faces, size, now);
        let hint = self.hint.take(verdict.hint, now);
        if camera.hint.get_untracked() != hint {
            camera.hint.set(hint);
        }
        if verdict.takes {
            self.take(turn).await.map_err(other)?;
        }
        Ok(())
    }

    /// Keeps the frame that was looked at.
    async fn take(&self, turn: usize) -> Result<(), JsValue> {
        let camera = self.page.camera;
        let picture = self.frames.encode(&camera.next_name()).await?;
        if !camera.is_turn(turn) {
            return Ok(());
        }
        camera.pictures.update_value(|pictures| pictures.push(picture));
        camera.taken.update(|taken| *taken += 1);
        camera.flashes.set(true);
        set_timeout(move || camera.flashes.set(false), FLASH);
        // A picture is a picture without its sound.
        camera.sound.with_value(|sound| sound.as_ref().map(|sound| sound.click())).transpose().ok();
        Ok(())
    }

    /// Whether nobody sees the page now.
    ///
    /// # Errors
    /// When that has lasted long.
    fn is_hidden(&mut self) -> Result<bool, Trouble> {
        if !document().hidden() {
            self.hidden_since = None;
            return Ok(false);
        }
        let now = Date::now();
        let since = *self.hidden_since.get_or_insert(now);
        if now - since < HIDDEN { Ok(true) } else { Err(Trouble::Hidden) }
    }
}
