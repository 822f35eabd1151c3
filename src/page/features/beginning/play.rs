//! The button that shows faces without any training.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::beginning::playing::Playing;

/// Draws faces with a trained netG that comes with the page, and says what is being done.
#[component]
pub fn PlayAtOnce() -> impl IntoView {
    let page = use_page();
    let sentence = move || page.beginning.playing.get().sentence();
    let busy = Memo::new(move |_| page.beginning.playing.get() != Playing::Idle);
    view! {
        <button
            type="button" aria-busy=move || busy.get().to_string() aria-describedby="play-status"
            on:click=move |_| page.play_at_once()
        >"Play with a trained netG"</button>
        <p class="quiet" id="play-status" role="status">{sentence}</p>
    }
}
