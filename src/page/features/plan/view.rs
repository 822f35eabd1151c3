//! Asks how long a run may take, and shows what is planned and what came of it.

use leptos::prelude::*;

use super::words::{forecast, reason, warning};
use crate::page::context::use_page;
use crate::page::state::AppState;
use facegan_core::address::Mode;
use facegan_core::plan::{Plan, TimeWanted};

/// Switches between the plan and every setting.
#[component]
pub fn ExpertButton() -> impl IntoView {
    let page = use_page();
    let expert = move || page.plan.mode.get() == Mode::Expert;
    let toggle = move |_| page.plan.mode.set(if untrack(expert) { Mode::Plan } else { Mode::Expert });
    view! {
        <button
            type="button" class="expert" aria-controls="every-setting"
            aria-expanded=move || expert().to_string() on:click=toggle
        >"Expert"</button>
    }
}

/// The choice of the time, and the plan for it.
#[component]
pub fn HowLong() -> impl IntoView {
    let page = use_page();
    let locked = Memo::new(move |_| page.app.with(AppState::is_running));
    let times = TimeWanted::ALL.map(|time| {
        view! {
            <label class="time">
                <input
                    type="radio" name="time" data-next="pause start" prop:checked=move || page.plan.time.get() == time
                    on:change=move |_| page.plan.time.set(time)
                />
                {time.label()}
            </label>
        }
    });
    let plan = Memo::new(move |_| page.plan.plan.get());
    let waits = Memo::new(move |_| {
        if locked.get() {
            Some("Locked until the run ends.")
        } else if page.app.with(AppState::known_images).is_none() {
            Some("With photos, you see here what will come of it.")
        } else {
            (page.can_measure() && page.awaits_measurement()).then_some("Measuring how fast this GPU trains…")
        }
    });
    view! {
        <fieldset class="times" role="radiogroup" aria-labelledby="settings-title" disabled=locked>{times}</fieldset>
        <div role="status" id="forecast">
            <p class="quiet">{waits}</p>
            {move || plan.get().map(|plan| view! { <Forecast plan/> })}
        </div>
        {move || plan.get().map(|plan| view! { <Reasons plan/> })}
    }
}

#[component]
fn Forecast(plan: Plan) -> impl IntoView {
    let page = use_page();
    let warning = warning(&plan).map(|warning| view! { <p class="notice">{warning}</p> });
    let assumed = move || {
        page.is_speed_assumed().then_some("This GPU could not be measured: the forecast is for that of a laptop.")
    };
    view! {
        <p><strong>{forecast(&plan)}</strong></p>
        {warning}
        <p class="quiet">{assumed}</p>
    }
}

#[component]
fn Reasons(plan: Plan) -> impl IntoView {
    let reasons = plan.reasons.iter().map(|given| view! { <li>{reason(given)}</li> }).collect_view();
    view! { <ul class="reasons" aria-label="Why these settings">{reasons}</ul> }
}

/// What was foretold of the run on screen, beside what came.
#[component]
pub fn Foretold() -> impl IntoView {
    let page = use_page();
    let words = Memo::new(move |_| {
        page.plan.foretold.with(|foretold| {
            let foretold = foretold.as_ref()?;
            page.app.with(|app| {
                let run = app.run.as_ref().filter(|run| foretold.is_of(&run.config))?;
                let ended = (!run.is_active()).then(|| (run.done(), page.plan.taken.get()));
                foretold.words(ended)
            })
        })
    });
    view! { <p class="quiet" role="status" id="foretold">{words}</p> }
}
