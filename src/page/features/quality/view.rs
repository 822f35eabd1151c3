//! The numbers of netG's quality, what they mean, and what can be done with the best netG.

use leptos::prelude::*;

use super::words::{self, RunPhotos};
use crate::page::context::use_page;
use crate::page::state::{AppState, Run};
use crate::page::widgets::table::measured_table;
use facegan_core::export::Export;
use facegan_core::quality::Measurement;

#[component]
pub fn Quality() -> impl IntoView {
    let page = use_page();
    let last = Memo::new(move |_| page.charts.last_measurement());
    let photos = Memo::new(move |_| {
        let of_run = |run: &Run| {
            let plan = run.plan.as_ref()?;
            Some(RunPhotos { trained: plan.images, held_out: (run.config.holdout > 0.0).then_some(plan.held_out) })
        };
        page.app.with(|app| app.run.as_ref().and_then(of_run))
    });
    let best = Memo::new(move |_| page.charts.best_measurement().and_then(|measurement| words::best(&measurement)));
    let says = move || match best.get() {
        Some(best) => best,
        None => words::missing(photos.get(), page.quality.is_on()),
    };
    view! {
        <div class="quality">
            <h3 id="quality-title">"Quality"</h3>
            <p role="status" id="quality-status">{says}</p>
            <Actions/>
            <label class="check">
                <input
                    type="checkbox" prop:checked=move || page.quality.is_on()
                    on:change=move |event| page.measure_quality(event_target_checked(&event))
                />
                "Measure quality while training"
            </label>
            <p class="quiet">"It takes less than 3 % of the time, and changes nothing of a run."</p>
            {move || last.get().map(|measurement| view! { <Numbers measurement/> })}
        </div>
    }
}

#[component]
fn Actions() -> impl IntoView {
    let page = use_page();
    let has_best = Memo::new(move |_| page.has_best());
    let off = move || !has_best.get();
    let cannot_train = Memo::new(move |_| !has_best.get() || page.app.with(|app| app.longer().is_none()));
    let has_none = Memo::new(move |_| page.charts.last_measurement().is_none() || !page.app.with(AppState::can_export));
    view! {
        <div class="buttons" role="group" aria-labelledby="quality-title">
            <button type="button" disabled=off on:click=move |_| page.export(Export::BestNetG)>"Download best netG"</button>
            <button type="button" disabled=off on:click=move |_| page.draw_with_best()>"Draw with the best"</button>
            <button
                type="button" disabled=cannot_train aria-describedby="best-hint"
                on:click=move |_| page.train_from_best()
            >"Train on from the best"</button>
            <button type="button" disabled=has_none on:click=move |_| page.export(Export::Quality)>
                "Save quality as CSV"
            </button>
        </div>
        <p class="quiet" id="best-hint">
            "“Train on from the best” begins another run from that moment, once this one has ended; this one stays as it is."
        </p>
    }
}

/// All numbers of the latest measurement.
#[component]
fn Numbers(measurement: Measurement) -> impl IntoView {
    let tables = measurement.networks().map(|(name, quality)| measured_table(quality.table(name))).collect_view();
    let remarks = measurement.net_g.remarks().into_iter().map(|remark| view! { <p class="quiet">{remark}</p> });
    view! {
        <details>
            <summary>"All numbers of the latest measurement"</summary>
            {tables}
            {remarks.collect_view()}
        </details>
    }
}
