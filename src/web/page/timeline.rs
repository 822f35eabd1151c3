//! The sample grids of the run on screen: which there are, which one is shown, and fetching and playing them.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Fakes, Page};
use crate::web::browser::bitmap::Bitmap;
use crate::web::grid::{FAKE_PADDING, Grid};
use crate::web::phase::Engine;
use crate::web::recent::Recent;
use crate::web::timeline::{Requests, cursor, place, play_on, strip};
use facegan_core::run_manifest::RunKey;
use facegan_protocol::Command;

/// Decoded grids that are kept: more than a film strip, the grid on screen and the next one need together.
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
pub struct Timeline {
    /// The iterations of which there is a grid, in order.
    pub frames: RwSignal<Vec<usize>>,
    /// The place among them that the cursor points at.
    pub place: Memo<Option<usize>>,
    /// The grid on screen: the one at that place, or the one before until that has come.
    pub shown: RwSignal<Option<Frame>, LocalStorage>,
    pub playing: RwSignal<bool>,
    /// Whether playing starts over at the end.
    pub repeats: RwSignal<bool>,
    /// Grids a second.
    pub speed: RwSignal<u32>,
    /// The chosen face of the grid, from 0.
    pub face: RwSignal<Option<usize>>,
    /// The frames of the chosen face's film strip.
    pub strip: Memo<Vec<usize>>,
    bitmaps: StoredValue<Bitmaps, LocalStorage>,
    /// Changes whenever a grid came.
    came: RwSignal<()>,
    requests: StoredValue<Requests>,
}

/// Decoded grids.
struct Bitmaps {
    /// The run's latest, which comes as pixels.
    latest: Option<Frame>,
    recent: Recent<Rc<Bitmap>>,
}

impl Bitmaps {
    fn get(&mut self, iteration: usize) -> Option<Rc<Bitmap>> {
        let latest = self.latest.as_ref().filter(|frame| frame.iteration == iteration);
        latest.map(|frame| frame.bitmap.clone()).or_else(|| self.recent.get(iteration).cloned())
    }

    fn contains(&self, iteration: usize) -> bool {
        self.latest.as_ref().is_some_and(|frame| frame.iteration == iteration) || self.recent.contains(iteration)
    }

    fn set_latest(&mut self, frame: Frame) {
        if let Some(before) = self.latest.replace(frame) {
            self.recent.insert(before.iteration, before.bitmap);
        }
    }
}

impl Timeline {
    pub(super) fn new(pointed_at: RwSignal<Option<usize>>) -> Self {
        let frames: RwSignal<Vec<usize>> = RwSignal::default();
        let face = RwSignal::new(None::<usize>);
        Self {
            frames,
            place: Memo::new(move |_| frames.with(|frames| place(frames, pointed_at.get()))),
            shown: RwSignal::new_local(None),
            playing: RwSignal::default(),
            repeats: RwSignal::new(true),
            speed: RwSignal::new(2),
            face,
            strip: Memo::new(move |_| face.get().map_or_else(Vec::new, |_| frames.with(|frames| strip(frames)))),
            bitmaps: StoredValue::new_local(Bitmaps { latest: None, recent: Recent::new(BITMAPS) }),
            came: RwSignal::default(),
            requests: StoredValue::default(),
        }
    }

    /// Adds the grid of an iteration.
    pub(super) fn add(self, iteration: usize) {
        self.frames.update(|frames| {
            if frames.last().is_none_or(|last| *last < iteration) {
                frames.push(iteration);
            }
        });
    }

    /// A decoded grid, where it is at hand; tells its reader when that changes.
    pub fn bitmap(self, iteration: usize) -> Option<Rc<Bitmap>> {
        self.came.track();
        self.bitmaps.try_update_value(|bitmaps| bitmaps.get(iteration)).flatten()
    }

    /// Whether the grid on screen is the one that the cursor points at, or as close as it gets.
    fn is_settled(self) -> bool {
        let Some(iteration) = self.pointed_at() else { return true };
        let shown = self.shown.with_untracked(|frame| frame.as_ref().is_some_and(|frame| frame.iteration == iteration));
        shown || self.requests.with_value(|requests| requests.is_absent(iteration))
    }

    fn pointed_at(self) -> Option<usize> {
        let place = self.place.get()?;
        self.frames.with(|frames| frames.get(place).copied())
    }

    /// The grids that are of use now, what is needed most first.
    fn wanted(self) -> Vec<usize> {
        let next = self.place.get().filter(|_| self.playing.get()).and_then(|place| {
            self.frames.with(|frames| frames.get(play_on(place, frames.len(), self.repeats.get())?).copied())
        });
        self.pointed_at().into_iter().chain(next).chain(self.strip.get()).collect()
    }

    fn take_in(self, iteration: usize, bitmap: Option<Bitmap>) {
        self.requests.update_value(|requests| requests.answer(iteration, bitmap.is_some()));
        if let Some(bitmap) = bitmap {
            self.bitmaps.update_value(|bitmaps| bitmaps.recent.insert(iteration, Rc::new(bitmap)));
        }
        self.came.set(());
    }

    /// Forgets the pictures of the run that was on screen.
    fn clear(self) {
        self.bitmaps.update_value(|bitmaps| {
            bitmaps.latest = None;
            bitmaps.recent.clear();
        });
        self.requests.set_value(Requests::default());
        self.shown.set(None);
        self.face.set(None);
        self.playing.set(false);
    }
}

impl Page {
    /// Shows the grid at a place of the timeline, and plays no further.
    pub fn seek(self, place: usize) {
        self.timeline.playing.set(false);
        self.point_at(place);
    }

    /// Plays the grids one after the other, from the start where the last one is shown; or stops that.
    pub fn toggle_play(self) {
        let Timeline { frames, place, playing, .. } = self.timeline;
        let starts = !playing.get_untracked();
        if starts && place.get_untracked().map(|place| place + 1) == Some(frames.with_untracked(Vec::len)) {
            self.point_at(0);
        }
        playing.set(starts);
    }

    /// Iterations in an epoch of the run on screen, where that is known.
    pub fn epoch_length(self) -> Option<usize> {
        let key = self.shown.get()?;
        let plan = self.phase.with(|phase| {
            let plan = phase.run.as_ref()?.plan.as_ref().filter(|plan| plan.key == key)?;
            Some(plan.iterations_per_epoch)
        });
        let kept = || {
            self.library.runs.with(|runs| {
                let run = runs.iter().find(|run| run.manifest.key == key)?;
                Some(run.manifest.config.iterations_per_epoch(run.manifest.images))
            })
        };
        plan.or_else(kept).filter(|length| *length > 0)
    }

    /// Keeps the grid on screen the one that the cursor points at.
    pub(super) fn follow_timeline(self) {
        let timeline = self.timeline;
        let engine = Memo::new(move |_| self.phase.with(|phase| phase.engine == Engine::Ready));
        Effect::new(move |_| {
            self.shown.track();
            timeline.clear();
            self.neighbours.clear();
        });
        Effect::new(move |_| self.fakes.with(|fakes| fakes.iter().for_each(|fakes| self.take_latest(fakes))));
        Effect::new(move |_| {
            engine.track();
            timeline.requests.update_value(Requests::abandon);
            timeline.came.set(());
        });
        Effect::new(move |_| {
            let Some(iteration) = timeline.pointed_at() else { return timeline.shown.set(None) };
            if let Some(bitmap) = timeline.bitmap(iteration).filter(|_| !timeline.is_settled()) {
                timeline.shown.set(Some(Frame { iteration, bitmap }));
            }
        });
        Effect::new(move |_| self.fetch());
        Effect::new(move |_| {
            if !timeline.playing.get() {
                return;
            }
            let period = Duration::from_secs(1) / timeline.speed.get();
            if let Ok(timer) = set_interval_with_handle(move || untrack(|| self.play_on()), period) {
                on_cleanup(move || timer.clear());
            }
        });
    }

    /// A grid's bytes came from the engine.
    pub(super) fn on_frame(self, key: RunKey, iteration: usize, png: Option<Vec<u8>>) {
        let decoding = png.map(|png| Bitmap::decode(&png));
        spawn_local(async move {
            // A damaged grid is as good as none.
            let bitmap = match decoding {
                Some(decoding) => decoding.await.ok(),
                None => None,
            };
            if self.shown.with_untracked(|shown| shown.as_ref() == Some(&key)) {
                self.timeline.take_in(iteration, bitmap);
            }
        });
    }

    fn take_latest(self, fakes: &Fakes) {
        let iteration = fakes.iteration;
        let making = Bitmap::of(&fakes.picture);
        let run = self.shown.get_untracked();
        spawn_local(async move {
            match making.await {
                Ok(bitmap) if self.shown.get_untracked() == run => {
                    let frame = Frame { iteration, bitmap: Rc::new(bitmap) };
                    self.timeline.bitmaps.update_value(|bitmaps| bitmaps.set_latest(frame));
                    self.timeline.came.set(());
                }
                Ok(_) => {}
                Err(error) => self.check("A grid could not be drawn", Err::<(), _>(error)),
            }
        });
    }

    /// Asks the engine for the grid that is wanted most and not at hand.
    fn fetch(self) {
        let timeline = self.timeline;
        timeline.came.track();
        let Some(key) = self.shown.get() else { return };
        let wanted = timeline.wanted();
        let latest = self.fakes.with_untracked(|fakes| fakes.as_ref().map(|fakes| fakes.iteration));
        let held = |frame| latest == Some(frame) || timeline.bitmaps.with_value(|bitmaps| bitmaps.contains(frame));
        let next = timeline.requests.try_update_value(|requests| requests.next(wanted, held)).flatten();
        if let Some(iteration) = next {
            self.send(Command::Frame { key, iteration });
        }
    }

    fn point_at(self, place: usize) {
        self.cursor.set(self.timeline.frames.with_untracked(|frames| cursor(frames, place)));
    }

    fn play_on(self) {
        let Timeline { frames, place, playing, repeats, .. } = self.timeline;
        if !self.timeline.is_settled() {
            return;
        }
        match place.get().and_then(|place| play_on(place, frames.with(Vec::len), repeats.get())) {
            Some(next) => self.point_at(next),
            None => playing.set(false),
        }
    }
}
