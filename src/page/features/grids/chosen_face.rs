//! The chosen face: enlarged, and through time.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::state::Frame;
use crate::page::context::Page;
use crate::page::context::use_page;
use crate::page::features::grids::layout::face_name;
use crate::page::features::latent::use_in_walks::{StopNumber, UseInWalks};
use crate::page::format::grouped;
use crate::page::platform::canvas::fit;
use crate::page::widgets::save_canvas::save_canvas;

/// Width of the enlarged face, in CSS pixels.
const ENLARGED: f64 = 256.0;

#[component]
pub fn ChosenFace(caption: Memo<Option<String>>) -> impl IntoView {
    let face = use_page().grids.face;
    move || face.get().map(|face| view! { <Face face caption/> })
}

#[component]
fn Face(face: usize, caption: Memo<Option<String>>) -> impl IntoView {
    let page = use_page();
    let grids = page.grids;
    let node = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        grids.shown.with(|frame| {
            if let Some(frame) = frame {
                paint_face(page, &element, frame, face);
                fit(&element, ENLARGED);
            }
        });
    });
    let name = grids.shown.with_untracked(|frame| Some(frame.as_ref()?.grid()?.count()));
    let name = name.map_or_else(String::new, |count| face_name(face, count));
    let save = move |_| {
        let iteration = grids.shown.with_untracked(|frame| frame.as_ref().map_or(0, |frame| frame.iteration));
        save_canvas(page, node, &format!("face_{:02}_{iteration:06}.png", face + 1));
    };
    let latent = Memo::new(move |_| page.chosen_latent());
    view! {
        <div class="chosen" role="group" aria-label=name>
            <canvas node_ref=node role="img" aria-label="Enlarged face"></canvas>
            <div class="chosen-side">
                <div>
                    <h3>{name.clone()}</h3>
                    <p class="quiet">{move || caption.get()}</p>
                </div>
                <div class="buttons">
                    <Show when=move || latent.with(Option::is_some)>
                        <UseInWalks
                            face=latent choose=Callback::new(move |()| page.use_chosen_face()) next="chosen-face-save"
                        />
                    </Show>
                    <button type="button" id="chosen-face-save" on:click=save>"Save face as PNG"</button>
                    <button type="button" on:click=move |_| grids.face.set(None)>"Stop following it"</button>
                </div>
                <StopNumber face=latent/>
                <Film face/>
            </div>
        </div>
    }
}

/// The face in some grids of the run, from the first to the last.
#[component]
fn Film(face: usize) -> impl IntoView {
    let grids = use_page().grids;
    view! {
        <ol class="film" aria-label="This face through time">
            <For each=move || grids.strip.get() key=|iteration| *iteration let:iteration>
                <li><FilmFrame face iteration/></li>
            </For>
        </ol>
    }
}

/// The face in one grid; a click shows that grid.
#[component]
fn FilmFrame(face: usize, iteration: usize) -> impl IntoView {
    let page = use_page();
    let grids = page.grids;
    let node = NodeRef::<Canvas>::new();
    Effect::new(move |painted: Option<bool>| {
        // It is painted once: a grid of the past does not change.
        if painted == Some(true) {
            return true;
        }
        let (Some(element), Some(bitmap)) = (node.get(), grids.bitmap(iteration)) else { return false };
        paint_face(page, &element, &Frame { iteration, bitmap }, face);
        true
    });
    let is_shown =
        Memo::new(move |_| grids.shown.with(|frame| frame.as_ref().is_some_and(|frame| frame.iteration == iteration)));
    let go = move |_| {
        if let Ok(place) = grids.frames.with_untracked(|frames| frames.binary_search(&iteration)) {
            page.seek(place);
        }
    };
    let name = grouped(iteration);
    let action = format!("Show iteration {name}");
    view! {
        <button
            type="button" aria-label=action aria-pressed=move || is_shown.get().to_string()
            on:click=go
        >
            <canvas node_ref=node width="64" height="64"></canvas>
            <span aria-hidden="true">{name}</span>
        </button>
    }
}

fn paint_face(page: Page, canvas: &web_sys::HtmlCanvasElement, frame: &Frame, face: usize) {
    if let Some(grid) = frame.grid().filter(|grid| face < grid.count()) {
        let painted = frame.bitmap.paint_part(canvas, grid.corner(face), (grid.size, grid.size));
        page.check("The face could not be drawn", painted);
    }
}
