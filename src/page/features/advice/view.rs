//! What the numbers suggest to do, in plain language.

use leptos::prelude::*;

use super::topic::Advice as Piece;
use crate::page::context::use_page;
use crate::page::format::gpu_memory;
use crate::page::state::AppState;

#[component]
pub fn Advice() -> impl IntoView {
    let page = use_page();
    view! {
        <div class="advice" role="status" aria-live="polite" aria-atomic="false" aria-label="Advice">
            <For
                each=move || page.advice.advice.get() key=|piece| (piece.topic, piece.seen.clone())
                children=|piece| view! { <Said piece/> }
            />
        </div>
    }
}

#[component]
fn Said(piece: Piece) -> impl IntoView {
    let page = use_page();
    let locked = Memo::new(move |_| page.app.with(AppState::is_running));
    let Piece { topic, seen, means, remedy, fixes } = piece;
    let has_fixes = !fixes.is_empty();
    let restarts = Memo::new(move |_| page.can_restart());
    let ends =
        move || (locked.get() && has_fixes).then_some("The run under way ends then, and stays under Earlier runs.");
    let buttons = fixes.into_iter().map(|fix| {
        let labels = (fix.label.clone(), fix.restart_label());
        let label = move || if locked.get() { labels.1.clone() } else { labels.0.clone() };
        let off = move || locked.get() && !restarts.get();
        view! {
            <button type="button" disabled=off on:click=move |_| page.follow_advice(topic, &fix)>{label}</button>
        }
    });
    view! {
        <article>
            <p><strong>{seen}</strong>" "{means}" "{remedy}</p>
            <div class="buttons">
                {buttons.collect_view()}
                <button
                    type="button" aria-label=format!("Dismiss the advice on {}", topic.name())
                    on:click=move |_| page.dismiss_advice(topic)
                >"Dismiss"</button>
            </div>
            <p class="quiet">{ends}</p>
        </article>
    }
}

/// What the settings need of the GPU.
#[component]
pub fn MemoryNeed() -> impl IntoView {
    let page = use_page();
    let need =
        Memo::new(move |_| page.gpu_need().map(|need| format!("About {} of GPU memory.", gpu_memory(need.total))));
    view! { <p class="quiet" id="gpu-memory">{need}</p> }
}
