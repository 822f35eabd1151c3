//! The controls of both charts.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::page::features::charts::axis::Scale;
use crate::page::features::charts::chart_state::ChartState;
use crate::page::features::charts::charted_run::ChartedRun;
use crate::page::features::charts::csv;
use crate::page::features::charts::pointer::CLOSER;
use crate::page::features::charts::scene::compares;
use crate::page::features::charts::smooth::MOST;
use crate::page::format::grouped;
use crate::page::platform::download;
use crate::page::platform::turn::turn;
use facegan_core::stats::Stats;

/// Rows of CSV that are written between two turns of the event loop.
const ROWS: usize = 2_000;

#[component]
pub fn Controls(charts: ChartState) -> impl IntoView {
    let smooth = move |event| {
        if let Ok(weight) = event_target_value(&event).parse::<f64>() {
            charts.weight.set(weight.clamp(0.0, MOST));
        }
    };
    let smoothing = move || match charts.weight.get() {
        0.0 => "off".to_owned(),
        weight => format!("{weight:.3}"),
    };
    let log = move || charts.scale.get() == Scale::Log;
    let flip =
        move |_| charts.scale.update(|scale| *scale = if *scale == Scale::Log { Scale::Linear } else { Scale::Log });
    let range = move || {
        let span = charts.span();
        let (first, last) = (span.first.ceil().max(0.0) as usize, span.last.floor() as usize);
        format!("Iterations {} to {}", grouped(first), grouped(last))
    };
    view! {
        <div class="chart-controls">
            <div class="smoothing">
                <label for="smoothing">"Smoothing"</label>
                <input
                    id="smoothing" type="range" min="0" max=MOST step="0.001"
                    prop:value=move || charts.weight.get() on:input=smooth
                />
                <output for="smoothing">{smoothing}</output>
            </div>
            <button type="button" class="toggle" aria-pressed=move || log().to_string() on:click=flip>"Log scale"</button>
            <div class="buttons" role="group" aria-label="Iterations shown">
                <button type="button" on:click=move |_| charts.zoom(CLOSER)>"Zoom in"</button>
                <button type="button" on:click=move |_| charts.zoom(1.0 / CLOSER)>"Zoom out"</button>
                <button type="button" on:click=move |_| charts.show_all()>"Show all"</button>
            </div>
            <span class="quiet range">{range}</span>
        </div>
    }
}

/// Saves the numbers.
#[component]
pub fn SaveNumbers(charts: ChartState) -> impl IntoView {
    let empty = Memo::new(move |_| charts.length.get() == 0);
    view! {
        <button type="button" disabled=empty on:click=move |_| save_numbers(charts)>"Save numbers as CSV"</button>
    }
}

/// Saves all numbers of the runs on the charts, written in pieces that keep the page responsive. Where runs are
/// compared, each row says whose it is.
fn save_numbers(charts: ChartState) {
    let compared = charts.read(compares);
    let runs = charts.with_runs(|runs| {
        let key = |run: &ChartedRun| run.key.map_or("", |key| &key.0).to_owned();
        let prefix = |run: &ChartedRun| if compared { csv::prefix(&key(run), run.name) } else { String::new() };
        runs.iter().map(|run| (prefix(run), run.curves.clone())).collect::<Vec<_>>()
    });
    spawn_local(async move {
        let mut text = if compared { csv::header() } else { Stats::CSV_HEADER.to_owned() };
        for (prefix, curves) in runs {
            for first in (0..curves.len()).step_by(ROWS) {
                for stats in curves.rows(first..first + ROWS) {
                    text.push_str(&prefix);
                    stats.write_csv_row(&mut text);
                }
                turn().await;
            }
        }
        let file = if compared { "losses_compared.csv" } else { "losses.csv" };
        charts.page.check("The file could not be saved", download::save_bytes(file, "text/csv", text.as_bytes()));
    });
}
