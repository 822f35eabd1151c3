//! The sample grids of the run on screen: which there are, and the one that is asked for.

use leptos::prelude::*;

use super::Page;
use crate::protocol::RunKey;

/// The sample grids of the run on screen.
#[derive(Clone, Copy)]
pub struct Timeline {
    /// The iterations of which there is a grid, in order.
    pub frames: RwSignal<Vec<usize>>,
}

impl Timeline {
    pub(super) fn new() -> Self {
        Self { frames: RwSignal::default() }
    }
}

impl Page {
    /// A grid's bytes came from the engine.
    pub(super) fn on_frame(self, _key: RunKey, _iteration: usize, _png: Option<Vec<u8>>) {}
}
