//! The progress of an export, with a button that cancels it.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::exports::state::Product;
use crate::page::format::grouped;

/// Shown while one of the caller's products is made. The bar is indeterminate until the number of parts is known.
#[component]
pub fn ExportProgress(is_mine: fn(Product) -> bool) -> impl IntoView {
    let page = use_page();
    let progress = Memo::new(move |_| page.exports.progress.get().filter(|progress| is_mine(progress.product)));
    let shown = Memo::new(move |_| progress.with(Option::is_some));
    let total = move || progress.get().map_or(0, |progress| progress.total);
    let done = move || progress.get().filter(|progress| progress.total > 0).map(|progress| progress.done.to_string());
    let sentence = move || match progress.get() {
        Some(progress) if progress.total > 0 => {
            format!("{}: {} of {}", progress.step, grouped(progress.done), grouped(progress.total))
        }
        Some(progress) => format!("{}…", progress.step),
        None => String::new(),
    };
    view! {
        <Show when=move || shown.get()>
            <div class="export">
                <div class="meter">
                    <progress aria-label="Export progress" max=move || total().max(1).to_string() value=done></progress>
                    <span class="quiet">{sentence}</span>
                </div>
                <button type="button" on:click=move |_| page.cancel_export()>"Cancel export"</button>
            </div>
        </Show>
    }
}
