//! The photos as netD will see them, a page at a time: each opens its photo, and can be left out or taken in.

use leptos::ev::KeyboardEvent;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::moves::{step, toggles};
use super::parts;
use super::state::THUMBNAILS;
use super::words::thumbnail;
use crate::page::context::use_page;
use crate::page::format::grouped;
use crate::page::platform::canvas;

#[component]
pub fn Thumbnails() -> impl IntoView {
    let page = use_page();
    let thumbnails = page.photos.thumbnails;
    let count = Memo::new(move |_| thumbnails.with(|shown| shown.as_ref().map_or(0, |shown| shown.squares.len())));
    // The one that Tab leads to.
    let current = RwSignal::new(0);
    let at = Memo::new(move |_| current.get().min(count.get().saturating_sub(1)));
    let nc = Memo::new(move |_| page.settings.nc());
    let said = RwSignal::new(String::new());
    let grid = NodeRef::<Div>::new();
    let toggle = move |index: usize| {
        let square = thumbnails.with_untracked(|shown| shown.as_ref()?.squares.get(index).cloned());
        if let Some(square) = square.filter(|_| untrack(|| page.can_decide())) {
            let with_folder = page.photos.decisions.with_untracked(|decisions| decisions.leaves_out(&square.folder));
            let fate = match square.taken {
                _ if with_folder => "is left out with its folder",
                true => "is left out",
                false => "is taken",
            };
            said.set(format!("{} of {} {fate}.", parts::name(square.cut), square.name));
            if !with_folder {
                page.decide(&square.key, square.cut, !square.taken);
            }
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let (from, key) = (at.get_untracked(), event.key());
        let columns = grid.get_untracked().map_or(1, |grid| columns(&grid));
        if toggles(&key) {
            event.prevent_default();
            toggle(from);
        } else if let Some(to) = step(from, &key, columns, count.get_untracked()) {
            event.prevent_default();
            current.set(to);
            focus(to);
        }
    };
    let locked = Memo::new(move |_| !page.can_decide());
    view! {
        <Show when=move || { count.get() > 0 }>
            <div class="thumbnails">
                <div
                    class="squares" role="group" aria-label="Thumbnails" aria-describedby="squares-hint" node_ref=grid
                    on:keydown=on_key
                >
                    <For each=move || 0..count.get() key=|index| *index let:index><Square index current at nc/></For>
                </div>
                <div class="quiet" id="squares-hint">
                    <Show when=move || !locked.get() fallback=|| "Locked until the run ends.">
                        <span class="with-mouse">"Enter shows the photo; Delete leaves it out or takes it in."</span>
                        <span class="with-finger">"Tap one to see its photo, and to leave it out or take it in."</span>
                    </Show>
                </div>
                <p class="hidden" role="status">{said}</p>
                <Pager/>
            </div>
        </Show>
    }
}

#[component]
fn Square(index: usize, current: RwSignal<usize>, at: Memo<usize>, nc: Memo<usize>) -> impl IntoView {
    let page = use_page();
    let node = NodeRef::<Canvas>::new();
    let square = Memo::new(move |_| page.photos.thumbnails.with(|shown| shown.as_ref()?.squares.get(index).cloned()));
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let picture = page.photos.thumbnails.with(|shown| shown.as_ref()?.picture(index, nc.get()));
        if let Some(picture) = picture {
            page.check("A thumbnail could not be drawn", canvas::paint(&element, &picture));
        }
    });
    let left_out = move || square.with(|square| square.as_ref().is_some_and(|square| !square.taken));
    let name = move || square.with(|square| square.as_ref().map(thumbnail));
    let open = move |_| {
        if let Some(square) = square.get_untracked() {
            page.open_photo(square.photo);
        }
    };
    view! {
        <button
            type="button" class="square" class:left-out=left_out id=id(index) aria-label=name aria-haspopup="dialog"
            data-next=format!("{} squares-filter", id(index.saturating_sub(1)))
            tabindex=move || if at.get() == index { "0" } else { "-1" } on:focus=move |_| current.set(index) on:click=open
        ><canvas node_ref=node aria-hidden="true" width="1" height="1"></canvas></button>
    }
}

#[component]
fn Pager() -> impl IntoView {
    let page = use_page();
    let place = Memo::new(move |_| {
        page.photos.thumbnails.with(|shown| shown.as_ref().map_or((0, 0), |shown| (shown.first, shown.total)))
    });
    let first = move || place.get().0;
    let end = move || first() + THUMBNAILS;
    let range = move || {
        let (first, total) = place.get();
        format!("{}–{} of {}", grouped(first + 1), grouped(end().min(total)), grouped(total))
    };
    let is_needed = move || place.get().1 > THUMBNAILS;
    view! {
        <div class="pager" hidden=move || !is_needed()>
            <button
                type="button" aria-label="Previous thumbnails" disabled=move || first() == 0
                on:click=move |_| page.show_thumbnails(untrack(first).saturating_sub(THUMBNAILS))
            >"‹"</button>
            <span class="quiet">{range}</span>
            <button
                type="button" aria-label="Next thumbnails" disabled=move || { end() >= place.get().1 }
                on:click=move |_| page.show_thumbnails(untrack(end))
            >"›"</button>
        </div>
    }
}

fn id(index: usize) -> String {
    format!("square-{index}")
}

fn focus(index: usize) {
    let element = document().get_element_by_id(&id(index));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // A button that is on screen takes the focus.
        let _ = element.focus();
    }
}

/// How many thumbnails are in the first row.
fn columns(grid: &Element) -> usize {
    let tops = (0..grid.children().length())
        .filter_map(|index| grid.children().item(index))
        .map(|square| square.get_bounding_client_rect().top());
    let first = tops.clone().next();
    tops.take_while(|top| Some(*top) == first).count().max(1)
}
