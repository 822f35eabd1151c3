//! The loss chart of the tutorial, the one of D's answers and the one of quality, over the same iterations.

use leptos::prelude::*;

use super::branches::branch_paragraph;
use super::chart::Chart;
use super::chart_state::ChartState;
use super::controls::{Controls, SaveNumbers};
use super::distances::{Measured, distances};
use super::spec::{ANSWERS, LOSS, QUALITY};
use crate::page::context::use_page;
use crate::page::features::quality::view::Quality;

#[component]
pub fn Charts() -> impl IntoView {
    let page = use_page();
    let charts = ChartState::new(page);
    let has_distances = Memo::new(move |_| {
        charts.length.track();
        charts.read(|layers| {
            layers.iter().any(|layer| !distances(layer.curves.measurements(), Measured::NetG).is_empty())
        })
    });
    let branches = Memo::new(move |_| {
        charts.length.track();
        charts.read(branch_paragraph)
    });
    view! {
        <section class="panel" aria-labelledby="charts-title">
            <div class="title-row">
                <h2 id="charts-title">"Charts"</h2>
                <SaveNumbers charts/>
            </div>
            <Controls charts/>
            <div class="charts">
                <Chart spec=&LOSS charts/>
                <Chart spec=&ANSWERS charts/>
                <Show when=move || has_distances.get()><Chart spec=&QUALITY charts/></Show>
                <Quality/>
            </div>
            <p class="quiet" id="chart-branches" hidden=move || branches.with(Option::is_none)>{branches}</p>
            <p class="quiet" id="chart-hint">
                <span class="with-mouse">
                    "A click shows the images of that iteration. Drag across a chart to zoom in; once zoomed, drag to \
                     move, or with Shift to zoom further. Ctrl and the wheel zoom as well, the wheel alone once a chart \
                     was clicked, and a double click shows all. By keyboard: arrows, Enter for the images, Escape for \
                     the latest, +, − and 0."
                </span>
                <span class="with-finger">
                    "Move a finger along a chart to read it, tap to see the images of that iteration; two fingers zoom \
                     and pan."
                </span>
            </p>
        </section>
    }
}
