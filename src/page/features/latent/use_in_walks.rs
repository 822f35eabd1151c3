//! Making a face from another panel a stop of walks.

use leptos::prelude::*;

use crate::page::context::use_page;
use facegan_core::latent::Latent;

/// The button that chooses a face, until it is a stop; `next` names the control that the focus moves to then.
#[component]
pub fn UseInWalks(face: Memo<Option<Latent>>, choose: Callback<()>, next: &'static str) -> impl IntoView {
    let stop = use_stop(face);
    let off = move || face.with(Option::is_none) || stop.get().is_some();
    view! {
        <button type="button" data-next=next disabled=off on:click=move |_| choose.run(())>"Use it in walks"</button>
    }
}

/// Which stop a face is, where it is one.
#[component]
pub fn StopNumber(face: Memo<Option<Latent>>) -> impl IntoView {
    let stop = use_stop(face);
    let text = move || stop.get().map(|place| format!("It is the chosen face {} below.", place + 1));
    view! { <p class="quiet" role="status">{text}</p> }
}

/// The place of a face among the stops, from 0.
fn use_stop(face: Memo<Option<Latent>>) -> Memo<Option<usize>> {
    let space = use_page().latent;
    Memo::new(move |_| face.with(|face| face.as_ref().and_then(|face| space.place(face))))
}
