//! The sheet that measures the GPU and shows what it reaches.

use leptos::prelude::*;

use super::measurement::Measurement;
use crate::page::context::use_page;
use crate::page::widgets::dialog::{Dialog, use_sheets};
use crate::page::widgets::table::measured_table;
use facegan_core::gpu_report::GpuReport;

/// Opens the sheet.
#[component]
pub fn MeasureGpuButton() -> impl IntoView {
    let open = use_sheets().gpu_report;
    view! {
        <button type="button" aria-haspopup="dialog" on:click=move |_| open.set(true)>"Measure this GPU"</button>
    }
}

/// The sheet; what is in it lives only while it is open.
#[component]
pub fn MeasureGpu() -> impl IntoView {
    let open = use_sheets().gpu_report;
    view! {
        <Dialog id="gpu-report-title" title="Measure this GPU" open=open>
            <Show when=move || open.get()><Measure/></Show>
        </Dialog>
    }
}

#[component]
fn Measure() -> impl IntoView {
    let page = use_page();
    let measurement = page.gpu_report.measurement;
    let blocker = Memo::new(move |_| page.measure_blocker());
    let off = Memo::new(move |_| blocker.with(Option::is_some) || page.gpu_report.is_measuring());
    let reason = move || blocker.get().map(|blocker| blocker.to_string());
    let report = Memo::new(move |_| measurement.with(|measurement| measurement.report().cloned()));
    view! {
        <div class="gpu-report">
            <p>
                "Measures products of matrices, iterations with the presets and each pass of the layers, on noise: no \
                 photos are needed. It takes some ten seconds, most of them for compiling. Nothing is sent: who wants to \
                 compare GPUs needs the JSON, which holds the numbers, the GPU’s and the browser’s name and facegan’s version."
            </p>
            <div class="buttons">
                <button
                    type="button" id="measure-gpu" class:primary=move || report.with(Option::is_none)
                    data-next="copy-gpu-report measure-gpu" disabled=move || off.get()
                    aria-describedby="measure-gpu-reason" on:click=move |_| page.measure_gpu()
                >"Start measuring"</button>
                <CopyButton/>
            </div>
            <p class="quiet" id="measure-gpu-reason">{reason}</p>
            <p role="status" id="gpu-report-status">{move || measurement.with(Measurement::sentence)}</p>
            {move || report.get().map(|report| view! { <Report report/> })}
        </div>
    }
}

#[component]
fn CopyButton() -> impl IntoView {
    let page = use_page();
    let measurement = page.gpu_report.measurement;
    let off = Memo::new(move |_| measurement.with(|measurement| measurement.report().is_none()));
    let copied = RwSignal::new(false);
    Effect::new(move |_| {
        measurement.track();
        copied.set(false);
    });
    view! {
        <button
            type="button" id="copy-gpu-report" data-next="measure-gpu" disabled=move || off.get()
            on:click=move |_| page.copy_gpu_report(move || copied.set(true))
        >"Copy as JSON"</button>
        <p class="quiet" role="status">{move || copied.get().then_some("The JSON is copied.")}</p>
    }
}

#[component]
fn Report(report: GpuReport) -> impl IntoView {
    let remarks = report.remarks().into_iter().map(|remark| view! { <p>{remark}</p> }).collect_view();
    let tables = report.tables().into_iter().map(measured_table).collect_view();
    view! { <h3>{report.adapter}</h3> {remarks} {tables} }
}
