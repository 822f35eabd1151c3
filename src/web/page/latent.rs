//! Playing with the latent space.

use leptos::prelude::*;

use super::Page;
use crate::protocol::{Brush, Face, Picture, Scene};

/// What was drawn last.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub scene: Scene,
    pub brush: Brush,
    pub picture: Picture,
}

/// The latents that are played with.
#[derive(Clone, Copy)]
pub struct LatentSpace {
    pub drawn: RwSignal<Option<Drawn>>,
    /// The faces chosen to walk between, in their order.
    pub stops: RwSignal<Vec<Face>>,
    /// Whose weights draw.
    pub brush: RwSignal<Brush>,
}

impl LatentSpace {
    pub(super) fn new() -> Self {
        Self { drawn: RwSignal::default(), stops: RwSignal::default(), brush: RwSignal::default() }
    }
}

impl Page {
    pub(super) fn on_drawn(self, drawn: Drawn) {
        self.latent.drawn.set(Some(drawn));
    }
}
