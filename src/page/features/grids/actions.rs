//! Fetching, decoding and playing the sample grids of the run on screen.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::decode_order::DecodeOrder;
use super::face_latent::face_latent;
use super::state::{Frame, GridsState};
use super::timeline::{Requests, cursor, play_on};
use crate::page::context::Page;
use crate::page::platform::bitmap::Bitmap;
use crate::page::state::Engine;
use facegan_core::images::{Images, Picture};
use facegan_core::latent::Latent;
use facegan_core::run_manifest::RunKey;
use facegan_protocol::Command;

impl Page {
    /// Shows the grid at a place of the timeline, and stops playing.
    pub fn seek(self, place: usize) {
        self.grids.playing.set(false);
        self.point_at(place);
    }

    /// Shows the grids of an iteration, or the latest ones, and stops playing.
    pub fn seek_iteration(self, iteration: Option<usize>) {
        self.grids.playing.set(false);
        self.cursor.set(iteration);
    }

    /// Plays the grids one after the other, from the start where the last one is shown; or stops that.
    pub fn toggle_play(self) {
        let GridsState { frames, place, playing, .. } = self.grids;
        let starts = !playing.get_untracked();
        if starts && place.get_untracked().map(|place| place + 1) == Some(frames.with_untracked(Vec::len)) {
            self.point_at(0);
        }
        playing.set(starts);
    }

    /// Iterations in an epoch of the run on screen, where that is known.
    pub fn epoch_length(self) -> Option<usize> {
        let key = self.shown.get()?;
        let plan = self.app.with(|app| {
            let plan = app.run.as_ref()?.plan.as_ref().filter(|plan| plan.key == key)?;
            Some(plan.iterations_per_epoch)
        });
        let stored = || {
            self.runs.with(|runs| {
                let run = runs.iter().find(|run| run.manifest.key == key)?;
                Some(run.manifest.config.iterations_per_epoch(run.manifest.images))
            })
        };
        plan.or_else(stored).filter(|length| *length > 0)
    }

    /// Shows the grid that the cursor points at, whenever that changes.
    pub fn follow_timeline(self) {
        let grids = self.grids;
        let engine = Memo::new(move |_| self.app.with(|app| app.engine == Engine::Ready));
        Effect::new(move |_| {
            self.shown.track();
            grids.clear();
            self.neighbours.clear();
        });
        Effect::new(move |_| {
            engine.track();
            grids.requests.update_value(Requests::abandon);
            grids.came.set(());
        });
        Effect::new(move |_| {
            let Some(iteration) = grids.pointed_at() else { return grids.shown.set(None) };
            if let Some(bitmap) = grids.bitmap(iteration).filter(|_| !grids.is_settled()) {
                grids.shown.set(Some(Frame { iteration, bitmap }));
            }
        });
        Effect::new(move |_| self.fetch());
        Effect::new(move |_| {
            if !grids.playing.get() {
                return;
            }
            let period = Duration::from_secs(1) / grids.speed.get();
            if let Ok(timer) = set_interval_with_handle(move || untrack(|| self.play_on()), period) {
                on_cleanup(move || timer.clear());
            }
        });
    }

    /// A grid's bytes came from the engine.
    pub fn on_frame(self, key: RunKey, iteration: usize, png: Option<Vec<u8>>) {
        let decoding = png.map(|png| Bitmap::decode(&png));
        spawn_local(async move {
            // A grid that cannot be decoded counts as missing.
            let bitmap = match decoding {
                Some(decoding) => decoding.await.ok(),
                None => None,
            };
            if self.shown.with_untracked(|shown| shown.as_ref() == Some(&key)) {
                self.grids.take_in(iteration, bitmap);
            }
        });
    }

    /// A new grid came from the engine.
    pub fn on_fakes(self, iteration: usize, png: &[u8]) {
        self.decode_fakes(iteration, png, move |error| self.check("A grid could not be drawn", Err::<(), _>(error)));
        self.grids.add(iteration);
    }

    /// The real images came from the engine.
    pub fn on_reals(self, png: &[u8]) {
        self.decode_reals(png, move |error| self.check("The photos could not be drawn", Err::<(), _>(error)));
    }

    /// Shows the latest grid of a stored run; one that is damaged is not shown.
    pub fn show_stored_fakes(self, iteration: usize, png: &[u8]) {
        self.decode_fakes(iteration, png, move |_| {
            self.grids.latest.set_value(None);
            self.grids.came.set(());
        });
    }

    /// Shows the real images of a stored run; damaged ones are not shown.
    pub fn show_stored_reals(self, png: &[u8]) {
        self.decode_reals(png, |_| ());
    }

    fn decode_fakes(self, iteration: usize, png: &[u8], fail: impl FnOnce(JsValue) + 'static) {
        let (grids, decoding) = (self.grids, Bitmap::decode(png));
        grids.latest.set_value(Some(iteration));
        let number = grids.fakes_order.try_update_value(DecodeOrder::begin);
        spawn_local(async move {
            let decoded = decoding.await;
            if !number.is_some_and(|number| shows(grids.fakes_order, number)) {
                return;
            }
            match decoded {
                Ok(bitmap) => {
                    let frame = Frame { iteration, bitmap: Rc::new(bitmap) };
                    grids.bitmaps.update_value(|bitmaps| bitmaps.set_latest(frame));
                    grids.came.set(());
                }
                Err(error) => fail(error),
            }
        });
    }

    fn decode_reals(self, png: &[u8], fail: impl FnOnce(JsValue) + 'static) {
        let (grids, decoding) = (self.grids, Bitmap::decode(png));
        let number = grids.reals_order.try_update_value(DecodeOrder::begin);
        spawn_local(async move {
            let decoded = decoding.await;
            if !number.is_some_and(|number| shows(grids.reals_order, number)) {
                return;
            }
            match decoded {
                Ok(bitmap) => grids.reals.set(Some(Rc::new(bitmap))),
                Err(error) => fail(error),
            }
        });
    }

    /// Requests the most important grid that is not cached from the engine.
    fn fetch(self) {
        let grids = self.grids;
        grids.came.track();
        let Some(key) = self.shown.get() else { return };
        let wanted = grids.wanted();
        let latest = grids.latest.get_value();
        let held = |frame| latest == Some(frame) || grids.bitmaps.with_value(|bitmaps| bitmaps.contains(frame));
        let next = grids.requests.try_update_value(|requests| requests.next(wanted, held)).flatten();
        if let Some(iteration) = next {
            self.send(Command::Frame { key, iteration });
        }
    }

    /// The latent of the chosen face, where the run on screen can draw it.
    pub(super) fn chosen_latent(self) -> Option<Latent> {
        let (face, shown) = (self.grids.face.get()?, self.shown.get()?);
        self.app.with(|app| face_latent(app, &shown, face))
    }

    /// Makes the chosen face, as the grid on screen shows it, a stop of walks.
    pub(super) fn use_chosen_face(self) {
        let Some(latent) = untrack(|| self.chosen_latent()) else { return };
        match self.grids.read_chosen_face() {
            Some(Ok((_, _, Images { size, rgb }))) => {
                self.latent.choose(latent, Picture { width: size, height: size, rgb });
            }
            Some(Err(error)) => self.check("The face could not be read", Err::<(), _>(error)),
            None => {}
        }
    }

    fn point_at(self, place: usize) {
        self.cursor.set(self.grids.frames.with_untracked(|frames| cursor(frames, place)));
    }

    fn play_on(self) {
        let GridsState { frames, place, playing, repeats, .. } = self.grids;
        if !self.grids.is_settled() {
            return;
        }
        match place.get().and_then(|place| play_on(place, frames.with(Vec::len), repeats.get())) {
            Some(next) => self.point_at(next),
            None => playing.set(false),
        }
    }
}

fn shows(order: StoredValue<DecodeOrder>, number: usize) -> bool {
    order.try_update_value(|order| order.show(number)).unwrap_or_default()
}
