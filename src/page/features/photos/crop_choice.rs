//! Which part of the photos is used, and the other choice beside it.

use std::sync::Arc;

use leptos::prelude::*;

use super::words::{choice, other_choice};
use crate::page::context::use_page;
use crate::page::state::AppState;
use facegan_core::dataset_report::DatasetReport;

#[component]
pub fn CropChoice(report: Memo<Option<Arc<DatasetReport>>>) -> impl IntoView {
    let page = use_page();
    let sentence = Memo::new(move |_| report.with(|report| choice(report.as_ref()?)));
    let other = Memo::new(move |_| report.with(|report| other_choice(report.as_ref()?, page.photos.can_rewind())));
    let locked = Memo::new(move |_| !page.app.with(AppState::can_load));
    let choose = move |_| {
        if let Some((crop, _)) = other.get_untracked() {
            page.choose_crop(crop);
        }
    };
    view! {
        <Show when=move || sentence.get().is_some()>
            <div class="crop-choice">
                <p id="crop-choice" role="status">{sentence}</p>
                <Show when=move || other.get().is_some()>
                    <button
                        type="button" disabled=locked data-next="choose-files" aria-describedby="crop-choice"
                        on:click=choose
                    >{move || other.get().map(|(_, label)| label)}</button>
                </Show>
            </div>
        </Show>
    }
}
