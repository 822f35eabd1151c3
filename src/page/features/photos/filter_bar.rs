//! Chooses which squares the thumbnails show, of which folder, and decides about all of them at once.

use leptos::prelude::*;

use super::filters::{decides, label};
use super::folders::offered;
use super::state::Fate;
use crate::page::context::use_page;
use crate::page::format::grouped;
use facegan_core::faces::Filter;
use facegan_core::folders::{Folder, FolderCount};

/// The filter, and what can be done with all that it shows; nothing where there is no choice. `decided` where something
/// was decided about the loaded photos.
#[component]
pub fn FilterBar(decided: Memo<bool>, folders: Memo<Vec<FolderCount>>) -> impl IntoView {
    let page = use_page();
    let (counts, filter) = (page.photos.counts, page.photos.filter);
    let locked = Memo::new(move |_| !page.can_decide());
    let has_folders = Memo::new(move |_| folders.with(|folders| !folders.is_empty()));
    let differ = Memo::new(move |_| counts.with(|counts| counts.differ()));
    let largest_only = Memo::new(move |_| page.photos.decisions.with(|decisions| decisions.largest_only));
    let several = Memo::new(move |_| largest_only.get() || counts.with(|counts| counts.get(Filter::Several)) > 0);
    view! {
        <div class="filter-bar">
            <Show when=move || differ.get()><Choice/></Show>
            <Show when=move || has_folders.get()><FolderChoice folders/></Show>
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

/// Whose squares are shown: of all folders, or of one.
#[component]
fn FolderChoice(folders: Memo<Vec<FolderCount>>) -> impl IntoView {
    let page = use_page();
    let (shown, most) = (page.photos.folder, page.photos.most_folders);
    let list = Memo::new(move |_| {
        let listed = |folders: &Vec<FolderCount>| {
            shown.with(|shown| offered(folders, most.get(), shown.as_ref()).into_iter().cloned().collect::<Vec<_>>())
        };
        folders.with(listed)
    });
    let options = move || {
        let option = |folder: Folder| {
            let name = folder.label().to_owned();
            let is_shown = move || shown.with(|shown| shown.as_ref() == Some(&folder));
            view! { <option value=name.clone() selected=is_shown>{name.clone()}</option> }
        };
        list.get().into_iter().map(option).collect_view()
    };
    let value = move || shown.with(|shown| shown.as_ref().map(|folder| folder.label().to_owned()).unwrap_or_default());
    let choose = move |name: String| {
        page.show_folder(list.with_untracked(|list| list.iter().find(|folder| folder.label() == name).cloned()));
    };
    view! {
        <div class="control">
            <label for="squares-folder">"Folder"</label>
            <select
                id="squares-folder" prop:value=value on:change=move |event| choose(event_target_value(&event))
            ><option value="" selected=move || shown.with(Option::is_none)>"All folders"</option>{options}</select>
        </div>
    }
}

#[component]
fn Together(name: &'static str, fate: Fate, locked: Memo<bool>) -> impl IntoView {
    let page = use_page();
    view! {
        <button
            type="button" data-next="squares-filter choose-files" disabled=locked aria-describedby="squares-hint"
            on:click=move |_| page.decide_all(fate)
        >{name}</button>
    }
}
