//! Choosing kernels, and setting everything back.

use leptos::prelude::*;

use crate::page::context::Page;
use facegan_core::config::{KernelChoice, TrainConfig};
use facegan_core::tuning::TileChoice;
use facegan_protocol::Command;

impl Page {
    /// Chooses whose kernels compute the next runs.
    pub fn choose_kernels(self, choice: KernelChoice) {
        self.settings.kernels.set(choice);
        self.use_kernels();
    }

    /// Tells the engine whose kernels compute the next runs, and in which tiles.
    pub fn use_kernels(self) {
        let (kernels, tiles) = untrack(|| (self.settings.kernels(), self.settings.tiles()));
        self.send(Command::Use { kernels, tiles });
    }

    /// Sets everything back to the tutorial's values.
    pub fn reset_settings(self) {
        self.settings.fill(&TrainConfig::default());
        self.settings.tiles.set(TileChoice::default());
        self.choose_kernels(KernelChoice::default());
    }
}
