//! The sample grids of the run on screen: which there are, which one is shown, and those that are decoded.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::decode_order::DecodeOrder;
use super::layout::{FAKE_PADDING, Grid};
use super::recent::Recent;
use super::timeline::{Requests, place, play_on, strip};
use crate::page::platform::bitmap::Bitmap;
use crate::page::platform::canvas::Enlarged;
use facegan_core::images::Images;

/// Decoded grids that are cached: more than a film strip, the grid on screen and the next one need together.
const BITMAPS: usize = 32;

/// A decoded grid and the iteration that it was drawn after.
#[derive(Clone)]
pub struct Frame {
    pub iteration: usize,
    pub bitmap: Rc<Bitmap>,
}

impl Frame {
    /// Where its faces lie.
    pub fn grid(&self) -> Option<Grid> {
        let (width, height) = self.bitmap.extent();
        Grid::of(width, height, FAKE_PADDING)
    }
}

/// The sample grids of the run on screen.
#[derive(Clone, Copy)]
pub struct GridsState {
    /// The iterations of which there is a grid, in order.
    pub(super) frames: RwSignal<Vec<usize>>,
    /// The place among them that the cursor points at.
    pub(super) place: Memo<Option<usize>>,
    /// The grid on screen: the one at that place, or the one before until that has come.
    pub(super) shown: RwSignal<Option<Frame>, LocalStorage>,
    /// Whether the run's photos stand beside the faces.
    pub(super) photos_beside: RwSignal<bool>,
    pub(super) enlarged: RwSignal<Enlarged>,
    pub(super) playing: RwSignal<bool>,
    /// Whether playing starts over at the end.
    pub(super) repeats: RwSignal<bool>,
    /// Grids a second.
    pub(super) speed: RwSignal<u32>,
    /// The chosen face of the grid, from 0.
    pub(super) face: RwSignal<Option<usize>>,
    /// The frames of the chosen face's film strip.
    pub(super) strip: Memo<Vec<usize>>,
    pub(super) bitmaps: StoredValue<Bitmaps, LocalStorage>,
    /// Changes whenever a grid came.
    pub(super) came: RwSignal<()>,
    pub(super) requests: StoredValue<Requests>,
    /// The iteration of the run's latest grid, which may still be decoded.
    pub(super) latest: StoredValue<Option<usize>>,
    /// The run's real images, in the tutorial's geometry.
    pub(super) reals: RwSignal<Option<Rc<Bitmap>>, LocalStorage>,
    pub(super) fakes_order: StoredValue<DecodeOrder>,
    pub(super) reals_order: StoredValue<DecodeOrder>,
}

/// Decoded grids.
pub(super) struct Bitmaps {
    /// The run's latest, which the engine posts unasked.
    pub(super) latest: Option<Frame>,
    pub(super) recent: Recent<Rc<Bitmap>>,
}

impl Bitmaps {
    pub(super) fn get(&mut self, iteration: usize) -> Option<Rc<Bitmap>> {
        let latest = self.latest.as_ref().filter(|frame| frame.iteration == iteration);
        latest.map(|frame| frame.bitmap.clone()).or_else(|| self.recent.get(iteration).cloned())
    }

    pub(super) fn contains(&self, iteration: usize) -> bool {
        self.latest.as_ref().is_some_and(|frame| frame.iteration == iteration) || self.recent.contains(iteration)
    }

    pub(super) fn set_latest(&mut self, frame: Frame) {
        if let Some(before) = self.latest.replace(frame) {
            self.recent.insert(before.iteration, before.bitmap);
        }
    }
}

impl GridsState {
    pub fn new(pointed_at: RwSignal<Option<usize>>) -> Self {
        let frames: RwSignal<Vec<usize>> = RwSignal::default();
        let face = RwSignal::new(None::<usize>);
        Self {
            frames,
            place: Memo::new(move |_| frames.with(|frames| place(frames, pointed_at.get()))),
            shown: RwSignal::new_local(None),
            photos_beside: RwSignal::default(),
            enlarged: RwSignal::new(Enlarged::Smoothly),
            playing: RwSignal::default(),
            repeats: RwSignal::new(true),
            speed: RwSignal::new(2),
            face,
            strip: Memo::new(move |_| face.get().map_or_else(Vec::new, |_| frames.with(|frames| strip(frames)))),
            bitmaps: StoredValue::new_local(Bitmaps { latest: None, recent: Recent::new(BITMAPS) }),
            came: RwSignal::default(),
            requests: StoredValue::default(),
            latest: StoredValue::default(),
            reals: RwSignal::new_local(None),
            fakes_order: StoredValue::default(),
            reals_order: StoredValue::default(),
        }
    }

    /// Adds the grid of an iteration.
    pub fn add(self, iteration: usize) {
        self.frames.update(|frames| {
            if frames.last().is_none_or(|last| *last < iteration) {
                frames.push(iteration);
            }
        });
    }

    /// A decoded grid; nothing where it is not cached. Reactive: its readers run again when that changes.
    pub fn bitmap(self, iteration: usize) -> Option<Rc<Bitmap>> {
        self.came.track();
        self.bitmaps.try_update_value(|bitmaps| bitmaps.get(iteration)).flatten()
    }

    /// Whether the grid on screen is the one that the cursor points at, or as close as it gets.
    pub(super) fn is_settled(self) -> bool {
        let Some(iteration) = self.pointed_at() else { return true };
        let shown = self.shown.with_untracked(|frame| frame.as_ref().is_some_and(|frame| frame.iteration == iteration));
        shown || self.requests.with_value(|requests| requests.is_absent(iteration))
    }

    /// The iteration of the grid that is to be on screen.
    pub fn pointed_at(self) -> Option<usize> {
        let place = self.place.get()?;
        self.frames.with(|frames| frames.get(place).copied())
    }

    /// The grids that are needed now, the most important first.
    pub(super) fn wanted(self) -> Vec<usize> {
        let next = self.place.get().filter(|_| self.playing.get()).and_then(|place| {
            self.frames.with(|frames| frames.get(play_on(place, frames.len(), self.repeats.get())?).copied())
        });
        self.pointed_at().into_iter().chain(next).chain(self.strip.get()).collect()
    }

    pub(super) fn take_in(self, iteration: usize, bitmap: Option<Bitmap>) {
        self.requests.update_value(|requests| requests.answer(iteration, bitmap.is_some()));
        if let Some(bitmap) = bitmap {
            self.bitmaps.update_value(|bitmaps| bitmaps.recent.insert(iteration, Rc::new(bitmap)));
        }
        self.came.set(());
    }

    /// Clears the pictures of the run that was on screen.
    pub(super) fn clear(self) {
        self.bitmaps.update_value(|bitmaps| {
            bitmaps.latest = None;
            bitmaps.recent.clear();
        });
        self.requests.set_value(Requests::default());
        self.shown.set(None);
        self.face.set(None);
        self.playing.set(false);
    }

    /// How many grids there are.
    pub fn count(self) -> usize {
        self.frames.with(Vec::len)
    }

    /// Width and height of the grid on screen in pixels, where one is.
    pub fn size(self) -> Option<(usize, usize)> {
        self.shown.with(|shown| shown.as_ref().map(|frame| frame.bitmap.extent()))
    }

    /// Reads the iterations of which there is a grid, in order.
    pub fn with_frames<T>(self, read: impl FnOnce(&[usize]) -> T) -> T {
        self.frames.with(|frames| read(frames))
    }

    /// These are the iterations of which there is a grid.
    pub fn set_frames(self, frames: Vec<usize>) {
        self.frames.set(frames);
    }

    /// Takes the grids of fakes off the screen.
    pub fn clear_fakes(self) {
        self.fakes_order.update_value(DecodeOrder::discard);
        self.latest.set_value(None);
        self.frames.set(Vec::new());
    }

    /// Takes the real images off the screen.
    pub fn clear_reals(self) {
        self.reals_order.update_value(DecodeOrder::discard);
        self.reals.set(None);
    }

    /// The iteration of the grid on screen.
    pub fn iteration_shown(self) -> Option<usize> {
        self.shown.with(|frame| frame.as_ref().map(|frame| frame.iteration))
    }

    /// Whether a face of the grid is chosen.
    pub fn has_chosen_face(self) -> bool {
        self.face.get().is_some()
    }

    /// The chosen face of the grid on screen: its place, the grid's iteration and its pixels.
    pub fn read_chosen_face(self) -> Option<Result<(usize, usize, Images), JsValue>> {
        let face = self.face.get_untracked()?;
        self.shown.with_untracked(|frame| {
            let frame = frame.as_ref()?;
            let grid = frame.grid()?;
            let read = frame.bitmap.read_part(grid.corner(face), (grid.size, grid.size));
            Some(read.map(|picture| (face, frame.iteration, Images { size: grid.size, rgb: picture.rgb })))
        })
    }
}
