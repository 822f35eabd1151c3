//! The runs whose curves are on the charts.

use leptos::prelude::*;

use crate::page::context::Page;
use crate::page::features::charts::branches::Began;
use crate::page::features::charts::chart_state::ChartState;
use crate::page::features::charts::colour::RunColour;
use crate::page::features::charts::curves::Curves;
use crate::page::features::charts::overlays::Overlay;
use facegan_core::origin::Origin;
use facegan_core::run_manifest::RunKey;

/// What the run on screen is called beside others.
pub const THIS_RUN: &str = "This run";

/// A run whose curves are on the charts.
pub struct ChartedRun<'a> {
    pub key: Option<&'a RunKey>,
    pub name: &'a str,
    pub colour: RunColour,
    pub curves: &'a Curves,
    /// Where it began, if from a state of another run.
    pub began: Option<Began>,
}

/// Where a run began, with what the other one is called now.
pub fn began(page: Page, origin: &Origin) -> Began {
    Began { iterations: origin.iterations(), from: page.origin_name(origin) }
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
            began: run.origin.as_ref().map(|origin| untrack(|| began(self.page, origin))),
        });
        let mut runs: Vec<_> = others.collect();
        if runs.is_empty() || !curves.is_empty() {
            let colour = RunColour::Shown;
            let began = self.began.get_untracked();
            runs.insert(0, ChartedRun { key: shown.as_ref(), name: THIS_RUN, colour, curves: &curves, began });
        }
        read(&runs)
    }
}
