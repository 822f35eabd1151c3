//! The buttons that start, steer and end a run. The next thing to do is the solid one.

use leptos::either::Either;
use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::advice::view::MemoryNeed;
use crate::page::format::grouped;
use crate::page::state::{AppState, Blocker, NextStep};

#[component]
pub fn Controls() -> impl IntoView {
    let page = use_page();
    let running = Memo::new(move |_| page.app.with(AppState::is_running));
    let longer = Memo::new(move |_| page.app.with(|app| app.longer().is_some()));
    let hint = Memo::new(move |_| {
        let blocker = page.start_blocker().filter(|blocker| *blocker != Blocker::Running);
        blocker.map(|blocker| blocker.to_string()).or_else(|| page.app.with(until_when))
    });
    view! {
        <div class="buttons controls">
            <Show
                when=move || running.get()
                fallback=move || view! {
                    <Show when=move || longer.get()><TrainLonger/></Show>
                    <Start after_another=longer/>
                }
            ><PauseOrResume/><StepAndStop/></Show>
        </div>
        <p class="quiet" id="start-hint">{hint}</p>
        <MemoryNeed/>
    }
}

/// How far the run on screen goes on when it is trained longer.
fn until_when(app: &AppState) -> Option<String> {
    let (config, run) = app.longer().zip(app.run.as_ref())?;
    let iterations = config.iterations(run.plan.as_ref()?.images);
    Some(format!("“Train longer” goes on exactly where it ended, to iteration {}.", grouped(iterations)))
}

#[component]
fn TrainLonger() -> impl IntoView {
    let page = use_page();
    let next = page.is_next(NextStep::TrainLonger);
    let off = Memo::new(move |_| page.gpu.missing().is_some());
    view! {
        <button
            type="button" id="train-longer" class:primary=move || next.get() data-next="pause start"
            disabled=move || off.get() aria-describedby="start-hint" on:click=move |_| page.train_longer()
        >"Train longer"</button>
    }
}

/// Starts the first run of a visit, or another one.
#[component]
fn Start(after_another: Memo<bool>) -> impl IntoView {
    let page = use_page();
    let next = page.is_next(NextStep::Start);
    let off = Memo::new(move |_| page.start_blocker().is_some());
    view! {
        <button
            type="button" id="start" class:primary=move || next.get() data-next="pause start"
            disabled=move || off.get() aria-describedby="start-hint" on:click=move |_| page.start()
        >{move || if after_another.get() { "New run" } else { "Start" }}</button>
    }
}

#[component]
fn PauseOrResume() -> impl IntoView {
    let page = use_page();
    let paused = Memo::new(move |_| page.app.with(AppState::can_resume));
    let off = Memo::new(move |_| !page.app.with(AppState::can_pause));
    let (pause_next, resume_next) = (page.is_next(NextStep::Pause), page.is_next(NextStep::Resume));
    move || match paused.get() {
        true => Either::Left(view! {
            <button
                type="button" id="resume" class:primary=move || resume_next.get() data-next="pause start"
                on:click=move |_| page.resume()
            >"Resume"</button>
        }),
        false => Either::Right(view! {
            <button
                type="button" id="pause" class:primary=move || pause_next.get()
                data-next="resume train-longer start" disabled=move || off.get() on:click=move |_| page.pause()
            >"Pause"</button>
        }),
    }
}

#[component]
fn StepAndStop() -> impl IntoView {
    let page = use_page();
    let paused = Memo::new(move |_| page.app.with(AppState::can_resume));
    let can_stop = Memo::new(move |_| page.app.with(AppState::can_stop));
    view! {
        <button
            type="button" id="step" data-next="step train-longer start" disabled=move || !paused.get()
            on:click=move |_| page.step()
        >"Step"</button>
        <button
            type="button" data-next="train-longer start" disabled=move || !can_stop.get()
            on:click=move |_| page.stop()
        >"Stop"</button>
    }
}
