//! Faces to choose from: a grid of toggles, one stop for Tab and the arrow keys within.

use leptos::ev::KeyboardEvent;
use leptos::html::{Button, Canvas, Div};
use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::latent::choice_grid::{FACES, columns, face_of, step};
use crate::page::features::latent::names::face_name;
use crate::page::features::latent::picture::save;
use crate::page::features::latent::truncation::truncation_text;
use crate::page::platform::canvas;
use crate::page::widgets::width::use_width;
use facegan_core::images::Picture;
use facegan_core::latent::{Latent, LatentSpec, Scene};

#[component]
pub fn Faces() -> impl IntoView {
    let page = use_page();
    let drawn = page.latent.faces.drawn;
    let any = Memo::new(move |_| drawn.with(Option::is_some));
    let caption = move || {
        drawn.with(|drawn| match drawn.as_ref().map(|drawn| &drawn.scene) {
            Some(Scene::Faces { seed, truncation, .. }) => {
                format!("Seed {seed}, numbers: {}. Choose faces to walk between.", truncation_text(*truncation))
            }
            _ => String::new(),
        })
    };
    view! {
        <Show when=move || any.get()>
            <figure>
                <Grid/>
                <figcaption>
                    <span class="quiet">{caption}</span>
                    <button type="button" on:click=move |_| save(page, page.latent.faces, "faces.png")>
                        "Save faces as PNG"
                    </button>
                </figcaption>
            </figure>
        </Show>
    }
}

#[component]
fn Grid() -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let width = use_width(node);
    let columns = Memo::new(move |_| columns(width.get()));
    // The one that Tab comes to.
    let current = RwSignal::new(0);
    let buttons: [NodeRef<Button>; FACES] = std::array::from_fn(|_| NodeRef::new());
    let go = move |event: KeyboardEvent| {
        let Some(to) = step(current.get_untracked(), &event.key(), columns.get_untracked()) else { return };
        event.prevent_default();
        if let Some(button) = buttons[to].get_untracked() {
            // An element that cannot take the focus is disabled, and then no key comes here.
            let _ = button.focus();
        }
    };
    let places = (0..FACES).zip(buttons);
    view! {
        <div
            class="faces" role="group" aria-label="Faces" node_ref=node on:keydown=go
            style:grid-template-columns=move || format!("repeat({}, minmax(0, 1fr))", columns.get())
        >{places.map(|(index, button)| view! { <Choice index button current/> }).collect_view()}</div>
    }
}

/// One face, pressed while it is a stop.
#[component]
fn Choice(index: usize, button: NodeRef<Button>, current: RwSignal<usize>) -> impl IntoView {
    let page = use_page();
    let space = page.latent;
    let face = Memo::new(move |_| {
        space.faces.drawn.with(|drawn| match drawn.as_ref()?.scene {
            Scene::Faces { seed, truncation, .. } => Some(LatentSpec { seed, index, truncation }),
            Scene::Walk { .. } | Scene::Pad { .. } => None,
        })
    });
    let with_picture = move |read: &dyn Fn(&Picture)| {
        space.faces.drawn.with(|drawn| {
            if let Some(picture) = drawn.as_ref().and_then(|drawn| face_of(&drawn.picture, index)) {
                read(&picture);
            }
        });
    };
    let node = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        with_picture(&|picture| page.check("A face could not be drawn", canvas::paint(&element, picture)));
    });
    let chosen = Memo::new(move |_| face.get().is_some_and(|face| space.place(&Latent::from(face)).is_some()));
    let choose = move |_| {
        if let Some(face) = face.get_untracked() {
            untrack(|| with_picture(&|picture| space.toggle(face.into(), picture.clone())));
        }
    };
    view! {
        <button
            type="button" class="face" node_ref=button aria-pressed=move || chosen.get().to_string()
            aria-label=move || face.get().as_ref().map(face_name)
            tabindex=move || if current.get() == index { "0" } else { "-1" }
            on:focus=move |_| current.set(index) on:click=choose
        ><canvas node_ref=node width="64" height="64"></canvas></button>
    }
}
