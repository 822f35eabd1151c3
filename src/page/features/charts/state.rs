//! The curves on the charts: the run's, and those of the runs laid over it.

use leptos::prelude::*;

use super::colour::RunColour;
use super::curves::Curves;
use super::overlays::{Overlay, Overlays};
use facegan_core::quality::Measurement;
use facegan_core::run_manifest::{RunKey, RunManifest};
use facegan_core::stats::Stats;

/// The curves on the charts.
#[derive(Clone, Copy, Default)]
pub struct ChartsState {
    pub(super) curves: RwSignal<Curves>,
    pub(super) overlays: RwSignal<Overlays>,
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

    /// Adds measurements of the run's netG, and the iterations after which it was best.
    pub fn add_measurements(self, measurements: Vec<Measurement>, best: Option<usize>) {
        self.curves.update(|curves| curves.add_measurements(measurements, best));
    }

    /// How good the run's netG was when it was measured last.
    pub fn last_measurement(self) -> Option<Measurement> {
        self.curves.with(|curves| curves.measurements().last().cloned())
    }

    /// The best of the measurements, where its state is kept.
    pub fn best_measurement(self) -> Option<Measurement> {
        self.curves.with(|curves| curves.best_measurement().cloned())
    }

    /// Iterations after which the run's netG was best, where that state is kept.
    pub fn best(self) -> Option<usize> {
        self.curves.with(Curves::best)
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

    /// Reads the overlaid runs.
    pub fn with_overlays<T>(self, read: impl FnOnce(&Overlays) -> T) -> T {
        self.overlays.with(read)
    }

    /// Whether any run is laid over the charts.
    pub fn has_overlays(self) -> bool {
        self.overlays.with(|overlays| !overlays.is_empty())
    }

    /// Whether a run's curves are laid over the charts.
    pub fn has_overlay(self, key: &RunKey) -> bool {
        self.overlays.with(|overlays| overlays.get(key).is_some())
    }

    /// A run's colour, while it is compared with others; `shown` is the run on screen.
    pub fn colour(self, key: &RunKey, shown: Option<&RunKey>) -> Option<RunColour> {
        self.overlays.with(|overlays| overlays.colour(key, shown))
    }

    /// Lays a run's curves over the charts.
    pub fn add_overlay(self, overlay: Overlay) {
        self.overlays.update(|overlays| overlays.add(overlay));
    }

    /// Changes what an overlaid run is called and what is known of it.
    pub fn describe_overlay(self, run: &RunManifest, name: &str) {
        let describes = |overlay: &Overlay| overlay.run == *run && overlay.name == name;
        if self.overlays.with_untracked(|overlays| overlays.get(&run.key).is_some_and(|known| !describes(known))) {
            self.overlays.update(|overlays| {
                if let Some(overlay) = overlays.get_mut(&run.key) {
                    (overlay.run, overlay.name) = (run.clone(), name.to_owned());
                }
            });
        }
    }

    /// Iterations that are known of an overlaid run.
    pub fn overlay_length(self, key: &RunKey) -> Option<usize> {
        self.overlays.with_untracked(|overlays| overlays.get(key).map(|overlay| overlay.curves.len()))
    }

    /// Removes the overlays for which `keep` returns false.
    pub fn retain_overlays(self, keep: impl Fn(&RunKey) -> bool) {
        let is_kept = |overlays: &Overlays| overlays.beside(None).all(|(_, overlay)| keep(&overlay.run.key));
        if !self.overlays.with_untracked(is_kept) {
            self.overlays.update(|overlays| overlays.retain(&keep));
        }
    }
}
