//! What both charts share: the view, the settings and the smoothed curves.

use std::iter::once;

use leptos::prelude::*;

use crate::page::context::Page;
use crate::page::features::charts::axis::Scale;
use crate::page::features::charts::curves::Curve;
use crate::page::features::charts::scene::{Layer, Scene};
use crate::page::features::charts::smooth::Smoothed;
use crate::page::features::charts::span::{Span, View};
use crate::page::features::charts::spec::Spec;
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
    pub hidden: RwSignal<Vec<Curve>>,
    /// The iteration that was last pointed at here.
    pointed: StoredValue<Option<usize>>,
    /// The smoothed curves of the run on screen, then of the overlays.
    smoothed: StoredValue<Vec<Smoothed>>,
}

impl ChartState {
    /// The state of charts that follow the page's run and overlays.
    pub fn new(page: Page) -> Self {
        let charts = Self {
            page,
            view: RwSignal::default(),
            length: RwSignal::default(),
            weight: RwSignal::new(0.0),
            scale: RwSignal::default(),
            hidden: RwSignal::default(),
            pointed: StoredValue::default(),
            smoothed: StoredValue::default(),
        };
        let throttle = Throttle::every(PERIOD);
        Effect::new(move |_| {
            page.charts.curves.track();
            page.charts.overlays.track();
            throttle.run(move || charts.take_in());
        });
        // Another run begins with the whole view.
        Effect::new(move |_| {
            page.shown.track();
            charts.view.set(View::All);
        });
        charts
    }

    fn take_in(self) {
        let overlays = self.page.charts.overlays.read_untracked();
        let lengths = overlays.iter().map(|overlay| overlay.curves.len());
        let length = lengths.chain(once(self.page.charts.curves.read_untracked().len())).max();
        drop(overlays);
        self.length.set(length.unwrap_or_default());
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
        let cursor = self.page.cursor.get_untracked().map(|iteration| span.fraction(iteration as f64));
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
        let from = self.page.cursor.get_untracked().unwrap_or(latest);
        self.point(from.min(self.length.get_untracked()).saturating_add_signed(iterations));
        if let Some(iteration) = self.page.cursor.get_untracked() {
            self.change(|span| span.containing(iteration as f64));
        }
    }

    fn point(self, iteration: usize) {
        let latest = self.length.get_untracked().checked_sub(1);
        let iteration = latest.map(|latest| iteration.min(latest));
        self.pointed.set_value(iteration);
        if self.page.cursor.get_untracked() != iteration {
            self.page.cursor.set(iteration);
        }
    }

    /// Removes the cursor, unless another part of the page moved it since.
    pub fn leave(self) {
        if self.pointed.get_value().is_some() && self.page.cursor.get_untracked() == self.pointed.get_value() {
            self.page.cursor.set(None);
        }
        self.pointed.set_value(None);
    }

    /// Reads the runs on the charts, with their smoothed curves up to date.
    pub fn read<T>(self, read: impl FnOnce(&[Layer]) -> T) -> T {
        let (page, weight) = (self.page, self.weight.get_untracked());
        let (curves, shown, overlays) =
            (page.charts.curves.read_untracked(), page.shown.read_untracked(), page.charts.overlays.read_untracked());
        let run = (shown.as_ref(), "this run", &*curves);
        let overlays = overlays.iter().map(|overlay| (Some(&overlay.key), overlay.name.as_str(), &overlay.curves));
        let runs: Vec<_> = once(run).chain(overlays).collect();
        let mut smoothed = self.smoothed.write_value();
        smoothed.resize_with(runs.len(), Smoothed::default);
        let layers = runs.into_iter().zip(smoothed.iter_mut()).map(|((key, name, curves), smoothed)| {
            let smoothed = (weight > 0.0).then(|| {
                smoothed.follow(key, curves, weight);
                &*smoothed
            });
            Layer { name, curves, smoothed }
        });
        read(&layers.collect::<Vec<_>>())
    }

    /// Reads what is to be drawn of a chart.
    pub fn read_scene<T>(self, spec: &'static Spec, read: impl FnOnce(&Scene) -> T) -> T {
        let hidden = self.hidden.read_untracked();
        let (span, scale) = (untrack(|| self.span()), self.scale.get_untracked());
        self.read(|layers| read(&Scene { spec, layers, hidden: &hidden, span, scale }))
    }
}
