//! Choosing a face of the grid of fakes.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::grids::layout::Grid;
use crate::page::features::grids::layout::face_name;

/// Lies over the grid: a list of its faces, one of which may be chosen.
#[component]
pub fn Faces() -> impl IntoView {
    let grids = use_page().grids;
    let grid = Memo::new(move |_| grids.shown.with(|frame| frame.as_ref().and_then(|frame| frame.grid())));
    move || grid.get().map(|grid| view! { <Choice grid/> })
}

#[component]
fn Choice(grid: Grid) -> impl IntoView {
    let face = use_page().grids.face;
    let on_key = move |event: KeyboardEvent| {
        let key = event.key();
        let to = grid.step(face.get_untracked(), &key);
        if to.is_some() {
            event.prevent_default();
            face.set(to);
        } else if key == "Escape" {
            face.set(None);
        }
    };
    let option = move |index: usize| {
        let chosen = move || face.get() == Some(index);
        view! {
            <div
                role="option" id=id(index) aria-label=face_name(index, grid.count())
                aria-selected=move || chosen().to_string() on:click=move |_| face.set(Some(index))
            ></div>
        }
    };
    let (x, y) = grid.inset();
    view! {
        <div
            class="stage-faces" role="listbox" tabindex="0" aria-label="Choose a face to follow it"
            aria-activedescendant=move || face.get().map(id)
            style:inset=format!("{y}% {x}%") style:grid-template-columns=format!("repeat({}, 1fr)", grid.columns)
            on:keydown=on_key
        >{(0..grid.count()).map(option).collect_view()}</div>
    }
}

fn id(index: usize) -> String {
    format!("face-{index}")
}
