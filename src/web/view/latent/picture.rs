//! A single drawn image.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use crate::web::browser::{canvas, download};
use crate::web::page::{Easel, Page};
use crate::web::view::use_page;
use crate::web::view::width::use_width;

/// What an easel shows, called `name`; its button saves it as `file`.
#[component]
pub fn Drawing(easel: Easel, name: &'static str, button: &'static str, file: &'static str) -> impl IntoView {
    let page = use_page();
    let (around, node) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let width = use_width(around);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        easel.drawn.with(|drawn| {
            if let Some(drawn) = drawn {
                page.check("A picture could not be drawn", canvas::paint(&element, &drawn.picture));
            }
        });
        canvas::fit(&element, width.get());
    });
    let empty = Memo::new(move |_| easel.drawn.with(Option::is_none));
    view! {
        <figure hidden=move || empty.get()>
            <div class="grid" node_ref=around>
                <canvas node_ref=node role="img" aria-label=name width="64" height="64"></canvas>
            </div>
            <figcaption>
                <button type="button" disabled=empty on:click=move |_| save(page, easel, file)>{button}</button>
            </figcaption>
        </figure>
    }
}

/// Saves what an easel shows as PNG.
pub fn save(page: Page, easel: Easel, name: &str) {
    easel.drawn.with_untracked(|drawn| {
        if let Some(drawn) = drawn {
            page.check("The picture could not be saved", download::save_picture(name, &drawn.picture));
        }
    });
}
