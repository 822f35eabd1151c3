//! A look at the photos as the networks will see them, a page at a time.

use leptos::html::Canvas;
use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::photos::state::THUMBNAILS;
use crate::page::format::grouped;
use crate::page::platform::canvas;

const COLUMNS: usize = 8;

#[component]
pub fn Thumbnails(total: usize) -> impl IntoView {
    let page = use_page();
    let node = NodeRef::<Canvas>::new();
    let first = Memo::new(move |_| page.photos.thumbnails.with(|shown| shown.as_ref().map_or(0, |shown| shown.first)));
    let last_page = Memo::new(move |_| first.get() + THUMBNAILS >= total);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        page.photos.thumbnails.with(|shown| {
            if let Some(shown) = shown {
                page.check("The thumbnails could not be drawn", canvas::tile(&element, &shown.images, COLUMNS));
            }
        });
    });
    let range = move || {
        let end = (first.get() + THUMBNAILS).min(total);
        format!("{}–{} of {}", grouped(first.get() + 1), grouped(end), grouped(total))
    };
    view! {
        <div class="thumbnails">
            <canvas node_ref=node role="img" aria-label="Thumbnails" width="528" height="396"></canvas>
            <div class="pager">
                <button
                    type="button" aria-label="Previous thumbnails" disabled=move || first.get() == 0
                    on:click=move |_| page.show_thumbnails(first.get_untracked().saturating_sub(THUMBNAILS))
                >"‹"</button>
                <span class="quiet">{range}</span>
                <button
                    type="button" aria-label="Next thumbnails" disabled=move || last_page.get()
                    on:click=move |_| page.show_thumbnails(first.get_untracked() + THUMBNAILS)
                >"›"</button>
            </div>
        </div>
    }
}
