//! Which runs are compared, and what is known of each.

use leptos::prelude::*;

use crate::page::context::Page;
use crate::page::features::charts::charted_run::THIS_RUN;
use crate::page::features::charts::colour::RunColour;
use facegan_core::run_manifest::{RunKey, RunManifest};

/// A run that is compared with others.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedRun {
    pub run: RunManifest,
    pub name: String,
    pub colour: RunColour,
}

impl Page {
    /// The run on screen and those laid over the charts; none where nothing is laid over them.
    pub fn compared_runs(self) -> Vec<ComparedRun> {
        let shown = self.shown.get();
        let mut runs: Vec<_> = self.charts.with_overlays(|overlays| {
            let overlaid = overlays.beside(shown.as_ref());
            overlaid
                .map(|(colour, overlay)| ComparedRun { run: overlay.run.clone(), name: overlay.name.clone(), colour })
                .collect()
        });
        if !runs.is_empty()
            && let Some(run) = shown.and_then(|key| self.manifest_on_screen(&key))
        {
            runs.insert(0, ComparedRun { run, name: THIS_RUN.to_owned(), colour: RunColour::Shown });
        }
        runs
    }

    /// The iterations of which a compared run has a sample grid, in order.
    pub fn compared_frames(self, key: &RunKey) -> Vec<usize> {
        if self.shown.with(|shown| shown.as_ref() == Some(key)) {
            return self.grids.with_frames(<[usize]>::to_vec);
        }
        self.charts.with_overlays(|overlays| overlays.get(key).map_or_else(Vec::new, |overlay| overlay.frames.clone()))
    }

    /// What the run on screen was made of; a run under way may have another `lr` by now than the list says.
    fn manifest_on_screen(self, key: &RunKey) -> Option<RunManifest> {
        let listed = |run: &RunManifest| run.key == *key;
        let mut run = self.runs.with(|runs| runs.iter().map(|run| &run.manifest).find(|run| listed(run)).cloned())?;
        self.app.with(|app| {
            let current = app.run.as_ref().filter(|run| run.plan.as_ref().is_some_and(|plan| plan.key == *key));
            if let Some(current) = current {
                run.config = current.config.clone();
            }
        });
        Some(run)
    }
}
