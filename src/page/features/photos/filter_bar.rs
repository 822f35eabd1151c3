//! Chooses which squares the thumbnails show, and decides about all of them at once.

use leptos::prelude::*;

use super::filters::{decides, label};
use super::state::Fate;
use crate::page::context::use_page;
use crate::page::format::grouped;
use facegan_core::faces::Filter;

/// The filter, and what can be done with all that it shows; nothing where there is no choice. `decided` where something
/// was decided about the loaded photos.
#[component]
pub fn FilterBar(decided: Memo<bool>) -> impl IntoView {
    let page = use_page();
    let (counts, filter) = (page.photos.counts, page.photos.filter);
    let locked = Memo::new(move |_| !page.can_decide());
    let differ = Memo::new(move |_| counts.with(|counts| counts.differ()));
    let largest_only = Memo::new(move |_| page.photos.decisions.with(|decisions| decisions.largest_only));
    let several = Memo::new(move |_| largest_only.get() || counts.with(|counts| counts.get(Filter::Several)) > 0);
    view! {
        <div class="filter-bar">
            <Show when=move || differ.get()><Choice/></Show>
            <div class="buttons">
                <Show when=move || decides(filter.get())>
                    <Show when=move || filter.get() != Filter::LeftOut>
                        <Together name="Leave these out" fate=Fate::LeftOut locked/>
                    </Show>
                    <Together name="Take these in" fate=Fate::TakenIn locked/>
                </Show>
                <Show when=move || decided.get()>
                    <button
                        type="button" data-next="choose-files" disabled=locked aria-describedby="squares-hint"
                        on:click=move |_| page.forget_decisions()
                    >"Forget what was left out"</button>
                </Show>
            </div>
            <Show when=move || several.get()>
                <label class="check">
                    <input
                        type="checkbox" disabled=locked prop:checked=largest_only aria-describedby="squares-hint"
                        on:change=move |event| page.choose_largest_only(event_target_checked(&event))
                    />
                    "Only the largest face of each photo"
                </label>
            </Show>
        </div>
    }
}

#[component]
fn Choice() -> impl IntoView {
    let page = use_page();
    let (counts, filter) = (page.photos.counts, page.photos.filter);
    let options = move || {
        let option = |offered: Filter| {
            let text = format!("{} ({})", label(offered), grouped(counts.with(|counts| counts.get(offered))));
            view! { <option value=label(offered) selected=move || filter.get() == offered>{text}</option> }
        };
        counts.with(|counts| counts.offered(filter.get())).into_iter().map(option).collect_view()
    };
    let choose = move |chosen: String| {
        if let Some(chosen) = Filter::ALL.into_iter().find(|filter| label(*filter) == chosen) {
            page.choose_filter(chosen);
        }
    };
    view! {
        <div class="control">
            <label for="squares-filter">"Show"</label>
            <select
                id="squares-filter" prop:value=move || label(filter.get())
                on:change=move |event| choose(event_target_value(&event))
            >{options}</select>
        </div>
    }
}

#[component]
fn Together(name: &'static str, fate: Fate, locked: Memo<bool>) -> impl IntoView {
    let page = use_page();
    view! {
        <button
            type="button" data-next="squares-filter choose-files" disabled=locked aria-describedby="squares-hint"
            on:click=move |_| page.decide_all(page.photos.filter.get_untracked(), fate)
        >{name}</button>
    }
}
