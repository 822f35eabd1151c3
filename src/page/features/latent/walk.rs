//! A walk between chosen faces.

use std::time::Duration;

use leptos::html::Canvas;
use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::latent::logic::{face_name, place_text, walk_on};
use crate::page::features::latent::picture::Drawing;
use crate::page::platform::{canvas, wants_less_motion};
use facegan_core::latent::LatentSpec;

/// Time between two positions of a playing walk.
const BEAT: Duration = Duration::from_millis(50);

#[component]
pub fn Walk() -> impl IntoView {
    let space = use_page().latent;
    let count = Memo::new(move |_| space.stops.with(Vec::len));
    let too_few = Memo::new(move |_| count.get() < 2);
    let hint = move || too_few.get().then_some("Choose two faces or more.");
    let stops = move || {
        let stop = |(place, face): (usize, LatentSpec)| view! { <Stop place face/> };
        space.stops.get().into_iter().enumerate().map(stop).collect_view()
    };
    view! {
        <div class="latent-view">
            <h3>"Walk between them"</h3>
            <p class="quiet" hidden=move || !too_few.get()>{hint}</p>
            <ol class="stops" aria-label="Chosen faces">{stops}</ol>
            <Way count too_few/>
            <Drawing pane=space.walk name="The walk" button="Save walk face as PNG" file="walk.png"/>
        </div>
    }
}

/// The slider along the walk, and its Play button.
#[component]
fn Way(count: Memo<usize>, too_few: Memo<bool>) -> impl IntoView {
    let space = use_page().latent;
    Effect::new(move |_| {
        if space.playing.get() {
            let go = move || space.at.update(|at| *at = walk_on(*at, BEAT.as_secs_f32(), count.get_untracked()));
            if let Ok(timer) = set_interval_with_handle(go, BEAT) {
                on_cleanup(move || timer.clear());
            }
        }
    });
    on_cleanup(move || space.playing.set(false));
    let set = move |place: String| {
        if let Ok(place) = place.parse() {
            space.playing.set(false);
            space.at.set(place);
        }
    };
    let play = move |_| space.playing.update(|playing| *playing = !*playing);
    let label = move || if space.playing.get() { "Pause the walk" } else { "Play the walk" };
    // With reduced motion the walk does not play; the slider moves it.
    let reduced_motion = wants_less_motion();
    view! {
        <div class="way">
            <button type="button" hidden=reduced_motion disabled=too_few on:click=play>{label}</button>
            <input
                type="range" aria-label="Place on the walk" min="0" step="0.01" disabled=too_few
                max=move || count.get().to_string() aria-valuetext=move || place_text(space.at.get(), count.get())
                prop:value=move || space.at.get().to_string() on:input=move |event| set(event_target_value(&event))
            />
        </div>
    }
}

#[component]
fn Stop(place: usize, face: LatentSpec) -> impl IntoView {
    let page = use_page();
    let node = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        if let (Some(element), Some(portrait)) = (node.get(), page.latent.portrait(face)) {
            page.check("A face could not be drawn", canvas::paint(&element, &portrait));
        }
    });
    view! {
        <li>
            <canvas node_ref=node role="img" aria-label=face_name(&face) width="64" height="64"></canvas>
            <button
                type="button" aria-label=format!("Remove stop {}", place + 1)
                on:click=move |_| page.latent.remove_stop(place)
            >"×"</button>
        </li>
    }
}
