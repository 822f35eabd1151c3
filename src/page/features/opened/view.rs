//! The panel of opened checkpoints and weights.

use leptos::html::{Canvas, Div, Input, Section};
use leptos::prelude::*;

use crate::page::context::Page;
use crate::page::context::use_page;
use crate::page::format::opened_content;
use crate::page::platform::canvas;
use crate::page::platform::files::listed;
use crate::page::state::NextStep;
use crate::page::widgets::save_canvas::save_canvas;
use crate::page::widgets::width::use_width;
use facegan_core::images::Picture;
use facegan_core::opened::{Content, OpenedFile};

#[component]
pub fn Opened() -> impl IntoView {
    let page = use_page();
    let input = NodeRef::<Input>::new();
    let take = move |_| {
        if let Some(input) = input.get() {
            let list = input.files().as_ref().map(listed).unwrap_or_default();
            // Otherwise choosing the same file once more would go unnoticed.
            input.set_value("");
            page.open_all(list);
        }
    };
    let choose = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    let any = Memo::new(move |_| page.opened.files.with(|files| !files.is_empty()));
    let panel = NodeRef::<Section>::new();
    // What was dropped may have come while another part of the page was in view; the trained netG's faces are elsewhere.
    Effect::new(move |_| {
        if let Some(panel) = panel.get().filter(|_| any.get() && !untrack(|| page.beginning.is_busy())) {
            panel.scroll_into_view();
        }
    });
    view! {
        <section class="panel" aria-labelledby="opened-title" node_ref=panel>
            <h2 id="opened-title">"Go on from a file"</h2>
            <p class="quiet">
                "A checkpoint of an earlier run, or netG and netD as .safetensors, from this page or from PyTorch. \
                 A saved latent becomes a stop of walks."
            </p>
            <div class="buttons">
                <button type="button" on:click=choose>"Open a file"</button>
                <Show when=move || any.get()>
                    <button type="button" on:click=move |_| page.close_files()>"Close"</button>
                </Show>
            </div>
            <input
                id="opened-input" class="hidden" type="file" tabindex="-1" aria-hidden="true" multiple
                accept=".safetensors" node_ref=input on:change=take
            />
            <div aria-live="polite"><Show when=move || any.get()><Files/></Show></div>
            <Show when=move || any.get()><Actions/><Preview/></Show>
        </section>
    }
}

#[component]
fn Files() -> impl IntoView {
    let page = use_page();
    let files = move || {
        let entry = |OpenedFile { name, content, remarks }: &OpenedFile| {
            let remarks = remarks.iter().map(|remark| view! { <span>{remark.to_string()}</span> }).collect_view();
            let content = opened_content(content);
            view! { <li><strong>{name.clone()}</strong><span class="quiet">{content}</span>{remarks}</li> }
        };
        page.opened.files.with(|files| files.iter().map(entry).collect_view())
    };
    view! { <ul class="opened" aria-label="Opened files">{files}</ul> }
}

#[component]
fn Actions() -> impl IntoView {
    let page = use_page();
    let next = page.is_next(NextStep::UseOpened);
    let has = move |wanted: fn(&OpenedFile) -> bool| {
        Memo::new(move |_| page.opened.files.with(|files| files.iter().any(wanted)))
    };
    let run = has(|file| matches!(file.content, Content::Checkpoint { .. }));
    let net_g = has(OpenedFile::can_draw);
    let (start, restore) = (Memo::new(move |_| page.new_run_blocker()), Memo::new(move |_| page.restore_blocker()));
    let hint = move || if run.get() { restore.get() } else { start.get() }.map(|blocker| blocker.to_string());
    view! {
        <div class="buttons">
            <Show when=move || run.get()>
                <button
                    type="button" class:primary=move || next.get() data-next="pause start" disabled=move || restore.get().is_some()
                    aria-describedby="opened-hint" on:click=move |_| page.restore_opened()
                >"Continue this run"</button>
            </Show>
            <button
                type="button" data-next="pause start" disabled=move || start.get().is_some()
                aria-describedby="opened-hint"
                on:click=move |_| page.start_from_opened()
            >"Start a new run from these weights"</button>
            <Show when=move || net_g.get()>
                <button type="button" on:click=move |_| page.sample()>"Draw samples"</button>
                <button
                    type="button" aria-describedby="opened-page-about"
                    on:click=move |_| page.save_opened_page()
                >"Save as a page"</button>
            </Show>
        </div>
        <p class="quiet" id="opened-hint">{hint}</p>
        <Show when=move || net_g.get()>
            <p class="quiet" id="opened-page-about">
                "Saved as a page, netG is one HTML file that draws faces in any browser, without a network."
            </p>
        </Show>
    }
}

/// Samples that were asked for, or else the checkpoint's latest grid.
#[component]
fn Preview() -> impl IntoView {
    let page = use_page();
    let (around, node) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let width = use_width(around);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        if let Some(painted) = with_picture(page, |picture| canvas::paint(&element, picture)) {
            page.check("The samples could not be drawn", painted);
        }
        canvas::fit(&element, width.get());
    });
    let shown = Memo::new(move |_| with_picture(page, |_| ()).is_some());
    let caption = move || {
        page.opened.sampled.with(|sampled| match sampled {
            Some(sampled) => format!("Samples of netG in eval mode, seed {}", sampled.seed),
            None => "The latest sample grid of this run".to_owned(),
        })
    };
    view! {
        <figure hidden=move || !shown.get()>
            <div class="grid" node_ref=around>
                <canvas node_ref=node role="img" aria-label=caption width="530" height="530"></canvas>
            </div>
            <figcaption>
                <span class="quiet">{caption}</span>
                <button type="button" on:click=move |_| save_canvas(page, node, "samples.png")>"Save samples as PNG"</button>
            </figcaption>
        </figure>
    }
}

fn with_picture<T>(page: Page, read: impl FnOnce(&Picture) -> T) -> Option<T> {
    page.opened.sampled.with(|sampled| match sampled {
        Some(sampled) => Some(read(&sampled.picture)),
        None => page.opened.files.with(|files| {
            let grid = files.iter().find_map(|file| match &file.content {
                Content::Checkpoint { grid, .. } => grid.as_ref(),
                Content::NetG { .. } | Content::NetD { .. } => None,
            });
            grid.map(read)
        }),
    })
}
