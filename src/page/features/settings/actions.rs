//! Choosing kernels, and setting everything back.

use leptos::prelude::*;

use crate::page::context::Page;
use facegan_core::config::{KernelChoice, TrainConfig};
use facegan_protocol::Command;

impl Page {
    /// Chooses whose kernels compute the next runs.
    pub fn choose_kernels(self, choice: KernelChoice) {
        self.settings.kernels.set(choice);
        self.send(Command::Use(choice));
    }

    /// Sets everything back to the tutorial's values.
    pub fn reset_settings(self) {
        self.settings.fill(&TrainConfig::default());
        self.choose_kernels(KernelChoice::default());
    }
}
