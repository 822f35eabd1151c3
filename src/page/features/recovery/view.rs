//! The run that broke off, offered to the person who comes back.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::runs::view::Thumbnail;
use crate::page::format::{count, grouped};
use crate::page::platform::clock;
use crate::page::state::NextStep;
use facegan_core::run_manifest::RunSummary;

#[component]
pub fn OfferedRun() -> impl IntoView {
    let page = use_page();
    let offered = Memo::new(move |_| page.offered_run());
    move || offered.get().map(|run| view! { <Offer run/> })
}

#[component]
fn Offer(run: RunSummary) -> impl IntoView {
    let page = use_page();
    let next = page.is_next(NextStep::Restore);
    let iterations = run.manifest.config.iterations(run.manifest.images);
    let saved = run.saved.unwrap_or_default();
    let words = format!(
        "Your run of {} broke off after {} of {}. It was saved at iteration {} and goes on exactly there, with the same \
         photos.",
        clock::date_and_time(run.manifest.started),
        grouped(run.iterations.max(saved)),
        count(iterations, "iteration"),
        grouped(saved),
    );
    let grid = run.grid.clone();
    view! {
        <section class="panel returning" aria-labelledby="returning-title">
            <Thumbnail png=grid/>
            <div>
                <h2 id="returning-title">"Welcome back"</h2>
                <p>{words}</p>
                <div class="buttons">
                    <button
                        type="button" class:primary=move || next.get() data-next="pause start" on:click=move |_| page.restore_run(&run)
                    >"Pick up where it stopped"</button>
                    <button type="button" data-next="start choose-files" on:click=move |_| page.recovery.decline()>"Not now"</button>
                </div>
            </div>
        </section>
    }
}
