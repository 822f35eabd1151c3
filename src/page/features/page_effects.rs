//! The tab's title, the screen's wake lock, and updates of the page.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::ServiceWorker;

use crate::page::context::use_page;
use crate::page::platform::offline;
use crate::page::platform::wake_lock::WakeLock;
use crate::page::state::{AppState, Engine};

#[component]
pub fn PageEffects() -> impl IntoView {
    name_tab();
    keep_screen_on();
    view! { <Update/> }
}

fn name_tab() {
    let page = use_page();
    let title = Memo::new(move |_| page.app.with(AppState::title));
    Effect::new(move |_| document().set_title(&title.get()));
}

/// The screen stays on while a run trains. A browser takes the lock back when the page is hidden.
fn keep_screen_on() {
    let page = use_page();
    let seen = RwSignal::new(!document().hidden());
    window_event_listener(ev::visibilitychange, move |_| seen.set(!document().hidden()));
    let wanted =
        Memo::new(move |_| seen.get() && matches!(page.app.with(AppState::run_word), "preparing" | "training"));
    let held = StoredValue::new_local(None::<WakeLock>);
    Effect::new(move |_| {
        let wants = wanted.get();
        if let Some(lock) = held.try_update_value(Option::take).flatten() {
            lock.release();
        }
        if wants {
            spawn_local(async move {
                match WakeLock::request().await {
                    Some(lock) if wanted.get_untracked() => held.set_value(Some(lock)),
                    Some(lock) => lock.release(),
                    None => {}
                }
            });
        }
    });
}

/// Offers a newer version of the page, but not during a run, which loading it would end.
#[component]
fn Update() -> impl IntoView {
    let page = use_page();
    let newer = RwSignal::new_local(None::<ServiceWorker>);
    // Only once the page is loaded, so that the files to be cached come from the browser's cache and not over the
    // network again.
    let loaded = Memo::new(move |_| page.app.with(|app| app.engine == Engine::Ready));
    Effect::new(move |registered: Option<bool>| {
        let registered = registered.unwrap_or_default();
        if loaded.get() && !registered {
            offline::keep(move |waiting| newer.set(Some(waiting)));
        }
        registered || loaded.get()
    });
    let offered = Memo::new(move |_| newer.with(Option::is_some) && !page.app.with(AppState::is_running));
    let reload = move |_| {
        if let Some(newer) = newer.get_untracked() {
            page.check("The new version could not be loaded", offline::take_over(&newer));
        }
    };
    view! {
        <div class="update" role="status">
            <Show when=move || offered.get()>
                <p>"A new version is ready."</p>
                <button type="button" on:click=reload>"Reload"</button>
            </Show>
        </div>
    }
}
