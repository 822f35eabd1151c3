//! What is advised now, and what the grids' diversity was.

use leptos::prelude::*;

use super::adviser::Adviser;
use super::diversity::GridDiversity;
use super::topic::Advice;

/// What is advised now.
#[derive(Clone, Copy, Default)]
pub struct AdviceState {
    pub(super) advice: RwSignal<Vec<Advice>>,
    pub(super) adviser: StoredValue<Adviser>,
    pub(super) diversity: RwSignal<GridDiversity>,
}

impl AdviceState {
    /// Adds the diversity of a grid of fakes.
    pub fn add_fake_diversity(self, iteration: usize, diversity: Option<f32>) {
        self.diversity.update(|all| all.add_fake(iteration, diversity));
    }

    /// Sets the diversity of the real images.
    pub fn set_real_diversity(self, diversity: Option<f32>) {
        self.diversity.update(|all| all.real = diversity);
    }

    /// Clears the diversity of the last run's grids.
    pub fn clear_diversity(self) {
        self.diversity.set(GridDiversity::default());
    }
}
