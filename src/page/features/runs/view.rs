//! Earlier runs.

use leptos::html::{Input, Ul};
use leptos::prelude::*;

use crate::page::context::Page;
use crate::page::context::use_page;
use crate::page::features::branching::view::{CameFrom, States};
use crate::page::features::charts::swatch::run_swatch;
use crate::page::features::runs::summary::{can_restore, is_complete, losses, made_with, progress, total};
use crate::page::format::megabytes;
use crate::page::platform::clock;
use crate::page::platform::object_url::ObjectUrl;
use crate::page::state::AppState;
use crate::page::widgets::run_title::run_title;
use crate::page::widgets::twice::Twice;
use facegan_core::run_manifest::{RunManifest, RunSummary};

#[component]
pub fn Runs() -> impl IntoView {
    let page = use_page();
    let list = NodeRef::<Ul>::new();
    let runs = page.runs.runs;
    let any = Memo::new(move |_| runs.with(|runs| !runs.is_empty()));
    // The key changes when the run does, so that its view is made again.
    let key = |run: &RunSummary| {
        let RunManifest { key, name, outcome, .. } = &run.manifest;
        (key.clone(), name.clone(), run.iterations, outcome.is_some(), run.saved, run.elsewhere)
    };
    view! {
        <section class="panel" aria-labelledby="runs-title">
            <div class="title-row">
                <h2 id="runs-title">"Earlier runs"</h2>
                <Show when=move || any.get()><span class="quiet">{move || runs.with(|runs| total(runs))}</span></Show>
            </div>
            <p class="quiet">{move || where_stored(page, any.get())}</p>
            <ul class="runs" aria-label="Earlier runs" tabindex="-1" hidden=move || !any.get() node_ref=list>
                <For each=move || runs.get() key=key let:run><Run run list/></For>
            </ul>
        </section>
    }
}

fn where_stored(page: Page, any: bool) -> &'static str {
    let refused = page.app.with(|app| app.report().is_some_and(|report| report.storage.is_some()));
    match (refused, any) {
        (true, _) => "This browser refused its private storage: runs are kept only while the page is open.",
        (false, true) => "Kept in this browser, on this device, until you delete them.",
        (false, false) => "None yet. Every run is kept here, with its curves and sample grids, until you delete it.",
    }
}

#[component]
fn Run(run: RunSummary, list: NodeRef<Ul>) -> impl IntoView {
    let page = use_page();
    let started = clock::date_and_time(run.manifest.started);
    let title = run_title(run.manifest.name.as_deref(), run.manifest.started);
    let heading = run.manifest.name.clone().unwrap_or_else(|| started.clone());
    let named = run.manifest.name.is_some().then(|| view! { <p class="quiet">{started}</p> });
    let id = format!("run-{}", run.manifest.key.0);
    let words = made_with(&run.manifest);
    let results = [Some(progress(&run)), losses(&run)].into_iter().flatten();
    let results = StoredValue::new(results.collect::<Vec<_>>());
    let key = run.manifest.key.clone();
    let under_way = Memo::new(move |_| page.is_under_way(&key));
    let key = run.manifest.key.clone();
    let size = Memo::new(move |_| page.runs.find(&key, |run| megabytes(run.bytes)));
    // The list has a running run as of its first iteration.
    let results = move || match under_way.get() {
        true => vec!["Under way".to_owned()],
        false => results.get_value().into_iter().chain(size.get()).collect(),
    };
    let key = run.manifest.key.clone();
    let shown = Memo::new(move |_| page.shown.with(|shown| shown.as_ref() == Some(&key)));
    let key = run.manifest.key.clone();
    let colour = Memo::new(move |_| page.run_colour(&key));
    view! {
        <li aria-labelledby=id.clone()>
            <Thumbnail png=run.grid.clone()/>
            <div class="facts-of-run">
                <h3 id=id.clone()>
                    {heading}" "
                    {move || colour.get().map(run_swatch)}
                    <Show when=move || shown.get()><span class="tag">"on screen"</span></Show>
                </h3>
                {named}
                <CameFrom run=run.manifest.clone()/>
                <p class="quiet">{words}</p>
                {move || results().into_iter().map(|fact| view! { <p class="quiet">{fact}</p> }).collect_view()}
            </div>
            <States run=run.clone() title=title.clone()/>
            <Acts run title under_way list/>
        </li>
    }
}

#[component]
fn Acts(run: RunSummary, title: String, under_way: Memo<bool>, list: NodeRef<Ul>) -> impl IntoView {
    let page = use_page();
    let locked = Memo::new(move |_| page.app.with(AppState::is_running));
    let named = |act: &str| format!("{act}: {title}");
    let compared = {
        let key = run.manifest.key.clone();
        Memo::new(move |_| page.charts.has_overlay(&key))
    };
    let (compare, key) = (run.manifest.key.clone(), run.manifest.key.clone());
    let delete = Callback::new(move |()| {
        page.forget_run(key.clone());
        // The button disappears with its run: the focus moves to the list.
        if let Some(list) = list.get_untracked() {
            page.check("The list could not be focused", list.focus());
        }
    });
    let renamed = run.manifest.clone();
    let go_on = if is_complete(&run) { "Train longer" } else { "Continue" };
    let (continues, stored, shown) = (can_restore(&run), run.clone(), run.clone());
    view! {
        <div class="buttons">
            {continues.then(|| view! {
                <button
                    type="button" aria-label=named(go_on) data-next="pause start" disabled=move || locked.get()
                    on:click=move |_| page.restore_run(&stored)
                >{go_on}</button>
            })}
            <button
                type="button" aria-label=named("Show") disabled=move || locked.get()
                on:click=move |_| page.show_run(&shown)
            >"Show"</button>
            <button
                type="button" aria-label=named("Compare") aria-pressed=move || compared.get().to_string()
                on:click=move |_| page.toggle_comparison(compare.clone())
            >"Compare"</button>
            <button
                type="button" aria-label=named("Use its settings") disabled=move || locked.get()
                on:click=move |_| page.take_settings(&run)
            >"Use its settings"</button>
            <Rename run=renamed title=title.clone()/>
            <Twice label="Delete" of=title disabled=under_way act=delete/>
        </div>
    }
}

/// A button that becomes a field for the run's name.
#[component]
fn Rename(run: RunManifest, title: String) -> impl IntoView {
    let page = use_page();
    let edits = RwSignal::new(false);
    let field = NodeRef::<Input>::new();
    let RunManifest { key, name, .. } = run;
    let name = StoredValue::new(name.unwrap_or_default());
    let key = StoredValue::new(key);
    let save = move |text: String| {
        // Enter and the blur that follows are one change.
        if edits.get_untracked() {
            edits.set(false);
            if text.trim() != name.get_value() {
                page.rename_run(key.get_value(), &text);
            }
        }
    };
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            page.check("The field could not be focused", field.focus());
            field.select();
        }
    });
    let (button, input) = (format!("Rename: {title}"), format!("Name of {title}"));
    view! {
        <Show
            when=move || edits.get()
            fallback=move || view! {
                <button type="button" aria-label=button.clone() on:click=move |_| edits.set(true)>"Rename"</button>
            }
        >
            <input
                class="run-name" aria-label=input.clone() maxlength="80" autocomplete="off" node_ref=field
                prop:value=name.get_value()
                on:keydown=move |event| match event.key().as_str() {
                    "Enter" => save(event_target_value(&event)),
                    "Escape" => edits.set(false),
                    _ => {}
                }
                on:blur=move |event| save(event_target_value(&event))
            />
        </Show>
    }
}

#[component]
pub fn Thumbnail(png: Option<Vec<u8>>) -> impl IntoView {
    let page = use_page();
    let url = png.map(|png| ObjectUrl::new(&png));
    let url = url.and_then(|url| match url {
        Ok(url) => Some(url),
        Err(error) => {
            page.check("A run’s sample grid could not be shown", Err::<(), _>(error));
            None
        }
    });
    let src = url.as_ref().map(|url| url.get().to_owned());
    let url = StoredValue::new(url);
    on_cleanup(move || url.dispose());
    match src {
        Some(src) => view! { <img src=src alt="Its latest sample grid" width="96" height="96"/> }.into_any(),
        None => view! { <div class="no-grid"></div> }.into_any(),
    }
}
