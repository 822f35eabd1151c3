//! The sample grids of the compared runs side by side, at one iteration.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::actions::ComparedRun;
use super::timeline::{at_or_before, iterations};
use crate::page::context::{Page, use_page};
use crate::page::features::charts::swatch::run_swatch;
use crate::page::features::grids::timeline::{Requests, cursor, place};
use crate::page::format::grouped;
use crate::page::platform::bitmap::Bitmap;
use crate::page::platform::canvas::fit;
use crate::page::state::Engine;
use crate::page::widgets::place_slider::PlaceSlider;
use crate::page::widgets::width::use_width;
use facegan_core::run_manifest::RunKey;

#[component]
pub fn ComparedGrids(runs: Memo<Vec<ComparedRun>>) -> impl IntoView {
    let page = use_page();
    let timeline = Memo::new(move |_| {
        let frames: Vec<_> = runs.with(|runs| runs.iter().map(|run| page.compared_frames(&run.run.key)).collect());
        iterations(&frames)
    });
    let any = Memo::new(move |_| timeline.with(|timeline| !timeline.is_empty()));
    let key = |run: &ComparedRun| (run.run.key.clone(), run.name.clone(), run.colour.hue());
    view! {
        <Show when=move || any.get() fallback=|| view! { <p class="quiet">"These runs have no sample grids."</p> }>
            <div class="compared-grids">
                <For each=move || runs.get() key=key let:run><RunGrid run/></For>
            </div>
            <Slider timeline/>
        </Show>
    }
}

/// One run's grid at or before the iteration that was chosen.
#[component]
fn RunGrid(run: ComparedRun) -> impl IntoView {
    let page = use_page();
    let (around, node) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let width = use_width(around);
    let ComparedRun { run, name, colour } = run;
    let label = format!("Faces of {name}");
    let key = run.key.clone();
    let frame = Memo::new(move |_| at_or_before(&page.compared_frames(&key), page.cursor.get()));
    let shown = load(page, run.key, frame);
    Effect::new(move |_| {
        let Some(canvas) = node.get() else { return };
        shown.with(|shown| {
            if let Some((_, bitmap)) = shown {
                page.check("A grid could not be drawn", bitmap.paint(&canvas));
            }
        });
        fit(&canvas, width.get());
    });
    let is_empty = Memo::new(move |_| shown.with(Option::is_none));
    let caption = move || match shown.with(|shown| shown.as_ref().map(|(iteration, _)| *iteration)) {
        Some(iteration) => format!("After iteration {}", grouped(iteration)),
        None => "No grid yet".to_owned(),
    };
    view! {
        <figure>
            <h3>{run_swatch(colour)}{name}</h3>
            <div class="grid" class:empty=is_empty node_ref=around>
                <canvas node_ref=node role="img" aria-label=label width="530" height="530"></canvas>
            </div>
            <figcaption class="quiet">{caption}</figcaption>
        </figure>
    }
}

/// The run's grid of the iteration `frame`, or an earlier one until that has come, with its iteration.
fn load(page: Page, key: RunKey, frame: Memo<Option<usize>>) -> RwSignal<Option<(usize, Bitmap)>, LocalStorage> {
    let shown = RwSignal::new_local(None::<(usize, Bitmap)>);
    let (requests, answered) = (StoredValue::new(Requests::default()), RwSignal::new(()));
    let engine = Memo::new(move |_| page.app.with(|app| app.engine == Engine::Ready));
    Effect::new(move |_| {
        engine.track();
        requests.update_value(Requests::abandon);
        answered.set(());
    });
    Effect::new(move |_| {
        answered.track();
        let Some(wanted) = frame.get() else { return shown.set(None) };
        let known = shown.with_untracked(|shown| shown.as_ref().map(|(iteration, _)| *iteration));
        let next = requests.try_update_value(|requests| requests.next([wanted], |frame| known == Some(frame)));
        let Some(iteration) = next.flatten() else { return };
        let answer = page.request_grid(key.clone(), iteration);
        spawn_local(async move {
            // Where the engine was lost, the next one is asked.
            let Ok(png) = answer.recv().await else { return };
            let bitmap = match png {
                Some(png) => Bitmap::decode(&png).await.ok(),
                None => None,
            };
            // The view may be gone by now.
            let _ = requests.try_update_value(|requests| requests.answer(iteration, bitmap.is_some()));
            if let Some(bitmap) = bitmap {
                let _ = shown.try_set(Some((iteration, bitmap)));
            }
            let _ = answered.try_set(());
        });
    });
    shown
}

/// Chooses the iteration, of all that any of the runs has a grid of.
#[component]
fn Slider(timeline: Memo<Vec<usize>>) -> impl IntoView {
    let page = use_page();
    let last = Memo::new(move |_| timeline.with(|timeline| timeline.len().saturating_sub(1)));
    let place = Memo::new(move |_| timeline.with(|timeline| place(timeline, page.cursor.get())));
    let caption = Memo::new(move |_| {
        let iteration = timeline.with(|timeline| timeline.get(place.get()?).copied())?;
        Some(format!("Iteration {}", grouped(iteration)))
    });
    let seek = move |place| page.seek_iteration(timeline.with_untracked(|timeline| cursor(timeline, place)));
    view! {
        <div class="timeline">
            <PlaceSlider label="Iteration compared" last place caption seek/>
            <p class="quiet" aria-hidden="true">{move || caption.get()}</p>
        </div>
    }
}
