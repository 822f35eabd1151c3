//! The real images nearest to a chosen fake.

use leptos::prelude::*;

use crate::protocol::Images;

/// The data set's images nearest to a fake, nearest first.
#[derive(Debug, Clone)]
pub struct Found {
    pub images: Images,
    pub indices: Vec<u32>,
    pub distances: Vec<f32>,
}

/// What was found last.
#[derive(Clone, Copy)]
pub struct Neighbours {
    pub found: RwSignal<Option<Found>>,
}

impl Neighbours {
    pub(super) fn new() -> Self {
        Self { found: RwSignal::default() }
    }
}
