//! What is judged of the run on screen now.

use leptos::prelude::*;

use super::judgement::Judgement;
use super::words;

/// The judgement on the run on screen.
#[derive(Clone, Copy, Default)]
pub struct ExplanationState {
    pub(super) judgement: RwSignal<Judgement>,
}

impl ExplanationState {
    /// How the networks stand, in one line.
    pub fn headline(self) -> &'static str {
        words::headline(self.judgement.get())
    }
}
