//! A single drawn image.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::state::LatentPane;
use crate::page::context::Page;
use crate::page::context::use_page;
use crate::page::platform::{canvas, download};
use crate::page::widgets::width::use_width;

/// What a pane shows, called `name`; its button saves it as `file`.
#[component]
pub fn Drawing(pane: LatentPane, name: &'static str, button: &'static str, file: &'static str) -> impl IntoView {
    let page = use_page();
    let (around, node) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let width = use_width(around);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        pane.drawn.with(|drawn| {
            if let Some(drawn) = drawn {
                page.check("A face could not be drawn", canvas::paint(&element, &drawn.picture));
            }
        });
        canvas::fit(&element, width.get());
    });
    let empty = Memo::new(move |_| pane.drawn.with(Option::is_none));
    view! {
        <figure hidden=move || empty.get()>
            <div class="grid" node_ref=around>
                <canvas node_ref=node role="img" aria-label=name width="64" height="64"></canvas>
            </div>
            <figcaption>
                <button type="button" disabled=empty on:click=move |_| save(page, pane, file)>{button}</button>
            </figcaption>
        </figure>
    }
}

/// Saves what a pane shows as PNG.
pub fn save(page: Page, pane: LatentPane, name: &str) {
    pane.drawn.with_untracked(|drawn| {
        if let Some(drawn) = drawn {
            page.check("The PNG could not be saved", download::save_picture(name, &drawn.picture));
        }
    });
}
