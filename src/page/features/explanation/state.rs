//! What is diagnosed of the run on screen now.

use leptos::prelude::*;

use super::diagnosis::Diagnosis;
use super::words;

/// The diagnosis on the run on screen.
#[derive(Clone, Copy, Default)]
pub struct ExplanationState {
    pub(super) diagnosis: RwSignal<Diagnosis>,
}

impl ExplanationState {
    /// How the networks stand, in one line.
    pub fn headline(self) -> &'static str {
        words::headline(self.diagnosis.get())
    }
}
