//! What all charts share: the view, the cursor, the settings and the smoothed curves.

use leptos::prelude::*;

use crate::page::context::Page;
use crate::page::features::charts::axis::Scale;
use crate::page::features::charts::branches::Began;
use crate::page::features::charts::charted_run::{ChartedRun, began};
use crate::page::features::charts::scene::{Layer, Scene};
use crate::page::features::charts::smooth::{Smoothed, USUAL};
use crate::page::features::charts::span::{Span, View};
use crate::page::features::charts::spec::{Series, Spec};
use crate::page::features::charts::throttle::Throttle;

/// Milliseconds between two drawings of a run that trains.
const PERIOD: f64 = 200.0;

/// The charts' state. Copies are the same.
#[derive(Clone, Copy)]
pub struct ChartState {
    pub page: Page,
    view: RwSignal<View>,
    /// Iterations that are drawn of the longest run on the charts; set again whenever there is something new to draw.
    pub length: RwSignal<usize>,
    /// How much curves are smoothed, from 0 (not at all).
    pub weight: RwSignal<f64>,
    pub scale: RwSignal<Scale>,
    pub hidden: RwSignal<Vec<Series>>,
    /// The iteration that mouse, finger or keys point at here. It moves no other part of the page.
    pointed: RwSignal<Option<usize>>,
    /// Where the run on screen began, if from a state of another.
    pub began: Memo<Option<Began>>,
    /// The smoothed curves of the runs on the charts, in their order.
    smoothed: StoredValue<Vec<Smoothed>>,
}

impl ChartState {
    /// The state of charts that follow the page's run and overlays.
    pub fn new(page: Page) -> Self {
        let charts = Self {
            page,
            view: RwSignal::default(),
            length: RwSignal::default(),
            weight: RwSignal::new(USUAL),
            scale: RwSignal::default(),
            hidden: RwSignal::default(),
            pointed: RwSignal::default(),
            began: Memo::new(move |_| page.shown_origin().map(|origin| began(page, &origin))),
            smoothed: StoredValue::default(),
        };
        let throttle = Throttle::every(PERIOD);
        Effect::new(move |_| {
            page.charts.curves.track();
            page.charts.overlays.track();
            page.shown.track();
            charts.began.track();
            throttle.run(move || charts.take_in());
        });
        // Another run begins with the whole view.
        Effect::new(move |_| {
            page.shown.track();
            charts.view.set(View::All);
            charts.leave();
        });
        charts
    }

    fn take_in(self) {
        let length = self.with_runs(|runs| runs.iter().map(|run| run.curves.len()).max());
        self.length.set(length.unwrap_or_default());
    }

    /// The iteration whose numbers are read: the one that is pointed at here, or else the one that was chosen.
    pub fn cursor(self) -> Option<usize> {
        self.pointed.get().or_else(|| self.page.cursor.get())
    }

    /// The iteration of the grid on screen, where the cursor is at the iteration that was chosen.
    pub fn chosen_grid(self) -> Option<usize> {
        let chosen = self.page.cursor.get()?;
        (self.cursor() == Some(chosen)).then(|| self.page.grids.pointed_at()).flatten()
    }

    /// Shows the grids of the iteration that is pointed at.
    pub fn choose(self) {
        if let Some(iteration) = self.pointed.get_untracked() {
            self.page.seek_iteration(Some(iteration));
        }
    }

    /// Points at nothing and shows the latest grids again.
    pub fn follow_latest(self) {
        self.leave();
        self.page.seek_iteration(None);
    }

    /// What is shown.
    pub fn span(self) -> Span {
        self.view.get().span(self.length.get())
    }

    /// Whether all iterations are shown.
    pub fn shows_all(self) -> bool {
        self.view.get() == View::All
    }

    /// Shows something else.
    pub fn change(self, change: impl FnOnce(Span) -> Span) {
        let length = self.length.get_untracked();
        self.view.update(|view| *view = view.changed(length, change));
    }

    /// Zooms around the cursor, or else around the latest iteration where the view follows it, or else the middle.
    pub fn zoom(self, factor: f64) {
        let span = untrack(|| self.span());
        let cursor = untrack(|| self.cursor()).map(|iteration| span.fraction(iteration as f64));
        let follows = matches!(self.view.get_untracked(), View::Latest { .. });
        let around = cursor.filter(|at| (0.0..=1.0).contains(at)).unwrap_or(if follows { 1.0 } else { 0.5 });
        self.change(|span| span.scaled(around, factor));
    }

    /// Shows all iterations, and the latest one's numbers: a finger's cursor goes nowhere by itself.
    pub fn show_all(self) {
        self.view.set(View::All);
        self.leave();
    }

    /// Points at the iteration nearest to a fraction of the plot's width.
    pub fn point_at(self, fraction: f64) {
        self.point(untrack(|| self.span()).at(fraction.clamp(0.0, 1.0)).round() as usize);
    }

    /// Moves the cursor by some iterations, from the latest visible one where there is none; the view goes along.
    pub fn step(self, iterations: isize) {
        let latest = untrack(|| self.span()).last as usize;
        let from = untrack(|| self.cursor()).unwrap_or(latest);
        self.point(from.min(self.length.get_untracked()).saturating_add_signed(iterations));
        if let Some(iteration) = self.pointed.get_untracked() {
            self.change(|span| span.containing(iteration as f64));
        }
    }

    fn point(self, iteration: usize) {
        let latest = self.length.get_untracked().checked_sub(1);
        let iteration = latest.map(|latest| iteration.min(latest));
        if self.pointed.get_untracked() != iteration {
            self.pointed.set(iteration);
        }
    }

    /// Points at nothing any more.
    pub fn leave(self) {
        self.pointed.set(None);
    }

    /// Reads the runs on the charts, with their smoothed curves up to date.
    pub fn read<T>(self, read: impl FnOnce(&[Layer]) -> T) -> T {
        let weight = self.weight.get_untracked();
        self.with_runs(|runs| {
            let mut smoothed = self.smoothed.write_value();
            smoothed.resize_with(runs.len(), Smoothed::default);
            let layers = runs.iter().zip(smoothed.iter_mut()).map(|(run, smoothed)| {
                let ChartedRun { key, name, colour, curves, ref began } = *run;
                let smoothed = (weight > 0.0).then(|| {
                    smoothed.follow(key, curves, weight);
                    &*smoothed
                });
                Layer { name, colour, curves, smoothed, began: began.as_ref() }
            });
            read(&layers.collect::<Vec<_>>())
        })
    }

    /// Reads what is to be drawn of a chart.
    pub fn read_scene<T>(self, spec: &'static Spec, read: impl FnOnce(&Scene) -> T) -> T {
        let hidden = self.hidden.read_untracked();
        let (span, scale) = (untrack(|| self.span()), self.scale.get_untracked());
        self.read(|layers| read(&Scene { spec, layers, hidden: &hidden, span, scale }))
    }
}
