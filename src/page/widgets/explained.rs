//! A text whose terms can be asked about: each shows what it means.

use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::either::Either;
use leptos::ev::KeyboardEvent;
use leptos::html::Span;
use leptos::prelude::*;

use super::terms::{Part, Term, split};
use crate::page::context::use_page;

/// How many explanations there are, so that each has an id of its own.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A text with its terms as buttons, each at its first place.
#[component]
pub fn Explained(#[prop(into)] text: String) -> impl IntoView {
    let part = |part| match part {
        Part::Text(text) => Either::Left(text.to_owned()),
        Part::Term(term, word) => Either::Right(view! { <Asked term word=word.to_owned()/> }),
    };
    split(&text).into_iter().map(part).collect_view()
}

/// A term, and what it means once it is asked for. It is no `<button>`, which would be off with the settings while a
/// run trains. The browser closes the popover at Escape and at a press elsewhere, this term included.
#[component]
fn Asked(term: Term, word: String) -> impl IntoView {
    let page = use_page();
    let id = format!("term-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let anchor = format!("--{id}");
    let meaning = NodeRef::<Span>::new();
    let open = RwSignal::new(false);
    let was_open = StoredValue::new(false);
    let is_open = move || meaning.get_untracked().is_some_and(|it| it.matches(":popover-open").unwrap_or_default());
    let set = move |opens: bool| {
        if let Some(meaning) = meaning.get_untracked() {
            let done = if opens { meaning.show_popover() } else { meaning.hide_popover() };
            page.check("The explanation could not be shown", done);
            open.set(is_open());
        }
    };
    let click = move |_| {
        if !was_open.get_value() {
            set(true);
        }
    };
    let press = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            set(!is_open());
        }
    };
    view! {
        <span
            class="term" role="button" tabindex="0" aria-expanded=move || open.get().to_string() aria-controls=id.clone()
            style=("anchor-name", anchor.clone()) on:pointerdown=move |_| was_open.set_value(is_open())
            on:click=click on:keydown=press
        >{word}</span>
        <span
            class="meaning" id=id popover="auto" role="note" node_ref=meaning style=("position-anchor", anchor)
            on:toggle=move |_| open.set(is_open())
        >{term.meaning()}</span>
    }
}
