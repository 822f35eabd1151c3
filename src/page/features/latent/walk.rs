//! A walk between chosen faces.

use std::time::Duration;

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::page::context::use_page;
use crate::page::features::latent::names::latent_name;
use crate::page::features::latent::picture::Drawing;
use crate::page::features::latent::round_trip::{place_text, walk_on};
use crate::page::features::latent::stops::Step;
use crate::page::platform::{canvas, wants_less_motion};
use facegan_core::latent::Latent;

/// Time between two positions of a playing walk.
const BEAT: Duration = Duration::from_millis(50);

#[component]
pub fn Walk() -> impl IntoView {
    let space = use_page().latent;
    let count = Memo::new(move |_| space.stops.with(Vec::len));
    let too_few = Memo::new(move |_| count.get() < 2);
    let hint = move || too_few.get().then_some("Choose two faces or more.");
    let stops = move || {
        let stops = space.stops.get();
        let last = stops.len().saturating_sub(1);
        let stop = |(place, face): (usize, Latent)| view! { <Stop place last face/> };
        stops.into_iter().enumerate().map(stop).collect_view()
    };
    let none = Memo::new(move |_| count.get() == 0);
    view! {
        <div class="latent-view">
            <h3>"Walk between them"</h3>
            <p class="quiet" hidden=move || !too_few.get()>{hint}</p>
            <ol class="stops" aria-label="Chosen faces">{stops}</ol>
            <div class="buttons" hidden=none>
                <button type="button" data-next="latent-seed" on:click=move |_| space.clear_stops()>"Remove all stops"</button>
            </div>
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

/// A chosen face, with buttons that move it in the order or take it out.
#[component]
fn Stop(place: usize, last: usize, face: Latent) -> impl IntoView {
    let page = use_page();
    let node = NodeRef::<Canvas>::new();
    let name = latent_name(&face);
    Effect::new(move |_| {
        if let (Some(element), Some(portrait)) = (node.get(), page.latent.portrait(&face)) {
            page.check("A face could not be drawn", canvas::paint(&element, &portrait));
        }
    });
    view! {
        <li>
            <canvas node_ref=node role="img" aria-label=name width="64" height="64"></canvas>
            <Move place last step=Step::Earlier/>
            <Move place last step=Step::Later/>
            <button
                type="button" aria-label=format!("Remove stop {}", place + 1)
                on:click=move |_| page.latent.remove_stop(place)
            >"×"</button>
        </li>
    }
}

/// Moves a stop by one place; the focus goes with it.
#[component]
fn Move(place: usize, last: usize, step: Step) -> impl IntoView {
    let space = use_page().latent;
    let to = step.leads(place, last);
    let go = move |_| {
        if let Some(to) = to {
            space.move_stop(place, to);
            // After the list has changed. At an end, only the other button can be used.
            request_animation_frame(move || focus_first([step.id(to), step.back().id(to)]));
        }
    };
    view! {
        <button
            type="button" id=step.id(place) data-next=step.back().id(place) disabled=to.is_none()
            aria-label=format!("Move stop {} {}", place + 1, step.word()) on:click=go
        >{step.sign()}</button>
    }
}

/// Moves the focus to the first of these buttons that can be used.
fn focus_first(ids: [String; 2]) {
    let button = |id: &String| document().get_element_by_id(id)?.dyn_into::<HtmlElement>().ok();
    let is_usable = |button: &HtmlElement| !button.matches(":disabled").unwrap_or_default();
    if let Some(button) = ids.iter().filter_map(button).find(is_usable) {
        // A button that is displayed and not switched off takes the focus.
        let _ = button.focus();
    }
}
