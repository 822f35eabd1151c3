//! What a first visitor reads.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::state::{AppState, Data};
use crate::page::widgets::explained::Explained;

/// Whether nothing has been done yet: the introduction shows, and holds the button for the sample faces.
pub fn is_first_visit(app: &AppState) -> bool {
    app.data == Data::Empty && app.run.is_none()
}

#[component]
pub fn Intro() -> impl IntoView {
    let page = use_page();
    let first_visit = Memo::new(move |_| page.app.with(is_first_visit));
    view! {
        <Show when=move || first_visit.get()>
            <section class="intro" aria-label="Introduction">
                <h2>"Faces that never were, drawn by your own machine"</h2>
                <p>
                    "Drop a folder of face photos and two neural networks learn from each other: "
                    <Explained text="netG draws faces, netD tells them from photos. "/>
                    "You watch the drawings turn from noise into faces, and take the trained networks home to PyTorch. "
                    <strong>"Your photos never leave this machine."</strong>
                </p>
                <SampleButton primary=true/>
            </section>
        </Show>
    }
}

/// Trains without any photos of one's own.
#[component]
pub fn SampleButton(primary: bool) -> impl IntoView {
    let page = use_page();
    let off = Memo::new(move |_| !page.app.with(AppState::can_load));
    view! {
        <button
            type="button" class:primary=primary data-next="start" disabled=off on:click=move |_| page.try_samples()
        >"Try sample faces"</button>
    }
}
