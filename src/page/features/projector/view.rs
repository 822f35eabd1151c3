//! The projector view's own line; all else in it is laid out by `projector.css`.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::state::AppState;

/// Enters the projector view.
#[component]
pub fn ProjectorButton() -> impl IntoView {
    let page = use_page();
    view! {
        <button type="button" id="projector" data-next="leave-projector" on:click=move |_| page.toggle_projector()>
            "Projector view"
        </button>
    }
}

/// How far the run is and how the networks stand, above the faces and the curves.
#[component]
pub fn ProjectorLine() -> impl IntoView {
    let page = use_page();
    let status = Memo::new(move |_| page.app.with(AppState::status));
    view! {
        <Show when=move || page.projector.on.get()>
            <section class="projector-line" aria-label="Projector view">
                <h1>{status}</h1>
                <p>{move || page.explanation.headline()}</p>
                <button
                    type="button" id="leave-projector" data-next="projector" on:click=move |_| page.toggle_projector()
                >"Leave projector view"</button>
            </section>
        </Show>
    }
}
