//! Sheets that lie over the page until they are closed.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlDialogElement};

use crate::page::context::use_page;

/// Which sheets are open.
#[derive(Clone, Copy, Default)]
pub struct Sheets {
    pub shortcuts: RwSignal<bool>,
    pub about: RwSignal<bool>,
    pub explanation: RwSignal<bool>,
    pub camera: RwSignal<bool>,
    pub gpu_report: RwSignal<bool>,
}

/// The page's sheets, which the page's root provides.
pub fn use_sheets() -> Sheets {
    expect_context()
}

/// A sheet; the browser keeps the focus in it, closes it on Escape, and gives the focus back.
#[component]
pub fn Dialog(id: &'static str, title: &'static str, open: RwSignal<bool>, children: Children) -> impl IntoView {
    let page = use_page();
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get().filter(|dialog| open.get() && !dialog.open()) {
            page.check("The sheet could not be opened", dialog.show_modal());
        }
    });
    let close = move |_| {
        if let Some(dialog) = node.get() {
            dialog.close();
        }
    };
    view! {
        <dialog class="sheet" aria-labelledby=id closedby="any" node_ref=node on:close=move |_| open.set(false)>
            <div class="title-row">
                <h2 id=id>{title}</h2>
                <button type="button" aria-label=format!("Close: {title}") on:click=close>"Close"</button>
            </div>
            {children()}
        </dialog>
    }
}

/// Closes the sheet that the target of an event lies in, as its “Close” does.
///
/// # Errors
/// The browser's exception.
pub fn close_around(event: &Event) -> Result<(), JsValue> {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let around = target.map(|target| target.closest("dialog")).transpose()?.flatten();
    around.and_then(|around| around.dyn_into().ok()).as_ref().map(HtmlDialogElement::close);
    Ok(())
}
