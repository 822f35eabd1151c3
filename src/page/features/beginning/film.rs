//! A film of a run that was trained on the sample faces: `docs/pretrained.md` says how it was made.

use leptos::prelude::*;

/// Plays once, within five seconds; who wants less motion sees its last frame.
#[component]
pub fn Film() -> impl IntoView {
    view! {
        <picture>
            <source media="(prefers-reduced-motion: reduce)" srcset="film/still.png"/>
            <img
                class="training-film" src="film/film.gif" width="384" height="128" loading="lazy" decoding="async"
                alt="Twelve pictures by netG while it trains: noise that turns into drawn faces"
            />
        </picture>
    }
}
