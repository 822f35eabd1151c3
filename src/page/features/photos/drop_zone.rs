//! Drops anywhere on the page, and the buttons that do the same.

use leptos::ev::{self, DragEvent};
use leptos::html::Input;
use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::camera::view::CameraButton;
use crate::page::platform::files::{Dropped, chosen};
use crate::page::state::{AppState, NextStep};

/// Takes drops anywhere in the window.
#[component]
pub fn WindowDrop() -> impl IntoView {
    let page = use_page();
    // Enter and leave come in pairs, one for every element that the pointer passes over.
    let depth = RwSignal::new(0_u32);
    window_event_listener(ev::dragover, |event| event.prevent_default());
    window_event_listener(ev::dragenter, move |event| {
        event.prevent_default();
        depth.update(|depth| *depth += 1);
    });
    window_event_listener(ev::dragleave, move |_| depth.update(|depth| *depth = depth.saturating_sub(1)));
    window_event_listener(ev::drop, move |event: DragEvent| {
        event.prevent_default();
        depth.set(0);
        let dropped = event.data_transfer().as_ref().map(Dropped::take);
        if let Some(dropped) = dropped.filter(|dropped| !dropped.is_empty()) {
            page.add_dropped(dropped);
        }
    });
    view! {
        <div class="drop-veil" class:shown=move || depth.get() != 0 aria-hidden="true">
            <p>"Drop photos, folders, a .zip or a checkpoint"</p>
        </div>
    }
}

/// The visible drop zone with its buttons.
#[component]
pub fn DropZone() -> impl IntoView {
    let page = use_page();
    let off = Memo::new(move |_| !page.app.with(AppState::can_load));
    let hint = move || {
        page.gpu.missing().map(|_| "Photos can be added and looked at here, but not trained on in this browser.")
    };
    let next = page.is_next(NextStep::ChoosePhotos);
    let (files, folder) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let take = move |input: NodeRef<Input>| {
        if let Some(input) = input.get() {
            let list = input.files().as_ref().map(chosen).unwrap_or_default();
            // Otherwise choosing the same files once more would go unnoticed.
            input.set_value("");
            page.add_files(list);
        }
    };
    let open = move |input: NodeRef<Input>| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    view! {
        <div id="drop-zone" class="drop-zone">
            <p class="with-mouse">"Drop photos, a folder or a .zip anywhere on this page"</p>
            <p class="with-finger">"Take photos, or choose some of yours"</p>
            <div class="buttons">
                <button
                    type="button" id="choose-files" class:primary=move || next.get() disabled=off
                    aria-describedby="photos-hint" on:click=move |_| open(files)
                >"Choose photos"</button>
                <button
                    type="button" class="with-mouse" disabled=off aria-describedby="photos-hint" on:click=move |_| open(folder)
                >"Choose folder"</button>
                <CameraButton/>
            </div>
            <p class="quiet" id="photos-hint">{hint}</p>
            <input
                id="file-input" class="hidden" type="file" tabindex="-1" aria-hidden="true" multiple
                accept="image/*,.zip,application/zip,.safetensors" node_ref=files on:change=move |_| take(files)
            />
            <input
                id="folder-input" class="hidden" type="file" tabindex="-1" aria-hidden="true" prop:webkitdirectory=true
                node_ref=folder on:change=move |_| take(folder)
            />
        </div>
    }
}
