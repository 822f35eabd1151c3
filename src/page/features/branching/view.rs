//! Pinning, a run's states, and what the next run begins from.

use leptos::either::Either;
use leptos::prelude::*;

use super::words::{ListedState, pinned, states};
use crate::page::context::use_page;
use crate::page::format::grouped;
use crate::page::state::{AppState, NextStep};
use crate::page::widgets::run_title::run_title;
use crate::page::widgets::twice::Twice;
use facegan_core::export::PinFile;
use facegan_core::origin::{KeptState, Origin};
use facegan_core::run_manifest::{RunManifest, RunSummary};

/// Pins the state of the run on screen.
#[component]
pub fn PinState() -> impl IntoView {
    let page = use_page();
    let off = Memo::new(move |_| !page.can_pin());
    let says = Memo::new(move |_| pinned(&page.pins_on_screen()));
    view! {
        <div class="buttons">
            <button
                type="button" data-next="resume pause train-longer start" disabled=move || off.get()
                aria-describedby="pinned" on:click=move |_| page.pin()
            >"Pin this state"</button>
        </div>
        <p class="quiet" role="status" id="pinned">{says}</p>
    }
}

/// The states of a stored run that another run can begin from.
#[component]
pub fn States(run: RunSummary, title: String) -> impl IntoView {
    let page = use_page();
    let key = run.manifest.key.clone();
    let listed = Memo::new(move |_| page.runs.find(&key, states).unwrap_or_default());
    let can_begin = !run.elsewhere;
    let any = Memo::new(move |_| can_begin && listed.with(|listed| !listed.is_empty()));
    let run = StoredValue::new(run);
    let title = StoredValue::new(title);
    let list = move || {
        let entries = listed.get().into_iter();
        entries.map(|from| view! { <State run from title=title.get_value()/> }).collect_view()
    };
    view! {
        <Show when=move || any.get()>
            <details class="states">
                <summary>"Begin a new run from a state of this one"</summary>
                <ul aria-label=move || format!("States: {}", title.get_value())>{list}</ul>
            </details>
        </Show>
    }
}

#[component]
fn State(run: StoredValue<RunSummary>, from: ListedState, title: String) -> impl IntoView {
    let page = use_page();
    let locked = Memo::new(move |_| page.app.with(AppState::is_running));
    let named = |act: &str| format!("{act} {}: {title}", from.name());
    let key = run.with_value(|run| run.manifest.key.clone());
    let begin = {
        let title = title.clone();
        move |_| run.with_value(|run| page.choose_branch(run, title.clone(), from))
    };
    let pin = match from.state {
        KeptState::Pinned(iterations) => {
            let of = key.clone();
            let download = Callback::new(move |what| page.download_pin(of.clone(), iterations, what));
            let unpin = Callback::new(move |()| page.unpin(key.clone(), iterations));
            Some(view! {
                <button
                    type="button" aria-label=named("Download")
                    on:click=move |_| download.run(PinFile::Checkpoint)
                >"Download"</button>
                <button
                    type="button" aria-label=named("Download netG of") on:click=move |_| download.run(PinFile::NetG)
                >"Download netG"</button>
                <Twice label="Unpin" of=format!("iteration {}, {title}", grouped(iterations)) act=unpin/>
            })
        }
        KeptState::Last | KeptState::Best => None,
    };
    view! {
        <li>
            <span>{from.entry()}</span>
            <div class="buttons">
                <button
                    type="button" aria-label=named("New run from") disabled=move || locked.get() on:click=begin
                >"New run from here"</button>
                {pin}
            </div>
        </li>
    }
}

/// Where a listed run began, with a link to the run that it began from, if that is still there.
#[component]
pub fn CameFrom(run: RunManifest) -> impl IntoView {
    let page = use_page();
    move || {
        let origin = run.origin.as_ref()?;
        let at = format!(", iteration {}", grouped(origin.iterations()));
        let from = match origin {
            Origin::File { name, .. } => Either::Left(format!("the file {name}")),
            Origin::Run { key, name, started, .. } => {
                let title = page.runs.find(key, |run| run_title(run.manifest.name.as_deref(), run.manifest.started));
                Either::Right(match title {
                    Some(title) => Either::Left(view! { <a href=format!("#run-{}", key.0)>{title}</a> }),
                    None => Either::Right(format!("{}, which is deleted", run_title(name.as_deref(), *started))),
                })
            }
        };
        Some(view! { <p class="quiet">"From "{from}{at}</p> })
    }
}

/// What the next run begins from, above the settings.
#[component]
pub fn ChosenBranch() -> impl IntoView {
    let page = use_page();
    move || {
        page.branching.chosen().map(|branch| {
            let words = format!(
                "The next run begins at {} of {}. Its greyed settings stay; the others can be changed.",
                branch.from.name(),
                branch.title,
            );
            view! { <Choice words/> }
        })
    }
}

#[component]
fn Choice(words: String) -> impl IntoView {
    let page = use_page();
    let next = page.is_next(NextStep::Start);
    let blocker = Memo::new(move |_| page.start_blocker());
    let off = move || blocker.with(Option::is_some);
    let hint = move || blocker.get().map(|blocker| blocker.to_string());
    view! {
        <div class="branch">
            <p>{words}</p>
            <div class="buttons">
                <button
                    type="button" class:primary=move || next.get() data-next="pause start" disabled=off
                    aria-describedby="branch-hint" on:click=move |_| page.start()
                >"Begin this run"</button>
                <button type="button" data-next="start" on:click=move |_| page.cancel_branch()>"Begin anew instead"</button>
            </div>
            <p class="quiet" id="branch-hint">{hint}</p>
        </div>
    }
}
