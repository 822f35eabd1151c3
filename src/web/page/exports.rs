//! Files that take a while: what is made, how far it is, and giving it up.

use leptos::prelude::*;

use super::Page;
use super::stills::Stills;
use crate::web::animations::{Subject, walk_frames};
use crate::web::phase::Engine;
use facegan_core::export::{Animation, Archive};
use facegan_core::run_manifest::RunKey;
use facegan_protocol::Command;

/// What takes a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    Archive(Archive),
    Gif,
    Video,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub product: Product,
    /// What is done now, for people.
    pub step: &'static str,
    pub done: usize,
    /// Of how many; 0 until that is known.
    pub total: usize,
}

/// The export under way.
#[derive(Clone, Copy)]
pub struct Exports {
    /// [`None`] while nothing is exported.
    pub progress: RwSignal<Option<Progress>>,
    /// Counts videos begun and given up, so that one that was given up notices.
    pub(super) takes: StoredValue<usize>,
    pub(super) stills: Stills,
}

impl Exports {
    pub(super) fn new() -> Self {
        Self { progress: RwSignal::default(), takes: StoredValue::default(), stills: Stills::new() }
    }

    /// Whether another export has to wait.
    pub fn is_busy(self) -> bool {
        self.progress.with(Option::is_some)
    }

    pub(super) fn begin(self, product: Product, step: &'static str) {
        self.progress.set(Some(Progress { product, step, done: 0, total: 0 }));
    }

    /// The engine told how far it is.
    pub(super) fn advance(self, done: usize, total: usize) {
        self.progress.update(|progress| {
            if let Some(progress) = progress {
                (progress.done, progress.total) = (done, total);
            }
        });
    }

    /// Nothing is under way any more.
    pub(super) fn end(self) {
        self.takes.update_value(|takes| *takes += 1);
        self.progress.set(None);
    }

    /// The engine is gone, and with it all that it was asked for.
    pub(super) fn bury(self) {
        self.stills.give_up();
        self.end();
    }
}

impl Page {
    /// The animation of a subject at so many pictures a second, where there is something to animate.
    pub fn animation(self, subject: Subject, speed: u32) -> Option<Animation> {
        let seconds_per_frame = 1.0 / speed as f32;
        match subject {
            Subject::Timeline => {
                let key: RunKey = self.shown.get()?;
                (self.pictures(subject, speed) > 1).then_some(Animation::Timeline { key, seconds_per_frame })
            }
            Subject::Walk => {
                let (stops, weights) = (self.latent.stops.get(), self.latent.weights.get());
                let frames = walk_frames(stops.len(), speed);
                (stops.len() > 1).then_some(Animation::Walk { stops, weights, frames, seconds_per_frame })
            }
        }
    }

    /// How many pictures there are of a subject.
    pub fn pictures(self, subject: Subject, speed: u32) -> usize {
        match subject {
            Subject::Timeline => self.timeline.frames.with(Vec::len),
            Subject::Walk => self.latent.stops.with(|stops| walk_frames(stops.len(), speed)),
        }
    }

    /// Whether an engine is there to make a file.
    pub fn can_make_files(self) -> bool {
        !self.exports.is_busy() && self.phase.with(|phase| phase.engine == Engine::Ready)
    }

    /// Has the engine make a GIF.
    pub fn save_gif(self, animation: Animation) {
        self.exports.begin(Product::Gif, "Making the GIF");
        self.send(Command::Animate(animation));
    }

    /// Has the engine pack an archive.
    pub fn save_archive(self, what: Archive) {
        self.exports.begin(Product::Archive(what), "Packing");
        self.send(Command::Archive(what));
    }

    /// Gives up the export under way.
    pub fn cancel_export(self) {
        match self.exports.progress.get_untracked().map(|progress| progress.product) {
            Some(Product::Archive(_) | Product::Gif) => {
                self.exports.progress.update(|progress| progress.iter_mut().for_each(|it| it.step = "Cancelling"));
                self.send(Command::CancelExport);
            }
            Some(Product::Video) => self.exports.end(),
            None => {}
        }
    }
}
