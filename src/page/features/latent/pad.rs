//! A pad over two directions around the first chosen face, and the same as two sliders.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::latent::pad_offset::{pad_offset, pad_step};
use crate::page::features::latent::picture::Drawing;

#[component]
pub fn Pad(off: Memo<bool>) -> impl IntoView {
    let space = use_page().latent;
    let (x, y) = (move || space.offset.get().0, move || space.offset.get().1);
    let off = Memo::new(move |_| off.get() || space.stops.with(Vec::is_empty));
    let hint = move || space.stops.with(Vec::is_empty).then_some("Choose a face.");
    view! {
        <div class="latent-view">
            <h3>"Look around the first"</h3>
            <p class="quiet" hidden=move || hint().is_none()>{hint}</p>
            <div class="pad-and-face">
                <Surface off/>
                <Drawing pane=space.pad name="Around the first face" button="Save pad face as PNG" file="pad.png"/>
            </div>
            <Direction
                label="Direction 1" off value=Signal::derive(x)
                set=Callback::new(move |x| space.offset.update(|offset| offset.0 = x))
            />
            <Direction
                label="Direction 2" off value=Signal::derive(y)
                set=Callback::new(move |y| space.offset.update(|offset| offset.1 = y))
            />
            <div class="buttons">
                <button type="button" disabled=off on:click=move |_| space.turn()>"New directions"</button>
                <button type="button" disabled=off on:click=move |_| space.offset.set((0.0, 0.0))>"Back to the face"</button>
            </div>
        </div>
    }
}

#[component]
fn Surface(off: Memo<bool>) -> impl IntoView {
    let space = use_page().latent;
    let node = NodeRef::<Div>::new();
    let follow = move |event: &PointerEvent| {
        if let Some(surface) = node.get_untracked() {
            let bounds = surface.get_bounding_client_rect();
            let (x, y) = (f64::from(event.client_x()) - bounds.left(), f64::from(event.client_y()) - bounds.top());
            space.offset.set(pad_offset(x, y, bounds.width()));
        }
    };
    let press = move |event: PointerEvent| {
        if off.get_untracked() || event.button() != 0 {
            return;
        }
        if let Some(surface) = node.get_untracked() {
            // Without it, the pad only follows a pointer that stays on it.
            let _ = surface.set_pointer_capture(event.pointer_id());
        }
        follow(&event);
    };
    let drag = move |event: PointerEvent| {
        let pressed = event.buttons() & 1 == 1;
        if pressed && !off.get_untracked() {
            follow(&event);
        }
    };
    let key = move |event: KeyboardEvent| {
        let to = pad_step(space.offset.get_untracked(), &event.key()).filter(|_| !off.get_untracked());
        if let Some(to) = to {
            event.prevent_default();
            space.offset.set(to);
        }
    };
    let percent = |along: f32| format!("{}%", 50.0 * (1.0 + along));
    view! {
        <div
            class="pad" role="application" aria-label="Pad over directions 1 and 2" node_ref=node
            aria-disabled=move || off.get().to_string() tabindex=move || if off.get() { "-1" } else { "0" }
            on:pointerdown=press on:pointermove=drag on:keydown=key
        >
            <span
                class="knob" style:left=move || percent(space.offset.get().0) style:top=move || percent(-space.offset.get().1)
            ></span>
        </div>
    }
}

#[component]
fn Direction(label: &'static str, off: Memo<bool>, value: Signal<f32>, set: Callback<f32>) -> impl IntoView {
    let id = label.to_lowercase().replace(' ', "-");
    let take = move |text: String| {
        if let Ok(value) = text.parse() {
            set.run(value);
        }
    };
    view! {
        <div class="control">
            <label for=id.clone()>{label}</label>
            <input
                id=id type="range" min="-1" max="1" step="0.01" disabled=off prop:value=move || value.get().to_string()
                on:input=move |event| take(event_target_value(&event))
            />
        </div>
    }
}
