//! Earlier runs: listed, laid over the charts, opened again and deleted.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Fakes, Overlay, Page, Spreads};
use crate::web::browser::{clock, png};
use crate::web::curves::Curves;
use crate::web::form::Form;
use crate::web::pace::Pace;
use crate::web::phase::Phase;
use facegan_core::run_manifest::{RunDetails, RunKey, RunSummary};
use facegan_core::stats::Stats;
use facegan_protocol::Command;

/// Runs that are laid over the charts at once; the first one goes for another.
const OVERLAYS: usize = 3;

/// The runs that are kept in the browser.
#[derive(Clone, Copy)]
pub struct Library {
    /// Every run that is kept, the latest first.
    pub runs: RwSignal<Vec<RunSummary>>,
    /// What runs were asked for that have not come yet.
    wishes: StoredValue<Vec<(RunKey, Wish)>>,
}

/// What is to be done with a run that comes from the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Show,
    Compare,
}

impl Library {
    pub(super) fn new() -> Self {
        Self { runs: RwSignal::default(), wishes: StoredValue::default() }
    }
}

impl Page {
    /// Whether this is the run of this visit that goes on, if only paused.
    pub fn is_under_way(self, key: &RunKey) -> bool {
        self.phase.with(|phase| {
            let plan = phase.run.as_ref().filter(|run| run.is_active()).and_then(|run| run.plan.as_ref());
            plan.is_some_and(|plan| plan.key == *key)
        })
    }

    /// Whether a run's curves are laid over the charts.
    pub fn is_compared(self, key: &RunKey) -> bool {
        self.overlays.with(|overlays| overlays.iter().any(|overlay| overlay.key == *key))
    }

    /// Puts an earlier run on the screen, unless one is under way.
    pub fn show_run(self, key: RunKey) {
        if !self.phase.with_untracked(Phase::is_running) {
            self.wish(key, Wish::Show);
        }
    }

    /// Lays a run's curves over the charts, or takes them off.
    pub fn toggle_comparison(self, key: RunKey) {
        if untrack(|| self.is_compared(&key)) {
            self.overlays.update(|overlays| overlays.retain(|overlay| overlay.key != key));
        } else {
            self.wish(key, Wish::Compare);
        }
    }

    /// Takes on a run's settings, unless a run locks them.
    pub fn take_settings(self, run: &RunSummary) {
        if !self.phase.with_untracked(Phase::is_running) {
            self.form.set(Form::from(&run.manifest.config));
            self.choose_kernels(run.manifest.kernels);
        }
    }

    /// Deletes what is kept of a run.
    pub fn forget_run(self, key: RunKey) {
        self.send(Command::Forget { key });
    }

    pub(super) fn on_runs(self, runs: Vec<RunSummary>) {
        let is_kept = |key: &RunKey| runs.iter().any(|run| run.manifest.key == *key);
        if self.overlays.with_untracked(|overlays| overlays.iter().any(|overlay| !is_kept(&overlay.key))) {
            self.overlays.update(|overlays| overlays.retain(|overlay| is_kept(&overlay.key)));
        }
        // The curves of a deleted run may stay on screen, but its grids cannot be had any more.
        if self.shown.with_untracked(|shown| shown.as_ref().is_some_and(|key| !is_kept(key))) {
            self.timeline.frames.set(Vec::new());
        }
        self.library.runs.set(runs);
    }

    pub(super) fn on_recalled(self, recalled: RunDetails) {
        let wish = self.library.wishes.try_update_value(|wishes| {
            let place = wishes.iter().position(|(key, _)| *key == recalled.run.manifest.key)?;
            Some(wishes.swap_remove(place).1)
        });
        match wish.flatten() {
            Some(Wish::Compare) => self.overlay(&recalled),
            Some(Wish::Show) if !self.phase.with_untracked(Phase::is_running) => self.put_on_screen(recalled),
            Some(Wish::Show) | None => {}
        }
    }

    fn wish(self, key: RunKey, wish: Wish) {
        self.library.wishes.update_value(|wishes| {
            wishes.retain(|(other, _)| *other != key);
            wishes.push((key.clone(), wish));
        });
        self.send(Command::Recall { key });
    }

    fn overlay(self, RunDetails { run, history, .. }: &RunDetails) {
        let name = clock::short_date_and_time(run.manifest.started);
        let overlay = Overlay { key: run.manifest.key.clone(), name, curves: curves(history) };
        self.overlays.update(|overlays| {
            overlays.push(overlay);
            let surplus = overlays.len().saturating_sub(OVERLAYS);
            overlays.drain(..surplus);
        });
    }

    fn put_on_screen(self, RunDetails { run, history, frames, reals }: RunDetails) {
        let latest = frames.last().copied().zip(run.grid);
        self.curves.set(curves(&history));
        self.pace.set(Pace::default());
        self.log.set(String::new());
        self.fakes.set(None);
        self.reals.set(None);
        self.cursor.set(None);
        self.spreads.set(Spreads::default());
        self.timeline.frames.set(frames);
        self.shown.set(Some(run.manifest.key.clone()));
        spawn_local(async move {
            let is_shown = || self.shown.with_untracked(|shown| shown.as_ref() == Some(&run.manifest.key));
            if let Some((iteration, grid)) = latest {
                // A damaged picture is not shown.
                let fakes = png::decode(&grid).await.ok().map(|picture| Fakes { iteration, picture });
                if is_shown() {
                    self.fakes.set(fakes);
                }
            }
            if let Some(reals) = reals {
                let reals = png::decode(&reals).await.ok();
                if is_shown() {
                    self.reals.set(reals);
                }
            }
        });
    }
}

fn curves(history: &[u8]) -> Curves {
    let mut curves = Curves::default();
    Stats::from_records(history).for_each(|stats| curves.add(&stats));
    curves
}
