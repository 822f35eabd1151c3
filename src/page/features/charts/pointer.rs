//! What mouse, fingers and keys do on a chart.

use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};

use crate::page::features::charts::chart_state::ChartState;
use crate::page::features::charts::draw::{LEFT, plot_width};
use crate::page::features::charts::gesture::{Change, Drag, Gesture, is_click};

/// What one press of a key or button zooms in by.
pub const CLOSER: f64 = 0.5;
/// Doublings of the width for each pixel of a wheel, and of a trackpad's pinch, which comes as a wheel with Ctrl.
const WHEEL: f64 = 1.0 / 400.0;
const PINCH: f64 = 1.0 / 60.0;
/// Pixels that a wheel's line counts as.
const LINE: f64 = 20.0;
/// The most doublings of one event.
const MOST: f64 = 1.0;
/// Pixel columns that Shift and an arrow go.
const LEAP: isize = 10;

/// Handles the pointers and keys of one chart.
#[derive(Clone, Copy)]
pub struct ChartPointer {
    charts: ChartState,
    canvas: NodeRef<Canvas>,
    /// The canvas's width in CSS pixels.
    width: ReadSignal<f64>,
    pub gesture: RwSignal<Gesture>,
    /// Where a pointer went down last.
    pressed: StoredValue<f64>,
    /// The iteration that was chosen before the last click, or the first of a double one.
    before: StoredValue<Option<usize>>,
}

impl ChartPointer {
    /// A pointer that does nothing yet.
    pub fn new(charts: ChartState, canvas: NodeRef<Canvas>, width: ReadSignal<f64>) -> Self {
        let (pressed, before) = Default::default();
        Self { charts, canvas, width, gesture: RwSignal::default(), pressed, before }
    }

    /// Where on the plot something happened, as a fraction of its width.
    fn place(self, event: &MouseEvent) -> f64 {
        (f64::from(event.offset_x()) - LEFT) / plot_width(self.width.get_untracked())
    }

    /// A pointer is pressed: a finger joins a pinch, the main button starts to pan or to select.
    pub fn press(self, event: &PointerEvent) {
        let at = self.place(event);
        self.pressed.set_value(at);
        if is_finger(event) {
            self.gesture.update(|gesture| gesture.touch(event.pointer_id(), at));
            self.charts.point_at(at);
        } else if event.button() == 0 {
            let selects = event.shift_key() || untrack(|| self.charts.shows_all());
            self.gesture.update(|gesture| gesture.press(if selects { Drag::Selects } else { Drag::Pans }, at));
            if let Some(canvas) = self.canvas.get_untracked() {
                // Without it the drag merely ends at the chart's edge.
                let _ = canvas.set_pointer_capture(event.pointer_id());
            }
        }
    }

    /// A pointer moves: continues the gesture, and moves the cursor unless two fingers pinch.
    pub fn follow(self, event: &PointerEvent) {
        let at = self.place(event);
        let change = self.gesture.try_update(|gesture| gesture.move_to(event.pointer_id(), at)).flatten();
        self.apply(change);
        if !self.gesture.with_untracked(Gesture::is_pinching) {
            self.charts.point_at(at);
        }
    }

    /// A pointer is lifted: ends its gesture.
    pub fn release(self, event: &PointerEvent) {
        self.apply(self.gesture.try_update(|gesture| gesture.release(event.pointer_id())).flatten());
    }

    /// A click, or a finger's tap: shows the grids of that iteration, unless it ends a drag.
    pub fn click(self, event: &MouseEvent) {
        let at = self.place(event);
        if !is_click(self.pressed.get_value(), at) {
            return;
        }
        if event.detail() <= 1 {
            self.before.set_value(self.charts.page.cursor.get_untracked());
        }
        self.charts.point_at(at);
        self.charts.choose();
    }

    /// Shows all iterations, and the grids that were shown before the first of both clicks.
    pub fn double_click(self) {
        self.charts.page.seek_iteration(self.before.get_value());
        self.charts.show_all();
    }

    /// The browser has taken the pointer for something else, such as scrolling.
    pub fn cancel(self, event: &PointerEvent) {
        self.gesture.update(|gesture| {
            gesture.release(event.pointer_id());
        });
        self.charts.leave();
    }

    /// A finger that is lifted leaves the cursor where it was, to be read.
    pub fn leave(self, event: &PointerEvent) {
        if !is_finger(event) {
            self.charts.leave();
        }
    }

    /// Pans or zooms by the wheel; a focused chart only, except for a pinch of a trackpad, so that the page can scroll.
    pub fn turn_wheel(self, event: &WheelEvent) {
        let pinches = event.ctrl_key() || event.meta_key();
        if !pinches && !self.has_focus() {
            return;
        }
        event.prevent_default();
        let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { LINE };
        let (across, along) = (event.delta_x() * unit, event.delta_y() * unit);
        if across.abs() > along.abs() {
            self.charts.change(|span| span.moved(across / plot_width(self.width.get_untracked())));
        } else {
            let doublings = along * if pinches { PINCH } else { WHEEL };
            let factor = doublings.clamp(-MOST, MOST).exp2();
            self.charts.change(|span| span.scaled(self.place(event).clamp(0.0, 1.0), factor));
        }
    }

    /// Moves the cursor, chooses its iteration or zooms by a key, unless a modifier makes it the browser's.
    pub fn press_key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let columns = if event.shift_key() { LEAP } else { 1 };
        match event.key().as_str() {
            "ArrowLeft" => self.step(-columns),
            "ArrowRight" => self.step(columns),
            "+" | "=" => self.charts.zoom(CLOSER),
            "-" => self.charts.zoom(1.0 / CLOSER),
            "0" | "Home" => self.charts.show_all(),
            "Enter" => self.charts.choose(),
            "Escape" => self.charts.follow_latest(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// Moves the cursor by so many pixel columns, but by an iteration each at least.
    fn step(self, columns: isize) {
        let iterations = untrack(|| self.charts.span()).width() / plot_width(self.width.get_untracked());
        self.charts.step(columns * (iterations.round() as isize).max(1));
    }

    fn apply(self, change: Option<Change>) {
        match change {
            None => {}
            Some(Change::Pan(widths)) => self.charts.change(|span| span.moved(widths)),
            Some(Change::Pinch { from, to }) => self.charts.change(|span| span.pinched(from, to)),
            Some(Change::Select { first, last }) => self.charts.change(|span| span.between(first, last)),
        }
    }

    fn has_focus(self) -> bool {
        let canvas = self.canvas.get_untracked();
        canvas.is_some_and(|canvas| document().active_element().is_some_and(|active| active == **canvas))
    }
}

fn is_finger(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch"
}
