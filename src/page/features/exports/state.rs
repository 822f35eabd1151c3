//! The export under way: what is made and how far it is.

use leptos::prelude::*;

use facegan_core::export::Archive;

/// A product that takes a while to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    Archive(Archive),
    /// A GIF, a video or PNGs.
    Film,
}

/// The progress of an export.
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
#[derive(Clone, Copy, Default)]
pub struct ExportsState {
    /// [`None`] while nothing is exported.
    pub(super) progress: RwSignal<Option<Progress>>,
}

impl ExportsState {
    /// Whether another export has to wait.
    pub fn is_busy(self) -> bool {
        self.progress.with(Option::is_some)
    }

    /// An export begins.
    pub fn begin(self, product: Product, step: &'static str) {
        self.progress.set(Some(Progress { product, step, done: 0, total: 0 }));
    }

    /// The engine reported its progress.
    pub fn advance(self, done: usize, total: usize) {
        self.progress.update(|progress| {
            if let Some(progress) = progress {
                (progress.done, progress.total) = (done, total);
            }
        });
    }

    /// Ends the export under way.
    pub fn end(self) {
        self.progress.set(None);
    }
}
