//! The legend and the numbers at the cursor, in one table: a column a curve, a row a run.

use leptos::prelude::*;

use crate::page::features::charts::chart_state::ChartState;
use crate::page::features::charts::rows::{Row, about, rows};
use crate::page::features::charts::scene::{LineStyle, PLAIN, STRONG, compares};
use crate::page::features::charts::spec::{Dashes, Line, Series, Spec};
use facegan_core::numbers::three_digits;

#[component]
pub fn ReadOut(spec: &'static Spec, charts: ChartState, focused: RwSignal<bool>) -> impl IntoView {
    let rows = Memo::new(move |_| {
        charts.length.track();
        charts.weight.track();
        let cursor = charts.cursor();
        charts.read(|layers| rows(spec, layers, cursor))
    });
    let about = Memo::new(move |_| {
        charts.length.track();
        let (cursor, grid) = (charts.cursor(), charts.chosen_grid());
        charts.read(|layers| about(spec, layers, cursor, grid))
    });
    let digits: fn(f32) -> String =
        if spec.is_measured() { |value| three_digits(value.into()) } else { |value| format!("{value:.4}") };
    // Only what was asked for by key is read out, not every iteration of a run.
    let live = move || if focused.get() && charts.cursor().is_some() { "polite" } else { "off" };
    view! {
        <table class="read-out" aria-live=live>
            <caption>{about}</caption>
            <thead>
                <tr>
                    <td></td>
                    {spec.lines.iter().map(|line| view! { <th scope="col"><Toggle line charts/></th> }).collect_view()}
                </tr>
            </thead>
            <tbody>{move || rows.get().into_iter().map(|values| row(values, digits)).collect_view()}</tbody>
        </table>
    }
}

/// Shows and hides a curve.
#[component]
fn Toggle(line: &'static Line, charts: ChartState) -> impl IntoView {
    let shown = Memo::new(move |_| !charts.hidden.with(|hidden| hidden.contains(&line.series)));
    let compared = Memo::new(move |_| {
        charts.length.track();
        charts.read(compares)
    });
    let toggle = move |_| charts.hidden.update(|hidden| flip(hidden, line.series));
    let swatch = move || match compared.get() {
        true => sample("--ink", PLAIN, line.dashes),
        false => sample(line.hue, STRONG, line.always_dashed()),
    };
    view! {
        <button
            type="button" class="series" aria-pressed=move || shown.get().to_string() on:click=toggle
        >{swatch}{line.name}</button>
    }
}

fn flip(hidden: &mut Vec<Series>, series: Series) {
    match hidden.iter().position(|other| *other == series) {
        Some(place) => drop(hidden.swap_remove(place)),
        None => hidden.push(series),
    }
}

fn row(Row { run, is_smoothed, hue, style, values }: Row, digits: fn(f32) -> String) -> impl IntoView {
    let cell = |value: Option<f32>| value.map_or("–".into(), digits);
    let name = match is_smoothed {
        true => view! { <span>"smoothed"<span class="hidden">", " {run}</span></span> }.into_any(),
        false => view! { <span>{run}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row"><span class="run">{sample(hue, style, None)}{name}</span></th>
            {values.into_iter().map(|value| view! { <td>{cell(value)}</td> }).collect_view()}
        </tr>
    }
}

/// A line as the chart draws it.
fn sample(hue: &str, style: LineStyle, dashes: Option<Dashes>) -> impl IntoView + use<> {
    let dashes = dashes.map_or("none".into(), |(on, off)| format!("{on} {off}"));
    view! {
        <svg width="24" height="6" aria-hidden="true" style:color=format!("var({hue})")>
            <line
                x1="0" y1="3" x2="24" y2="3" stroke="currentColor" stroke-width=1.5 * style.width
                stroke-dasharray=dashes opacity=style.alpha.max(0.45)
            ></line>
        </svg>
    }
}
