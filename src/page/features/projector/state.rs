//! Whether the projector view is on.

use leptos::prelude::*;

/// Whether the projector view is on.
#[derive(Clone, Copy, Default)]
pub struct ProjectorState {
    pub(super) on: RwSignal<bool>,
}
