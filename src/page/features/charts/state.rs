//! The curves on the charts: the run's, and those of the runs laid over it.

use leptos::prelude::*;

use super::curves::Curves;
use facegan_core::run_manifest::RunKey;
use facegan_core::stats::Stats;

/// Runs that are laid over the charts at once; the first one is dropped for another.
const OVERLAYS: usize = 3;

/// Another run's curves, laid over those on screen.
#[derive(Debug, Clone)]
pub struct Overlay {
    pub key: RunKey,
    /// What a legend calls it.
    pub name: String,
    pub curves: Curves,
}

/// The curves on the charts.
#[derive(Clone, Copy, Default)]
pub struct ChartsState {
    pub(super) curves: RwSignal<Curves>,
    pub(super) overlays: RwSignal<Vec<Overlay>>,
}

impl ChartsState {
    /// Adds one iteration of the run.
    pub fn add(self, stats: &Stats) {
        self.curves.update(|curves| curves.add(stats));
    }

    /// Adds earlier iterations of the run.
    pub fn add_history(self, history: &[Stats]) {
        self.curves.update(|curves| history.iter().for_each(|stats| curves.add(stats)));
    }

    /// Shows these curves in the place of the run's.
    pub fn show(self, curves: Curves) {
        self.curves.set(curves);
    }

    /// Takes the run's curves off the charts.
    pub fn clear(self) {
        self.curves.set(Curves::default());
    }

    /// Reads the run's curves as they are now.
    pub fn read_curves<T>(self, read: impl FnOnce(&Curves) -> T) -> T {
        self.curves.with_untracked(read)
    }

    /// Whether a run's curves are laid over the charts.
    pub fn has_overlay(self, key: &RunKey) -> bool {
        self.overlays.with(|overlays| overlays.iter().any(|overlay| overlay.key == *key))
    }

    /// Lays a run's curves over the charts.
    pub fn add_overlay(self, overlay: Overlay) {
        self.overlays.update(|overlays| {
            overlays.push(overlay);
            let surplus = overlays.len().saturating_sub(OVERLAYS);
            overlays.drain(..surplus);
        });
    }

    /// Removes the overlays for which `keep` returns false.
    pub fn retain_overlays(self, keep: impl Fn(&RunKey) -> bool) {
        if self.overlays.with_untracked(|overlays| overlays.iter().any(|overlay| !keep(&overlay.key))) {
            self.overlays.update(|overlays| overlays.retain(|overlay| keep(&overlay.key)));
        }
    }
}
