//! The face of the latest search, and what was found.

use leptos::prelude::*;

use facegan_core::images::Images;

/// The fake that is searched for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its place in the grid, from 0.
    pub face: usize,
    /// The iteration that the grid was drawn after.
    pub iteration: usize,
    pub image: Images,
}

/// The data set's images nearest to a fake, nearest first.
#[derive(Debug, Clone)]
pub struct Found {
    pub images: Images,
    pub indices: Vec<u32>,
    pub distances: Vec<f32>,
    /// How far each is from the other photo that is nearest to it; empty where there is no other.
    pub among_themselves: Vec<f32>,
}

/// The latest search and its result.
#[derive(Clone, Copy, Default)]
pub struct NeighboursState {
    pub(super) asked: RwSignal<Option<Asked>>,
    /// [`None`] until the answer has come.
    pub(super) found: RwSignal<Option<Found>>,
}

impl NeighboursState {
    /// Clears the search.
    pub fn clear(self) {
        self.asked.set(None);
        self.found.set(None);
    }
}
