//! The sample grids through time, beside the real images.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::chosen_face::ChosenFace;
use super::figure::SaveFigure;
use super::layout::face_name;
use super::scrubber::Scrubber;
use crate::page::context::use_page;
use crate::page::features::explanation::view::ExplainButton;
use crate::page::features::grids::images::{FakeImages, RealImages};
use crate::page::features::projector::view::ProjectorButton;
use crate::page::format::grouped;
use crate::page::platform::canvas::Enlarged;

#[component]
pub fn Stage() -> impl IntoView {
    let page = use_page();
    let grids = page.grids;
    let has_fakes = Memo::new(move |_| grids.shown.with(Option::is_some));
    let has_images = Memo::new(move |_| has_fakes.get() || page.grids.reals.with(Option::is_some));
    let epoch_length = Memo::new(move |_| page.epoch_length());
    let caption = Memo::new(move |_| {
        grids.shown.with(|frame| frame.as_ref().map(|frame| moment(frame.iteration, epoch_length.get())))
    });
    let chosen = move || {
        let count = grids.shown.with(|frame| Some(frame.as_ref()?.grid()?.count()));
        Some(face_name(grids.face.get()?, count?))
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == " " && !is_pressed_by_space(&event) && has_fakes.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            page.toggle_play();
        }
    };
    view! {
        <section class="panel" aria-labelledby="faces-title" on:keydown=on_key>
            <div class="title-row">
                <h2 id="faces-title">"Faces"</h2>
                <div class="buttons"><Ways/></div>
            </div>
            <p class="hidden" aria-live="polite">{chosen}</p>
            <Show when=move || has_images.get() fallback=Empty>
                <div class="images" class:beside=move || grids.photos_beside.get()>
                    <FakeImages caption/>
                    <Show when=move || grids.photos_beside.get()><RealImages/></Show>
                </div>
                <Show when=move || has_fakes.get()>
                    <Scrubber caption/>
                </Show>
                <div class="buttons"><ExplainButton/><ProjectorButton/><SaveFigure/></div>
                <ChosenFace caption/>
            </Show>
        </section>
    }
}

/// Ways to look at the faces.
#[component]
fn Ways() -> impl IntoView {
    let grids = use_page().grids;
    let beside = move || grids.photos_beside.get();
    let squares = move || grids.enlarged.get() == Enlarged::InSquares;
    let toggle_squares = move |_| {
        let squares = untrack(squares);
        grids.enlarged.set(if squares { Enlarged::Smoothly } else { Enlarged::InSquares });
    };
    view! {
        <button
            type="button" aria-pressed=move || beside().to_string()
            on:click=move |_| grids.photos_beside.update(|beside| *beside = !*beside)
        >"Photos beside"</button>
        <button type="button" aria-pressed=move || squares().to_string() on:click=toggle_squares>"Pixels"</button>
    }
}

/// What is seen before the run's first grid.
#[component]
fn Empty() -> impl IntoView {
    view! {
        <div class="stage-empty"><p>"Here the faces appear, with the first iteration."</p></div>
    }
}

/// When a grid was drawn: `After iteration 1,500, in epoch 3`.
fn moment(iteration: usize, epoch_length: Option<usize>) -> String {
    let epoch = epoch_length.map(|length| format!(", in epoch {}", grouped(iteration / length + 1)));
    format!("After iteration {}{}", grouped(iteration), epoch.unwrap_or_default())
}

/// Whether the space bar does something of its own where it was pressed.
fn is_pressed_by_space(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| matches!(target.closest("button, select"), Ok(Some(_))))
}
