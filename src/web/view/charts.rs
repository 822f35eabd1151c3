//! The loss chart of the tutorial and the one of D's answers, over the same iterations.

mod chart;
mod controls;
mod desk;
mod draw;
mod hand;
mod head;
mod pen;
mod readout;
mod sheet;
mod throttle;

use leptos::prelude::*;

use super::use_page;
use crate::web::curves::Curve;

/// What a chart shows.
struct Spec {
    title: &'static str,
    y_label: &'static str,
    /// The canvas's accessible name.
    label: &'static str,
    /// The name of its PNG.
    file: &'static str,
    lines: &'static [Line],
    values: Values,
}

/// One curve of a chart.
struct Line {
    curve: Curve,
    name: &'static str,
    /// The custom property of the style sheet that has its colour.
    hue: &'static str,
}

/// What a chart's vertical axis shows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Values {
    /// What is visible, on the scale that the person chose.
    Visible,
    /// The same range always.
    Between(f32, f32),
}

const LOSS: Spec = Spec {
    title: "Generator and Discriminator Loss During Training",
    y_label: "Loss",
    label: "Loss chart",
    file: "losses.png",
    lines: &[
        Line { curve: Curve::LossG, name: "G", hue: "--chart-blue" },
        Line { curve: Curve::LossD, name: "D", hue: "--chart-orange" },
    ],
    values: Values::Visible,
};

const ANSWERS: Spec = Spec {
    title: "D(x) and D(G(z))",
    y_label: "Mean of D",
    label: "D(x) chart",
    file: "d_of_x.png",
    lines: &[
        Line { curve: Curve::Dx, name: "D(x)", hue: "--chart-blue" },
        Line { curve: Curve::DGz1, name: "D(G(z)) before", hue: "--chart-orange" },
        Line { curve: Curve::DGz2, name: "D(G(z)) after", hue: "--chart-violet" },
    ],
    values: Values::Between(0.0, 1.0),
};

#[component]
pub fn Charts() -> impl IntoView {
    let desk = desk::Desk::new(use_page());
    view! {
        <section class="panel" aria-labelledby="charts-title">
            <div class="title-row">
                <h2 id="charts-title">"Charts"</h2>
                <controls::SaveNumbers desk/>
            </div>
            <controls::Controls desk/>
            <div class="charts"><chart::Chart spec=&LOSS desk/><chart::Chart spec=&ANSWERS desk/></div>
            <p class="quiet" id="chart-hint">
                <span class="with-mouse">
                    "Drag across a chart to zoom in; once zoomed, drag to move, or with Shift to zoom further. Ctrl and \
                     the wheel zoom as well, the wheel alone once a chart was clicked, and a double click shows all. \
                     By keyboard: arrows, +, − and 0."
                </span>
                <span class="with-finger">"Move a finger along a chart to read it; two fingers zoom and pan."</span>
            </p>
        </section>
    }
}
