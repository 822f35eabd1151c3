//! A photo and the face of netG that comes nearer to it.

use leptos::html::{Canvas, Div, Input};
use leptos::prelude::*;

use super::search::Search;
use crate::page::context::{Page, use_page};
use crate::page::features::latent::use_in_walks::{StopNumber, UseInWalks};
use crate::page::platform::canvas;
use crate::page::platform::files::listed;
use crate::page::widgets::explained::Explained;
use facegan_core::images::Picture;
use facegan_core::latent::Latent;
use facegan_protocol::Command;

#[component]
pub fn Inversion() -> impl IntoView {
    let page = use_page();
    let (input, node) = (NodeRef::<Input>::new(), NodeRef::<Div>::new());
    let take = move |_| {
        if let Some(input) = input.get() {
            let file = input.files().as_ref().map(listed).unwrap_or_default().into_iter().next();
            // Otherwise choosing the same file once more would go unnoticed.
            input.set_value("");
            if let Some(file) = file {
                page.find_file(file);
            }
        }
    };
    let choose = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    let is = |page: Page, holds: fn(&Search) -> bool| {
        Memo::new(move |_| page.inversion.search.with(|search| search.as_ref().is_some_and(holds)))
    };
    let (any, under_way) = (is(page, |_| true), is(page, Search::is_under_way));
    // It may have been asked for in a photo's sheet, while another part of the page was in view.
    Effect::new(move |_| {
        if let Some(node) = node.get().filter(|_| under_way.get()) {
            node.scroll_into_view();
        }
    });
    view! {
        <div class="latent-view inversion" role="group" aria-labelledby="inversion-title" node_ref=node>
            <h3 id="inversion-title">"Find a photo’s face"</h3>
            <p class="quiet">
                <Explained text="Choose a photo, and the latent is searched for from which netG draws the nearest face: \
                                 random ones are tried, and the nearest are changed step by step. The photo is not added \
                                 to the others."/>
            </p>
            <div class="buttons">
                <button type="button" id="inversion-choose" on:click=choose>"Choose a photo to find"</button>
                <Show when=move || under_way.get()>
                    <button
                        type="button" data-next="inversion-choose"
                        on:click=move |_| page.send(Command::CancelInversion)
                    >"Stop the search"</button>
                </Show>
            </div>
            <input
                id="inversion-input" class="hidden" type="file" tabindex="-1" aria-hidden="true" accept="image/*"
                node_ref=input on:change=take
            />
            <Show when=move || any.get()><Found under_way/></Show>
        </div>
    }
}

/// How the latest search stands.
#[component]
fn Found(under_way: Memo<bool>) -> impl IntoView {
    let page = use_page();
    let said = move |say: fn(&Search) -> Option<String>| {
        Memo::new(move |_| page.inversion.search.with(|search| search.as_ref().and_then(say)))
    };
    let (progress, outcome) = (said(Search::progress), said(Search::outcome));
    let remark = said(|search| search.remark().map(str::to_owned));
    let photo_name = said(|search| Some(format!("The photo {}", search.name())));
    let steps = Memo::new(move |_| page.inversion.search.with(|search| search.as_ref().and_then(Search::steps)));
    let done = move || steps.get().map(|(done, _)| done.to_string());
    let total = move || steps.get().map_or(1, |(_, total)| total).to_string();
    view! {
        <div class="found">
            <Square of=Search::photo name=Signal::derive(move || photo_name.get().unwrap_or_default()) caption="The photo"/>
            <Square of=Search::picture name=Signal::stored("netG’s nearest face".to_owned()) caption="netG’s nearest face"/>
        </div>
        <Show when=move || under_way.get()>
            <div class="meter">
                <progress aria-label="Search progress" max=total value=done></progress>
                <span class="quiet">{progress}</span>
            </div>
        </Show>
        <p class="quiet" hidden=move || remark.with(Option::is_none)>{remark}</p>
        <p role="status">{outcome}</p>
        <Show when=move || outcome.with(Option::is_some)><Uses/></Show>
    }
}

/// What can be done with the face that was found.
#[component]
fn Uses() -> impl IntoView {
    let page = use_page();
    let face = Memo::new(move |_| {
        page.inversion.search.with(|search| search.as_ref().and_then(Search::latent).map(Latent::Found))
    });
    view! {
        <div class="buttons">
            <UseInWalks face choose=Callback::new(move |()| page.use_found_face()) next="inversion-choose"/>
            <button type="button" on:click=move |_| page.save_found_face()>"Save found face as PNG"</button>
            <button type="button" on:click=move |_| page.save_found_latent()>"Save latent"</button>
        </div>
        <StopNumber face/>
    }
}

/// One of the two pictures; hidden until there is one.
#[component]
fn Square(of: fn(&Search) -> Option<&Picture>, name: Signal<String>, caption: &'static str) -> impl IntoView {
    let page = use_page();
    let node = NodeRef::<Canvas>::new();
    let empty = Memo::new(move |_| page.inversion.search.with(|search| search.as_ref().and_then(of).is_none()));
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        page.inversion.search.with(|search| {
            if let Some(picture) = search.as_ref().and_then(of) {
                page.check("A face could not be drawn", canvas::paint(&element, picture));
            }
        });
    });
    view! {
        <figure hidden=move || empty.get()>
            <canvas node_ref=node role="img" aria-label=move || name.get() width="64" height="64"></canvas>
            <figcaption><span class="quiet">{caption}</span></figcaption>
        </figure>
    }
}
