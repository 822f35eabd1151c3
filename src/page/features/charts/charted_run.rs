//! The runs whose curves are on the charts.

use leptos::prelude::*;

use crate::page::features::charts::chart_state::ChartState;
use crate::page::features::charts::colour::RunColour;
use crate::page::features::charts::curves::Curves;
use crate::page::features::charts::overlays::Overlay;
use facegan_core::run_manifest::RunKey;

/// What the run on screen is called beside others.
pub const THIS_RUN: &str = "This run";

/// A run whose curves are on the charts.
#[derive(Clone, Copy)]
pub struct ChartedRun<'a> {
    pub key: Option<&'a RunKey>,
    pub name: &'a str,
    pub colour: RunColour,
    pub curves: &'a Curves,
}

impl ChartState {
    /// Reads every run on the charts: the one on screen, unless only others have iterations, then those laid over it.
    pub fn with_runs<T>(self, read: impl FnOnce(&[ChartedRun]) -> T) -> T {
        let charts = self.page.charts;
        let (curves, shown, overlays) =
            (charts.curves.read_untracked(), self.page.shown.read_untracked(), charts.overlays.read_untracked());
        let others = overlays.beside(shown.as_ref()).map(|(colour, Overlay { run, name, curves, .. })| ChartedRun {
            key: Some(&run.key),
            name,
            colour,
            curves,
        });
        let mut runs: Vec<_> = others.collect();
        if runs.is_empty() || !curves.is_empty() {
            let colour = RunColour::Shown;
            runs.insert(0, ChartedRun { key: shown.as_ref(), name: THIS_RUN, colour, curves: &curves });
        }
        read(&runs)
    }
}
