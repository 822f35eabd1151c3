//! What a first visitor sees: three steps, of which the first begins here.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::beginning::film::Film;
use crate::page::features::beginning::play::PlayAtOnce;
use crate::page::features::photos::drop_zone::DropZone;
use crate::page::state::{AppState, Phase};
use crate::page::widgets::explained::Explained;

#[component]
pub fn Intro() -> impl IntoView {
    let page = use_page();
    let begins = Memo::new(move |_| page.phase() == Phase::Begin);
    view! {
        <Show when=move || begins.get()>
            <section class="intro" aria-labelledby="intro-title">
                <h2 id="intro-title">"Faces that never were, drawn by your own machine"</h2>
                <ol class="steps">
                    <li>
                        <h3>"Photos"</h3>
                        <p>
                            "Some hundred photos of people, whose faces are found and cut out, or the sample faces that come with \
                             this page. "
                            <strong>"Your photos never leave this machine."</strong>
                        </p>
                        <DropZone/>
                        <SampleButton/>
                    </li>
                    <li>
                        <h3>"Train"</h3>
                        <p>
                            "Two neural networks learn from each other: "
                            <Explained text="netG draws faces, netD tells them from photos. "/>
                            "You watch noise turn into faces."
                        </p>
                        <Film/>
                    </li>
                    <li>
                        <h3>"Play"</h3>
                        <p>
                            "Draw new faces, walk from one to another, compare runs, and take the trained networks home \
                             to PyTorch."
                        </p>
                        <PlayAtOnce/>
                    </li>
                </ol>
            </section>
        </Show>
    }
}

/// Trains without any photos of one's own.
#[component]
pub fn SampleButton() -> impl IntoView {
    let page = use_page();
    let off = Memo::new(move |_| !page.app.with(AppState::can_load));
    view! {
        <button type="button" data-next="start" disabled=off on:click=move |_| page.try_samples()>
            "Try sample faces"
        </button>
    }
}
