//! The photos: adding them, reading progress, and the report on what was taken.

use std::sync::Arc;

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::photos::crop_choice::CropChoice;
use crate::page::features::photos::drop_zone::DropZone;
use crate::page::features::photos::filter_bar::FilterBar;
use crate::page::features::photos::folder_chart::FolderChart;
use crate::page::features::photos::intro::SampleButton;
use crate::page::features::photos::thumbnails::Thumbnails;
use crate::page::features::photos::words::facts;
use crate::page::format::{grouped, images};
use crate::page::state::{AppState, Data, Phase};
use crate::page::widgets::fold::Fold;
use facegan_core::dataset_report::{DatasetReport, Refused};

#[component]
pub fn Photos() -> impl IntoView {
    let page = use_page();
    let report = Memo::new(move |_| page.app.with(|app| app.report().cloned()));
    let reading = Memo::new(move |_| page.app.with(AppState::is_reading));
    // Before that, the introduction has it.
    let begins = Memo::new(move |_| page.phase() == Phase::Begin);
    let open = Memo::new(move |_| page.phase() != Phase::Run);
    let line = Signal::derive(move || {
        report.with(|report| report.as_ref().filter(|report| report.images > 0).map(|report| images(report)))
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
            <Show when=move || report.with(Option::is_some)><Report report/></Show>
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

/// What was read and what is trained on of it. Its parts change one by one: what is open or has the focus stays so.
#[component]
fn Report(report: Memo<Option<Arc<DatasetReport>>>) -> impl IntoView {
    let any = read(report, |report| report.squares() > 0);
    let none = Memo::new(move |_| !any.get());
    let images = read(report, |report| (images(report), report.image_size));
    let facts = read(report, facts);
    let storage = read(report, |report| report.storage.clone());
    let cancelled = read(report, |report| report.cancelled);
    let decided = read(report, |report| report.decided > 0);
    let folders = read(report, |report| report.folders.clone());
    view! {
        <section class="report" aria-label="Data report">
            <ul class="facts">
                <li>
                    <strong>{move || images.get().0}</strong>
                    {move || any.get().then(|| format!(" at {side}×{side}", side = images.get().1))}
                </li>
                {move || facts.get().into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view()}
            </ul>
            {move || cancelled.get().then_some(view! { <p class="quiet">"Reading was cancelled: what was read is kept."</p> })}
            <Details
                title="Refused files" open=none lines=read(report, |report| report.refused.iter().map(reason).collect())
            />
            <Details
                title="Duplicates left out" open=Memo::new(|_| false) lines=read(report, |report| report.duplicates.clone())
            />
            <Details
                title="Left out: no photos of yours" open=none
                lines=read(report, |report| report.skipped.iter().map(ToString::to_string).collect())
            />
            {move || storage.get().map(|problem| {
                view! { <p class="notice"><strong>{problem.what}</strong>" "{problem.advice}</p> }
            })}
        </section>
        <CropChoice report/>
        <FolderChart folders/>
        <Show when=move || any.get()><FilterBar decided folders/><Thumbnails/></Show>
    }
}

/// A part of the report, or nothing without one.
fn read<T>(report: Memo<Option<Arc<DatasetReport>>>, part: fn(&DatasetReport) -> T) -> Memo<T>
where
    T: Default + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| report.with(|report| report.as_deref().map(part).unwrap_or_default()))
}

/// A list that can be opened, unless it is empty. Its lines are one text, which the browser lays out at once however
/// many thousands there are.
#[component]
fn Details(title: &'static str, open: Memo<bool>, lines: Memo<Vec<String>>) -> impl IntoView {
    let any = Memo::new(move |_| lines.with(|lines| !lines.is_empty()));
    view! {
        <Show when=move || any.get()>
            <details open=open.get_untracked()>
                <summary>{title}</summary>
                <pre class="names" tabindex="0">{move || lines.with(|lines| lines.join("\n"))}</pre>
            </details>
        </Show>
    }
}

fn reason(refused: &Refused) -> String {
    format!("{}: {}", refused.name, refused.reason)
}
