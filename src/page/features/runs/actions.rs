//! Stored runs: shown again, laid over the charts and deleted.

use leptos::prelude::*;

use super::state::{PendingRecall, RecallPurpose};
use crate::page::context::Page;
use crate::page::features::charts::colour::RunColour;
use crate::page::features::charts::curves::Curves;
use crate::page::features::charts::overlays::Overlay;
use crate::page::platform::clock;
use crate::page::state::AppState;
use facegan_core::origin::Origin;
use facegan_core::quality::Measurement;
use facegan_core::run_manifest::{RunDetails, RunKey, RunManifest, RunSummary};
use facegan_core::stats::Stats;
use facegan_protocol::Command;

impl Page {
    /// Whether this is the run of this visit, and it has not ended; a paused run counts.
    pub fn is_under_way(self, key: &RunKey) -> bool {
        self.app.with(|app| {
            let plan = app.run.as_ref().filter(|run| run.is_active()).and_then(|run| run.plan.as_ref());
            plan.is_some_and(|plan| plan.key == *key)
        })
    }

    /// Puts an earlier run on the screen, unless one is under way: with its networks, where they are stored and there is
    /// a GPU for them, or else its curves and grids alone.
    pub fn show_run(self, run: &RunSummary) {
        let key = run.manifest.key.clone();
        if self.app.with_untracked(AppState::is_running) {
            return;
        }
        match run.saved.filter(|_| untrack(|| self.gpu.missing().is_none())) {
            Some(saved) => {
                self.ensure_engine();
                self.choose_kernels(run.manifest.kernels);
                self.reopen(run.manifest.config.clone(), key, saved);
            }
            None => self.recall(key, RecallPurpose::Show),
        }
    }

    /// A run's colour, while it is compared with others.
    pub fn run_colour(self, key: &RunKey) -> Option<RunColour> {
        self.shown.with(|shown| self.charts.colour(key, shown.as_ref()))
    }

    /// Lays a run's curves over the charts, or takes them off.
    pub fn toggle_comparison(self, key: RunKey) {
        if untrack(|| self.charts.has_overlay(&key)) {
            self.charts.retain_overlays(|other| *other != key);
            self.runs.recalls.update_value(|recalls| recalls.retain(|recall| !recall.is(&key, RecallPurpose::Compare)));
        } else {
            self.recall(key, RecallPurpose::Compare);
        }
    }

    /// The state that the run on screen began from, if it is stored and began from one.
    pub fn shown_origin(self) -> Option<Origin> {
        self.runs.find(&self.shown.get()?, |run| run.manifest.origin.clone())?
    }

    /// What a run or file that another run began from is called where there is little room.
    pub fn origin_name(self, origin: &Origin) -> String {
        match origin {
            Origin::File { name, .. } => name.clone(),
            Origin::Run { key, name, started, .. } => {
                let now = self.runs.find(key, |run| short_name(&run.manifest));
                now.unwrap_or_else(|| short(name.as_deref(), *started))
            }
        }
    }

    /// Lays the curves of the run that the one on screen began from over the charts, when that one comes on screen.
    pub fn follow_origin(self) {
        let before = Memo::new(move |_| {
            let (shown, origin) = (self.shown.get()?, self.shown_origin()?);
            let before = origin.run()?;
            self.runs.find(before, |_| (shown, before.clone()))
        });
        Effect::new(move |_| {
            if let Some((_, key)) = before.get()
                && !untrack(|| self.charts.has_overlay(&key))
            {
                self.recall(key, RecallPurpose::Compare);
            }
        });
    }

    /// Fills the form with a run's settings, unless another run locks it.
    pub fn take_settings(self, run: &RunSummary) {
        if !self.app.with_untracked(AppState::is_running) {
            self.branching.forget();
            self.plan.choose_expert();
            self.settings.fill(&run.manifest.config);
            self.choose_kernels(run.manifest.kernels);
        }
    }

    /// Gives a stored run another name; an empty one leaves it to be called by its start.
    pub fn rename_run(self, key: RunKey, name: &str) {
        let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        self.send(Command::Rename { key, name });
    }

    /// Deletes a stored run.
    pub fn forget_run(self, key: RunKey) {
        self.send(Command::Forget { key });
    }

    /// Deletes every stored run that no tab has open.
    pub fn forget_all_runs(self) {
        let keys: Vec<_> =
            self.runs.runs.with_untracked(|runs| runs.iter().map(|run| run.manifest.key.clone()).collect());
        keys.into_iter().for_each(|key| self.forget_run(key));
    }

    /// The list of stored runs came from the engine.
    pub fn on_runs(self, runs: Vec<RunSummary>) {
        let is_stored = |key: &RunKey| runs.iter().any(|run| run.manifest.key == *key);
        self.charts.retain_overlays(is_stored);
        runs.iter().for_each(|run| self.refresh_overlay(run));
        // The curves of a deleted run may stay on screen, but its grids can no longer be fetched.
        if self.shown.with_untracked(|shown| shown.as_ref().is_some_and(|key| !is_stored(key))) {
            self.grids.set_frames(Vec::new());
        }
        self.keep_branch_in(&runs);
        self.runs.runs.set(runs);
        self.runs.listed.set(true);
    }

    /// What is stored of a run came from the engine.
    pub fn on_recalled(self, recalled: RunDetails) {
        let purpose = self.runs.recalls.try_update_value(|recalls| {
            let place = recalls.iter().position(|recall| recall.key == recalled.run.manifest.key)?;
            Some(recalls.swap_remove(place).purpose)
        });
        match purpose.flatten() {
            Some(RecallPurpose::Compare) => self.overlay(recalled),
            Some(RecallPurpose::Show) if !self.app.with_untracked(AppState::is_running) => self.put_on_screen(recalled),
            Some(RecallPurpose::Show) | None => {}
        }
    }

    fn recall(self, key: RunKey, purpose: RecallPurpose) {
        self.runs.recalls.update_value(|recalls| {
            recalls.retain(|recall| !recall.is(&key, purpose));
            recalls.push(PendingRecall { key: key.clone(), purpose });
        });
        self.send(Command::Recall { key });
    }

    fn overlay(self, RunDetails { run, history, frames, measurements, .. }: RunDetails) {
        let (name, curves) = (short_name(&run.manifest), curves(&history, measurements, run.best));
        self.charts.add_overlay(Overlay { run: run.manifest, name, curves, frames });
    }

    /// Brings what the charts know of an overlaid run up to date.
    fn refresh_overlay(self, RunSummary { manifest, iterations, .. }: &RunSummary) {
        self.charts.describe_overlay(manifest, &short_name(manifest));
        if self.charts.overlay_length(&manifest.key).is_some_and(|length| length != *iterations) {
            self.recall(manifest.key.clone(), RecallPurpose::Compare);
        }
    }

    fn put_on_screen(self, RunDetails { run, history, frames, reals, measurements }: RunDetails) {
        let latest = frames.last().copied().zip(run.grid);
        self.clear_numbers();
        self.charts.show(curves(&history, measurements, run.best));
        self.training.clear_pace();
        self.grids.clear_reals();
        self.advice.clear_diversity();
        self.grids.set_frames(frames);
        self.shown.set(Some(run.manifest.key));
        if let Some((iteration, png)) = latest {
            self.show_stored_fakes(iteration, &png);
        }
        if let Some(png) = reals {
            self.show_stored_reals(&png);
        }
    }
}

/// What a run is called where there is little room.
fn short_name(run: &RunManifest) -> String {
    short(run.name.as_deref(), run.started)
}

/// What a run of this name and start is called where there is little room.
fn short(name: Option<&str>, started: f64) -> String {
    name.map_or_else(|| clock::short_date_and_time(started), str::to_owned)
}

fn curves(history: &[u8], measurements: Vec<Measurement>, best: Option<usize>) -> Curves {
    let mut curves = Curves::default();
    Stats::from_records(history).for_each(|stats| curves.add(&stats));
    curves.add_measurements(measurements, best);
    curves
}
