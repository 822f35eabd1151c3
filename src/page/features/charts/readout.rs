//! The legend and the numbers at the cursor, in one table: a column a curve, a row a run.

use leptos::prelude::*;

use crate::page::features::charts::chart_state::ChartState;
use crate::page::features::charts::curves::Curve;
use crate::page::features::charts::scene::{DASHES, Layer};
use crate::page::features::charts::spec::{Line, Spec};
use crate::page::format::grouped;

/// How a row's lines look on the chart.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Look {
    Plain,
    Faint,
    Strong,
    Dashed((f64, f64)),
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    name: String,
    look: Look,
    values: Vec<Option<f32>>,
}

#[component]
pub fn ReadOut(spec: &'static Spec, charts: ChartState, focused: RwSignal<bool>) -> impl IntoView {
    let page = charts.page;
    let rows = Memo::new(move |_| {
        charts.length.track();
        charts.weight.track();
        let cursor = page.cursor.get();
        charts.read(|layers| rows(spec, layers, cursor))
    });
    let about = Memo::new(move |_| {
        charts.length.track();
        let cursor = page.cursor.get();
        charts.read(|layers| about(layers, cursor))
    });
    // Only what was asked for by key is read out, not every iteration of a run.
    let live = move || if focused.get() && page.cursor.get().is_some() { "polite" } else { "off" };
    view! {
        <table class="read-out" aria-live=live>
            <caption>{about}</caption>
            <thead>
                <tr>
                    <td></td>
                    {spec.lines.iter().map(|line| view! { <th scope="col"><Toggle line charts/></th> }).collect_view()}
                </tr>
            </thead>
            <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

/// Shows and hides a curve.
#[component]
fn Toggle(line: &'static Line, charts: ChartState) -> impl IntoView {
    let shown = Memo::new(move |_| !charts.hidden.with(|hidden| hidden.contains(&line.curve)));
    let toggle = move |_| charts.hidden.update(|hidden| flip(hidden, line.curve));
    view! {
        <button
            type="button" class="series" style=("--hue", format!("var({})", line.hue))
            aria-pressed=move || shown.get().to_string() on:click=toggle
        ><span class="swatch"></span>{line.name}</button>
    }
}

fn flip(hidden: &mut Vec<Curve>, curve: Curve) {
    match hidden.iter().position(|other| *other == curve) {
        Some(place) => drop(hidden.swap_remove(place)),
        None => hidden.push(curve),
    }
}

fn row(row: Row) -> impl IntoView {
    let (width, opacity) = match row.look {
        Look::Plain => (2.0, 1.0),
        Look::Faint => (1.5, 0.45),
        Look::Strong => (3.0, 1.0),
        Look::Dashed(_) => (1.5, 1.0),
    };
    let dashes = match row.look {
        Look::Dashed((on, off)) => format!("{on} {off}"),
        _ => "none".into(),
    };
    let cell = |value: Option<f32>| value.map_or("–".into(), |value| format!("{value:.4}"));
    view! {
        <tr>
            <th scope="row">
                <span class="run">
                    <svg width="24" height="6" aria-hidden="true">
                        <line
                            x1="0" y1="3" x2="24" y2="3" stroke="currentColor"
                            stroke-width=width stroke-dasharray=dashes opacity=opacity
                        ></line>
                    </svg>
                    {row.name}
                </span>
            </th>
            {row.values.into_iter().map(|value| view! { <td>{cell(value)}</td> }).collect_view()}
        </tr>
    }
}

/// The numbers at the cursor, or else the run's latest.
fn rows(spec: &Spec, layers: &[Layer], cursor: Option<usize>) -> Vec<Row> {
    let iteration = cursor.or_else(|| latest(layers));
    let values = |of: &dyn Fn(Curve) -> Option<f32>| spec.lines.iter().map(|line| of(line.curve)).collect();
    let raw = |layer: &Layer| values(&|curve| layer.curves.get(curve).get(iteration?).copied());
    let smooth = |layer: &Layer| values(&|curve| layer.smoothed?.get(curve).get(iteration?).copied());
    let mut rows = Vec::new();
    if let Some(run) = layers.first() {
        let look = if run.smoothed.is_some() { Look::Faint } else { Look::Plain };
        rows.push(Row { name: run.name.to_owned(), look, values: raw(run) });
        if run.smoothed.is_some() {
            rows.push(Row { name: "smoothed".into(), look: Look::Strong, values: smooth(run) });
        }
    }
    for (overlay, dashes) in layers.iter().skip(1).zip(DASHES.into_iter().cycle()) {
        let values = if overlay.smoothed.is_some() { smooth(overlay) } else { raw(overlay) };
        rows.push(Row { name: overlay.name.to_owned(), look: Look::Dashed(dashes), values });
    }
    rows
}

/// Which iteration the numbers are of.
fn about(layers: &[Layer], cursor: Option<usize>) -> String {
    let Some(iteration) = cursor.or_else(|| latest(layers)) else { return "No iteration yet".into() };
    let which = if cursor.is_some() { "Iteration" } else { "Latest: iteration" };
    let epoch = layers.iter().find_map(|layer| layer.curves.epoch(iteration));
    let epoch = epoch.map(|epoch| format!(" · epoch {}", grouped(epoch + 1))).unwrap_or_default();
    format!("{which} {}{epoch}", grouped(iteration))
}

fn latest(layers: &[Layer]) -> Option<usize> {
    layers.first()?.curves.len().checked_sub(1)
}
