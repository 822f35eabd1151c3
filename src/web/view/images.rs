//! What G draws from its fixed noise, beside what it learns from.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::use_page;
use super::width::use_width;
use crate::protocol::Picture;
use crate::web::browser::{canvas, download};
use crate::web::format::grouped;
use crate::web::page::Page;

/// One of the two grids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Fake,
    Real,
}

impl Which {
    fn picture<T>(self, page: Page, read: impl FnOnce(&Picture) -> T) -> Option<T> {
        match self {
            Self::Fake => page.fakes.with(|fakes| fakes.as_ref().map(|fakes| read(&fakes.picture))),
            Self::Real => page.reals.with(|reals| reals.as_ref().map(read)),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Fake => "Fake images",
            Self::Real => "Real images",
        }
    }

    fn caption(self, page: Page) -> String {
        match self {
            Self::Fake => page.fakes.with(|fakes| match fakes {
                Some(fakes) => format!("after iteration {}", grouped(fakes.iteration)),
                None => "appear with the first iteration".into(),
            }),
            Self::Real if page.reals.with(Option::is_some) => "what it learns from".into(),
            Self::Real => "appear when a run starts".into(),
        }
    }

    fn file(self, page: Page) -> String {
        match self {
            Self::Fake => {
                let iteration = page.fakes.with_untracked(|fakes| fakes.as_ref().map_or(0, |fakes| fakes.iteration));
                format!("fake_images_{iteration:06}.png")
            }
            Self::Real => "real_images.png".into(),
        }
    }
}

#[component]
pub fn FakesAndReals() -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="images-title">
            <h2 id="images-title">"Images"</h2>
            <div class="images"><Grid which=Which::Fake/><Grid which=Which::Real/></div>
        </section>
    }
}

#[component]
fn Grid(which: Which) -> impl IntoView {
    let page = use_page();
    let (around, node) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let width = use_width(around);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        if let Some(painted) = which.picture(page, |picture| canvas::paint(&element, picture)) {
            page.check("A grid could not be drawn", painted);
        }
        canvas::fit(&element, width.get());
    });
    let shown = Memo::new(move |_| which.picture(page, |_| ()).is_some());
    let save = format!("Save {} as PNG", which.label().to_lowercase());
    view! {
        <figure>
            <h3>{which.label()}</h3>
            <div class="grid" class:empty=move || !shown.get() node_ref=around>
                <canvas node_ref=node role="img" aria-label=which.label() width="530" height="530"></canvas>
            </div>
            <figcaption>
                <span class="quiet">{move || which.caption(page)}</span>
                <button
                    type="button" disabled=move || !shown.get()
                    on:click=move |_| save_canvas(page, node, &which.file(page))
                >{save}</button>
            </figcaption>
        </figure>
    }
}

/// Saves what a canvas shows as PNG.
pub fn save_canvas(page: Page, node: NodeRef<Canvas>, name: &str) {
    if let Some(element) = node.get_untracked() {
        page.check("The picture could not be saved", download::save_canvas(name, &element));
    }
}
