//! The opened files, and what was drawn of them.

use leptos::prelude::*;

use facegan_core::images::Picture;
use facegan_core::opened::{Content, OpenedFile};

/// Images of an opened netG.
#[derive(Debug, Clone)]
pub struct Sampled {
    /// The seed of their latents.
    pub seed: u32,
    pub picture: Picture,
}

/// The opened files.
#[derive(Clone, Copy, Default)]
pub struct OpenedState {
    pub(super) files: RwSignal<Vec<OpenedFile>>,
    pub(super) sampled: RwSignal<Option<Sampled>>,
    /// Photos of the opened checkpoint's run that are not loaded, once the engine has counted them.
    pub(super) missing: RwSignal<Option<usize>>,
}

impl OpenedState {
    /// Reads the opened files.
    pub fn with_files<T>(self, read: impl FnOnce(&[OpenedFile]) -> T) -> T {
        self.files.with(|files| read(files))
    }

    /// Whether a checkpoint is open.
    pub fn has_checkpoint(self) -> bool {
        self.files.with(|files| files.iter().any(|file| matches!(file.content, Content::Checkpoint { .. })))
    }

    /// Whether there is something to draw with.
    pub fn can_draw(self) -> bool {
        self.files.with(|files| files.iter().any(OpenedFile::can_draw))
    }

    /// The engine has counted the photos that are not loaded.
    pub fn set_missing(self, photos: usize) {
        self.missing.set(Some(photos));
    }

    /// Shows samples of the opened netG.
    pub fn show_samples(self, sampled: Sampled) {
        self.sampled.set(Some(sampled));
    }

    /// The engine that had them open is gone.
    pub fn clear(self) {
        self.files.set(Vec::new());
        self.sampled.set(None);
    }
}
