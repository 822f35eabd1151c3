//! The loss chart of the tutorial and the one of D's answers, redrawn as training goes.

use std::time::Duration;

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use web_sys::js_sys::Date;

use super::chart::{Frame, Hue, Line, Spec, draw};
use super::images::save_canvas;
use super::theme::Theme;
use super::use_page;
use super::width::use_width;
use crate::web::curves::{Curve, Curves};

/// Milliseconds between two drawings of a chart.
const PERIOD: f64 = 200.0;

const LOSS: Spec = Spec {
    title: "Generator and Discriminator Loss During Training",
    y_label: "Loss",
    lines: &[
        Line { curve: Curve::LossG, name: "G", hue: Hue::Blue },
        Line { curve: Curve::LossD, name: "D", hue: Hue::Orange },
    ],
    least_range: (0.0, 1.0),
};

const ANSWERS: Spec = Spec {
    title: "D(x) and D(G(z))",
    y_label: "Mean of D",
    lines: &[
        Line { curve: Curve::Dx, name: "D(x)", hue: Hue::Blue },
        Line { curve: Curve::DGz1, name: "D(G(z)) before", hue: Hue::Orange },
        Line { curve: Curve::DGz2, name: "D(G(z)) after", hue: Hue::Violet },
    ],
    least_range: (0.0, 1.0),
};

#[component]
pub fn Charts() -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="charts-title">
            <h2 id="charts-title">"Charts"</h2>
            <div class="charts">
                <Chart spec=&LOSS label="Loss chart" file="losses.png"/>
                <Chart spec=&ANSWERS label="D(x) chart" file="d_of_x.png"/>
            </div>
        </section>
    }
}

#[component]
fn Chart(spec: &'static Spec, label: &'static str, file: &'static str) -> impl IntoView {
    let page = use_page();
    let theme = expect_context::<Theme>();
    let (around, node) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let width = use_width(around);
    let redraw = move || {
        let (Some(canvas), Some(width)) =
            (node.get_untracked(), Some(width.get_untracked()).filter(|width| *width > 0.0))
        else {
            return;
        };
        let height = (width * 0.58).clamp(270.0, 380.0);
        let ratio = window().device_pixel_ratio();
        let frame = Frame { size: (width, height), ratio, dark: theme.dark.get_untracked() };
        page.check(
            "A chart could not be drawn",
            page.curves.with_untracked(|curves| draw(&canvas, spec, curves, &frame)),
        );
    };
    let throttle = Throttle::default();
    Effect::new(move |_| {
        page.curves.track();
        width.track();
        theme.dark.track();
        throttle.run(redraw);
    });
    let save = format!("Save {} as PNG", label.replace("Loss", "loss"));
    let empty = Memo::new(move |_| page.curves.with(Curves::is_empty));
    view! {
        <figure>
            <div class="chart" node_ref=around>
                <canvas node_ref=node role="img" aria-label=label></canvas>
            </div>
            <figcaption>
                <button type="button" disabled=empty on:click=move |_| save_canvas(page, node, file)>{save}</button>
            </figcaption>
        </figure>
    }
}

/// Runs something in an animation frame, at most once every [`PERIOD`], and at last after the last request.
#[derive(Clone, Copy, Default)]
struct Throttle {
    due: StoredValue<bool>,
    last: StoredValue<f64>,
}

impl Throttle {
    fn run(self, act: impl Fn() + 'static) {
        if self.due.get_value() {
            return;
        }
        self.due.set_value(true);
        let wait = (self.last.get_value() + PERIOD - Date::now()).clamp(0.0, PERIOD);
        let in_frame = move || {
            request_animation_frame(move || {
                self.due.set_value(false);
                self.last.set_value(Date::now());
                act();
            });
        };
        set_timeout(in_frame, Duration::from_millis(wait as u64));
    }
}
