//! The run: its controls and how far it is.

use leptos::either::Either;
use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::branching::view::PinState;
use crate::page::features::notify::Notify;
use crate::page::features::plan::view::Foretold;
use crate::page::features::training::controls::Controls;
use crate::page::features::training::pace::Pace;
use crate::page::features::training::setback::Setback;
use crate::page::format::{duration, grouped, megabytes, rate};
use crate::page::state::{Activity, AppState, Engine, Run};
use crate::page::widgets::explained::Explained;

#[component]
pub fn Training() -> impl IntoView {
    let page = use_page();
    let engine = Memo::new(move |_| page.app.with(|app| app.engine.clone()));
    let any = Memo::new(move |_| page.app.with(|app| app.run.is_some()));
    view! {
        <section class="panel" aria-labelledby="training-title">
            <h2 id="training-title">"Training"</h2>
            <Controls/>
            {move || match engine.get() {
                Engine::Loading { loaded, total } => Some(Either::Left(view! { <Download loaded total/> })),
                Engine::Dead => Some(Either::Right(view! { <LoadAgain/> })),
                Engine::Ready => None,
            }}
            <Setback/>
            <Show when=move || any.get()><Progress/></Show>
            <Foretold/>
            <Notify/>
        </section>
    }
}

#[component]
fn Download(loaded: f64, total: Option<f64>) -> impl IntoView {
    let text = match total {
        Some(total) => format!("Loading the engine: {} of {}", megabytes(loaded), megabytes(total)),
        None if loaded > 0.0 => format!("Loading the engine: {}", megabytes(loaded)),
        None => "Loading the engine…".to_owned(),
    };
    view! {
        <div class="meter">
            <progress
                aria-label="Engine download" max=total.unwrap_or(1.0).to_string()
                value=total.map(|_| loaded.to_string())
            ></progress>
            <span class="quiet">{text}</span>
        </div>
    }
}

#[component]
fn LoadAgain() -> impl IntoView {
    let page = use_page();
    view! {
        <div class="buttons">
            <button type="button" data-next="start" on:click=move |_| page.ensure_engine()>"Load the engine again"</button>
        </div>
    }
}

#[component]
fn Progress() -> impl IntoView {
    let page = use_page();
    let run = move |read: fn(&Run) -> String| {
        Memo::new(move |_| page.app.with(|app| app.run.as_ref().map_or_else(|| "–".to_owned(), read)))
    };
    let epoch = run(|run| {
        run.last.map_or_else(
            || "–".to_owned(),
            |stats| format!("{} of {}", grouped(stats.epoch + 1), grouped(run.config.num_epochs)),
        )
    });
    let iteration = run(|run| {
        let all = run.plan.as_ref().map(|plan| format!(" of {}", grouped(plan.iterations)));
        grouped(run.done()) + &all.unwrap_or_default()
    });
    let adapter =
        Memo::new(move |_| page.app.with(|app| Some(format!("On {}", app.run.as_ref()?.plan.as_ref()?.adapter))));
    let saved = Memo::new(move |_| {
        let run = page.app.with(|app| app.run.as_ref().and_then(|run| Some((run.saved?, run.key.clone()?))));
        run.map(|(saved, key)| {
            let held = page.recovery.holds(&key);
            let place = if held { "in this tab alone, since the browser stores nothing" } else { "in this browser" };
            format!("Saved at iteration {} {place}.", grouped(saved))
        })
    });
    let slowed = move || {
        let share = page.training.slowed.get()?;
        Some(format!(
            "While this tab was hidden, the browser let training run at {share} % of its speed. In a window of its own, \
             even a small one, it keeps its pace."
        ))
    };
    let speed = move || {
        let speed = page.training.pace.with(Pace::images_per_second);
        speed.map_or_else(|| "–".to_owned(), |speed| format!("{} photos/s", rate(speed)))
    };
    let left = move || {
        let iterations = page.app.with(|app| {
            app.run
                .as_ref()
                .filter(|run| run.is_active())
                .and_then(|run| Some(run.plan.as_ref()?.iterations - run.done()))
        });
        let seconds = iterations.and_then(|iterations| page.training.pace.with(|pace| pace.seconds_for(iterations)));
        seconds.map_or_else(|| "–".to_owned(), duration)
    };
    view! {
        <Bar/>
        <dl class="numbers">
            <div><dt><Explained text="Epoch"/></dt><dd id="epoch">{epoch}</dd></div>
            <div><dt><Explained text="Iteration"/></dt><dd id="iteration">{iteration}</dd></div>
            <div><dt>"Speed"</dt><dd id="speed">{speed}</dd></div>
            <div><dt>"Time left"</dt><dd id="time-left">{left}</dd></div>
        </dl>
        <p class="quiet">{adapter}</p>
        <p class="quiet" id="saved">{saved}</p>
        <PinState/>
        <p class="quiet" role="status" id="slowed">{slowed}</p>
    }
}

/// The bar is indeterminate while shaders are compiled, since the end is not known.
#[component]
fn Bar() -> impl IntoView {
    let page = use_page();
    let preparing = Memo::new(move |_| {
        page.app.with(|app| app.run.as_ref().is_some_and(|run| matches!(run.activity, Activity::Preparing(_))))
    });
    let done = Memo::new(move |_| page.app.with(|app| app.run.as_ref().map_or(0, Run::done)));
    let all =
        Memo::new(move |_| page.app.with(|app| app.run.as_ref()?.plan.as_ref().map(|plan| plan.iterations.max(1))));
    let preparation = Memo::new(move |_| page.app.with(AppState::status));
    view! {
        <div class="meter">
            <progress
                aria-label="Training progress" max=move || all.get().unwrap_or(1).to_string()
                value=move || (!preparing.get()).then(|| done.get().to_string())
            ></progress>
            {move || preparing.get().then(|| view! { <span class="quiet">{preparation}</span> })}
        </div>
    }
}
