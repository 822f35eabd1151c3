//! The sheet that explains what is happening, beside the live grid.

use leptos::prelude::*;

use super::words;
use crate::page::context::use_page;
use crate::page::features::grids::images::FakesCanvas;
use crate::page::state::AppState;
use crate::page::widgets::dialog::{Dialog, use_sheets};
use crate::page::widgets::explained::Explained;

/// Opens the sheet.
#[component]
pub fn ExplainButton() -> impl IntoView {
    let open = use_sheets().explanation;
    view! {
        <button type="button" aria-haspopup="dialog" on:click=move |_| open.set(true)>"What is happening here?"</button>
    }
}

/// The sheet; what is in it lives only while it is open.
#[component]
pub fn Explanation() -> impl IntoView {
    let open = use_sheets().explanation;
    view! {
        <Dialog id="explanation-title" title="What is happening here?" open=open>
            <Show when=move || open.get()><Now/></Show>
        </Dialog>
    }
}

#[component]
fn Now() -> impl IntoView {
    let page = use_page();
    let diagnosis = page.explanation.diagnosis;
    let status = Memo::new(move |_| page.app.with(AppState::status));
    let drawn_after = Memo::new(move |_| page.grids.iteration_shown());
    let grid = move || words::grid(diagnosis.get(), drawn_after.get());
    view! {
        <div class="explanation">
            <div>
                <h3>"Two networks against each other"</h3>
                <p><Explained text=words::NETWORKS/></p>
                <h3>"What the curves say now"</h3>
                <p><strong>{move || words::headline(diagnosis.get())}</strong></p>
                <p>{move || words::curves(diagnosis.get())}</p>
                <h3>"What the grid shows"</h3>
                <p>{grid}</p>
            </div>
            <div>
                <Show when=move || drawn_after.get().is_some()>
                    <FakesCanvas name="Faces now"/>
                </Show>
                <p class="quiet">{status}</p>
            </div>
        </div>
    }
}
