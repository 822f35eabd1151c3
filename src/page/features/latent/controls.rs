//! Which faces are drawn, and with which weights.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::latent::truncation::{ALL, truncation, truncation_text};
use crate::page::format::grouped;
use crate::page::widgets::clipboard::copy_then;
use crate::page::widgets::explained::Explained;
use facegan_core::latent::{LatentSpec, WeightSource};

#[component]
pub fn Controls() -> impl IntoView {
    let page = use_page();
    let space = page.latent;
    let choices = page.weights_to_draw_with();
    // The faces that the link on the clipboard leads to.
    let copied = RwSignal::new(None);
    let faces = Memo::new(move |_| space.seed.get().map(|seed| (seed, space.truncation.get())));
    let copy = move |_| {
        if let Some((seed, truncation)) = faces.get_untracked() {
            copy_then(page, page.link_to_faces(seed, truncation), move || copied.set(faces.get_untracked()));
        }
    };
    let note =
        move || (copied.get().is_some() && copied.get() == faces.get()).then_some("The link to these faces is copied.");
    view! {
        <div class="buttons">
            <button type="button" on:click=move |_| space.show_new_faces()>"New faces"</button>
            <button type="button" disabled=move || faces.get().is_none() on:click=copy>"Copy link to these faces"</button>
        </div>
        <p class="quiet" role="status">{note}</p>
        <div class="latent-controls">
            <Seed/>
            <Truncation/>
            <Show when=move || choices.with(|choices| choices.len() > 1)><Weights choices/></Show>
        </div>
    }
}

#[component]
fn Seed() -> impl IntoView {
    let space = use_page().latent;
    let wrong = RwSignal::new(false);
    let set = move |text: String| {
        let seed = text.trim().parse();
        wrong.set(seed.is_err());
        if let Ok(seed) = seed {
            space.seed.set(Some(seed));
        }
    };
    Effect::new(move |_| {
        space.seed.track();
        wrong.set(false);
    });
    let value = move || space.seed.get().map(|seed| seed.to_string()).unwrap_or_default();
    view! {
        <div class="control">
            <label for="latent-seed">"Latent seed"</label>
            <input
                id="latent-seed" inputmode="numeric" autocomplete="off" aria-describedby="latent-seed-error"
                aria-invalid=move || wrong.get().to_string() prop:value=value
                on:change=move |event| set(event_target_value(&event))
            />
            <p class="error" id="latent-seed-error">
                {move || wrong.get().then(|| format!("must be a whole number from 0 to {}", u32::MAX))}
            </p>
        </div>
    }
}

#[component]
fn Weights(choices: Memo<Vec<WeightSource>>) -> impl IntoView {
    let space = use_page().latent;
    let option = move |weights: WeightSource| {
        let (value, text) = (name(weights), name(weights));
        view! { <option value=value selected=move || space.weights.get() == weights>{text}</option> }
    };
    let options = move || choices.get().into_iter().map(option).collect_view();
    let choose = move |chosen: String| {
        let weights =
            choices.with_untracked(|choices| choices.iter().copied().find(|weights| name(*weights) == chosen));
        space.weights.set(weights.unwrap_or_default());
    };
    view! {
        <div class="control">
            <label for="latent-weights">"Weights"</label>
            <select id="latent-weights" on:change=move |event| choose(event_target_value(&event))>{options}</select>
        </div>
    }
}

fn name(weights: WeightSource) -> String {
    match weights {
        WeightSource::Trained => "trained".into(),
        WeightSource::Averaged => "averaged".into(),
        WeightSource::Best => "best".into(),
        WeightSource::Pinned(iterations) => format!("pinned at {}", grouped(iterations)),
    }
}

#[component]
fn Truncation() -> impl IntoView {
    let space = use_page().latent;
    let text = move || truncation_text(space.truncation.get());
    let set = move |place: String| {
        if let Ok(place) = place.parse() {
            space.truncation.set(truncation(place));
        }
    };
    view! {
        <div class="control">
            <div class="title-row">
                <label for="latent-truncation">"Truncation"</label><span class="quiet" aria-hidden="true">{text}</span>
            </div>
            <input
                id="latent-truncation" type="range" min=LatentSpec::TRUNCATIONS.start().to_string() max=ALL.to_string()
                step="0.1" aria-valuetext=text aria-describedby="latent-truncation-help"
                prop:value=move || space.truncation.get().unwrap_or(ALL).to_string()
                on:input=move |event| set(event_target_value(&event))
            />
            <p class="help" id="latent-truncation-help"><Explained text="Truncation: further left, faces are more typical and more alike"/></p>
        </div>
    }
}
