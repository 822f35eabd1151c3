//! The panel of compared runs.

use leptos::prelude::*;

use super::grids::ComparedGrids;
use super::settings::SettingsThatDiffer;
use crate::page::context::use_page;

#[component]
pub fn Comparison() -> impl IntoView {
    let page = use_page();
    let runs = Memo::new(move |_| page.compared_runs());
    let any = Memo::new(move |_| runs.with(|runs| !runs.is_empty()));
    let several = Memo::new(move |_| runs.with(|runs| runs.len() > 1));
    view! {
        <Show when=move || any.get()>
            <section class="panel" aria-labelledby="comparison-title">
                <h2 id="comparison-title">"Runs compared"</h2>
                <Show
                    when=move || several.get()
                    fallback=|| view! {
                        <p class="quiet">"Press Compare at one more of the earlier runs, or show one."</p>
                    }
                >
                    <SettingsThatDiffer runs/>
                    <ComparedGrids runs/>
                </Show>
            </section>
        </Show>
    }
}
