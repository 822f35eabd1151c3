//! The folders of the photos as a bar chart, each with a choice whether it is trained on.

use leptos::prelude::*;

use super::folders::{MORE_FOLDERS, bar, images, summary};
use crate::page::context::use_page;
use crate::page::format::grouped;
use facegan_core::folders::FolderCount;

/// The chart; nothing where there is no choice.
#[component]
pub fn FolderChart(folders: Memo<Vec<FolderCount>>) -> impl IntoView {
    let any = Memo::new(move |_| folders.with(|folders| !folders.is_empty()));
    view! { <Show when=move || any.get()><Chart folders/></Show> }
}

#[component]
fn Chart(folders: Memo<Vec<FolderCount>>) -> impl IntoView {
    let page = use_page();
    let most = page.photos.most_folders;
    let shown = Memo::new(move |_| folders.with(Vec::len).min(most.get()));
    let more = Memo::new(move |_| folders.with(Vec::len) - shown.get());
    let locked = Memo::new(move |_| !page.can_decide());
    let take_all = move |taken: bool| page.take_folders(&page.folders(), taken);
    view! {
        <div class="folders" role="group" aria-labelledby="folders-title">
            <h3 id="folders-title">"Folders"</h3>
            <p class="quiet" id="folders-summary" role="status">{move || folders.with(|folders| summary(folders))}</p>
            <div class="buttons">
                <button
                    type="button" data-next="choose-files" disabled=locked aria-describedby="folders-hint"
                    on:click=move |_| take_all(true)
                >"Take all in"</button>
                <button
                    type="button" data-next="choose-files" disabled=locked aria-describedby="folders-hint"
                    on:click=move |_| take_all(false)
                >"Leave all out"</button>
            </div>
            <ul aria-label="Images of each folder" tabindex="0">
                <For each=move || 0..shown.get() key=|index| *index let:index><Row folders index locked/></For>
            </ul>
            <Show when=move || { more.get() > 0 }>
                <button
                    type="button" data-next="squares-folder"
                    on:click=move |_| most.update(|most| *most += MORE_FOLDERS)
                >{move || format!("and {} more", grouped(more.get()))}</button>
            </Show>
            <p class="quiet" id="folders-hint">{move || locked.get().then_some("Locked until the run ends.")}</p>
        </div>
    }
}

/// A folder with its bar. The whole row is the label of its choice.
#[component]
fn Row(folders: Memo<Vec<FolderCount>>, index: usize, locked: Memo<bool>) -> impl IntoView {
    let page = use_page();
    let row = Memo::new(move |_| folders.with(|folders| folders.get(index).cloned()));
    let taken = Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.is_taken)));
    let length = move || folders.with(|folders| format!("{:.2}%", bar(folders, index)));
    let choose = move |taken: bool| {
        if let Some(count) = row.get_untracked() {
            page.take_folders(&[count.folder], taken);
        }
    };
    view! {
        <li>
            <label class="check" class:left-out=move || !taken.get()>
                <input
                    type="checkbox" data-next="choose-files" prop:checked=taken disabled=locked
                    aria-describedby="folders-hint" on:change=move |event| choose(event_target_checked(&event))
                />
                <span>{move || row.with(|row| row.as_ref().map(|row| row.folder.label().to_owned()))}</span>
                <span class="bar" aria-hidden="true"><span style:width=length></span></span>
                <span class="quiet">{move || row.with(|row| row.as_ref().map(images))}</span>
            </label>
        </li>
    }
}
