//! The photos: adding them, reading progress, and the report on what was taken.

use std::sync::Arc;

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::photos::drop_zone::DropZone;
use crate::page::features::photos::intro::SampleButton;
use crate::page::features::photos::thumbnails::Thumbnails;
use crate::page::format::{count, grouped};
use crate::page::state::{AppState, Data, Phase};
use crate::page::widgets::fold::Fold;
use facegan_core::dataset_report::{DatasetReport, Refused};
use facegan_core::skipped;

#[component]
pub fn Photos() -> impl IntoView {
    let page = use_page();
    let report = Memo::new(move |_| page.app.with(|app| app.report().cloned()));
    let reading = Memo::new(move |_| page.app.with(AppState::is_reading));
    // Before that, the introduction has it.
    let begins = Memo::new(move |_| page.phase() == Phase::Begin);
    let open = Memo::new(move |_| page.phase() != Phase::Run);
    let line = Signal::derive(move || {
        report.get().filter(|report| report.images > 0).map(|report| count(report.images, "photo"))
    });
    let can_clear = Memo::new(move |_| page.app.with(AppState::can_clear));
    view! {
        <Fold id="photos-title" title="Photos" open line>
            <Show when=move || !begins.get()><DropZone/></Show>
            <div class="buttons">
                <SampleButton/>
                <Show when=move || reading.get()>
                    <button type="button" data-next="start choose-files" on:click=move |_| page.cancel_load()>
                        "Cancel"
                    </button>
                </Show>
                <button
                    type="button" data-next="choose-files" disabled=move || !can_clear.get()
                    on:click=move |_| page.clear()
                >"Clear"</button>
            </div>
            <Show when=move || reading.get()><Reading/></Show>
            {move || report.get().map(|report| view! { <Report report/> })}
        </Fold>
    }
}

#[component]
fn Reading() -> impl IntoView {
    let page = use_page();
    let progress = Memo::new(move |_| {
        page.app.with(|app| match &app.data {
            Data::Reading { read, total, .. } => (*read, *total),
            Data::Empty | Data::Ready(_) => (0, None),
        })
    });
    let text = move || match progress.get() {
        (0, None) => "Looking through the files…".to_owned(),
        (read, None) => grouped(read),
        (read, Some(total)) => format!("{} of {}", grouped(read), grouped(total)),
    };
    view! {
        <div class="meter">
            // Without a value the bar is indeterminate.
            <progress
                aria-label="Reading progress"
                max=move || progress.get().1.unwrap_or(1).max(1).to_string()
                value=move || progress.get().1.map(|_| progress.get().0.to_string())
            ></progress>
            <span class="quiet">{text}</span>
        </div>
    }
}

#[component]
fn Report(report: Arc<DatasetReport>) -> impl IntoView {
    let side = report.image_size;
    let smallest = report.smallest.map(|(width, height)| format!("smallest {width}×{height}"));
    let refused = (!report.refused.is_empty()).then(|| format!("{} refused", grouped(report.refused.len())));
    let duplicates = (!report.duplicates.is_empty()).then(|| count(report.duplicates.len(), "duplicate"));
    let left_out = skipped::total(&report.skipped);
    let skipped = (left_out > 0).then(|| format!("{} left out", grouped(left_out)));
    let facts: Vec<_> =
        [refused, duplicates, skipped, smallest].into_iter().flatten().map(|fact| view! { <li>{fact}</li> }).collect();
    let storage = report.storage.clone().map(|problem| {
        view! { <p class="notice"><strong>{problem.what}</strong>" "{problem.advice}</p> }
    });
    let any = report.images > 0;
    let total = report.images;
    view! {
        <section class="report" aria-label="Data report">
            <ul class="facts">
                <li><strong>{count(report.images, "photo")}</strong>{any.then(|| format!(" at {side}×{side}"))}</li>
                {facts}
            </ul>
            {report.cancelled.then(|| view! { <p class="quiet">"Reading was cancelled: what was read is kept."</p> })}
            <Details title="Refused files" open=!any lines=report.refused.iter().map(reason).collect()/>
            <Details title="Duplicates left out" open=false lines=report.duplicates.clone()/>
            <Details
                title="Left out: no photos of yours" open=!any
                lines=report.skipped.iter().map(ToString::to_string).collect()
            />
            {storage}
        </section>
        {any.then(|| view! { <Thumbnails total/> })}
    }
}

/// A list that can be opened, unless it is empty. Its lines are one text, which the browser lays out at once however
/// many thousands there are.
#[component]
fn Details(title: &'static str, open: bool, lines: Vec<String>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        view! {
            <details open=open>
                <summary>{title}</summary>
                <pre class="names" tabindex="0">{lines.join("\n")}</pre>
            </details>
        }
    })
}

fn reason(refused: &Refused) -> String {
    format!("{}: {}", refused.name, refused.reason)
}
