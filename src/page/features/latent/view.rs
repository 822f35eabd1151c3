//! The latent space panel.

use leptos::prelude::*;

use super::controls::Controls;
use super::faces::Faces;
use super::names::latent_name;
use super::pad::Pad;
use super::walk::Walk;
use crate::page::context::use_page;
use crate::page::features::inversion::view::Inversion;
use crate::page::state::Engine;
use crate::page::widgets::explained::Explained;

#[component]
pub fn LatentSpace() -> impl IntoView {
    let page = use_page();
    let weights = page.drawing_weights();
    let off = Memo::new(move |_| weights.with(Option::is_none));
    let hint = move || {
        off.get().then(|| match page.app.with(|app| app.engine == Engine::Dead) {
            true => "The engine is not loaded, so nothing can be drawn.",
            false => "There are no weights to draw with yet: start a run, or open a checkpoint or netG.",
        })
    };
    let any = Memo::new(move |_| {
        page.latent.faces.drawn.with(Option::is_some) || page.latent.stops.with(|stops| !stops.is_empty())
    });
    view! {
        <section class="panel latent" aria-labelledby="latent-title">
            <h2 id="latent-title">"Faces from other latents"</h2>
            <p class="quiet">
                <Explained text="netG makes each face from a list of random numbers, its latent. Draw other faces, \
                                 walk from one to another, or look around one. The run stays as it is."/>
            </p>
            <p class="notice" hidden=move || !off.get()>{hint}</p>
            <fieldset disabled=off>
                <Controls/>
                <Faces/>
                <Inversion/>
                <OpenedLatent/>
                <Show when=move || any.get()>
                    <div class="latent-views"><Walk/><Pad off/></div>
                </Show>
            </fieldset>
        </section>
    }
}

/// Says which stop the latent is that was opened last.
#[component]
fn OpenedLatent() -> impl IntoView {
    let space = use_page().latent;
    let text = move || {
        space.opened.with(|face| {
            let face = face.as_ref()?;
            Some(format!("{} was opened: it is the chosen face {} below.", latent_name(face), space.place(face)? + 1))
        })
    };
    view! { <p class="quiet" id="opened-latent" role="status">{text}</p> }
}
