//! Files that take a while: how far they are.

use leptos::prelude::*;

/// The export under way.
#[derive(Clone, Copy)]
pub struct Exports {
    /// Parts that are done, of how many; [`None`] while nothing is exported.
    pub progress: RwSignal<Option<(usize, usize)>>,
}

impl Exports {
    pub(super) fn new() -> Self {
        Self { progress: RwSignal::default() }
    }
}
