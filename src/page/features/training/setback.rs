//! The choice after a run went back to its last saved state, since its numbers were NaN or infinite.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::advice::losses::lower_lr;
use crate::page::format::grouped;
use crate::page::state::Setback as Happened;
use facegan_core::config::Rates;

#[component]
pub fn Setback() -> impl IntoView {
    let page = use_page();
    let happened = Memo::new(move |_| {
        page.app.with(|app| app.run.as_ref().and_then(|run| Some((run.setback?, lower_lr(&run.config).rates()))))
    });
    view! {
        <div role="alert" id="setback">
            {move || happened.get().map(|(setback, rates)| view! { <Choice setback rates/> })}
        </div>
    }
}

#[component]
fn Choice(setback: Happened, rates: Rates) -> impl IntoView {
    let page = use_page();
    let Happened { from, iterations } = setback;
    let words = format!(
        "The losses of iteration {} were no longer numbers, so training went back to iteration {}, where all is well, and \
         waits. With the same lr it may well happen again.",
        grouped(from),
        grouped(iterations),
    );
    view! {
        <p>{words}</p>
        <div class="buttons">
            <button type="button" class="primary" data-next="pause start" on:click=move |_| page.resume_with(Some(rates))>
                {format!("Go on with {rates}")}
            </button>
            <button type="button" data-next="pause start" on:click=move |_| page.resume()>"Go on as before"</button>
        </div>
    }
}
