//! A notification at the end of a run, if the person asked for it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::page::context::use_page;
use crate::page::platform::{notify, preferences};
use crate::page::state::AppState;

/// The checkbox that asks for it; nothing where the browser has no notifications.
#[component]
pub fn Notify() -> impl IntoView {
    let page = use_page();
    let on = RwSignal::new(preferences::get(preferences::NOTIFY).is_some() && notify::is_allowed());
    let refused = RwSignal::new(false);
    let text = Memo::new(move |_| page.app.with(AppState::notification));
    Effect::new(move |_| {
        if let Some(text) = text.get().filter(|_| on.get_untracked()) {
            spawn_local(async move { notify::show("facegan", &text).await });
        }
    });
    let choose = move |event| {
        let wanted = event_target_checked(&event);
        on.set(wanted);
        spawn_local(async move {
            let allowed = wanted && notify::ask().await;
            on.set(allowed);
            refused.set(wanted && !allowed);
            preferences::set(preferences::NOTIFY, if allowed { "on" } else { "" });
        });
    };
    notify::is_offered().then(|| {
        view! {
            <div>
                <label class="check">
                    <input type="checkbox" prop:checked=move || on.get() on:change=choose/>
                    "Notify me when done"
                </label>
                <p class="quiet" aria-live="polite">
                    {move || refused.get().then_some("This browser does not let the page notify you; its settings can change that.")}
                </p>
            </div>
        }
    })
}
