//! Whether quality is measured.

use leptos::prelude::*;

use crate::page::platform::preferences;
use facegan_core::address::Launch;

/// Whether quality is measured.
#[derive(Clone, Copy)]
pub struct QualityState {
    pub(super) on: RwSignal<bool>,
}

impl QualityState {
    /// As the address asks for, or else as in the last visit.
    pub fn new(launch: &Launch) -> Self {
        let on = !launch.no_quality && preferences::get(preferences::NO_QUALITY).is_none();
        Self { on: RwSignal::new(on) }
    }

    /// Whether quality is measured.
    pub fn is_on(self) -> bool {
        self.on.get()
    }
}
