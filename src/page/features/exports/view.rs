//! Downloads of the networks and the losses, with the lines of Python that load them.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::exports::progress::ExportProgress;
use crate::page::features::exports::state::Product;
use crate::page::format::grouped;
use crate::page::state::AppState;
use crate::page::widgets::clipboard::copy;
use facegan_core::export::{Archive, Export};
use facegan_core::latent::WeightSource;

/// A file that can be downloaded.
struct Offer {
    what: Export,
    button: &'static str,
    about: &'static str,
    /// The lines of Python that load it; `docs/formats.md` quotes the same.
    python: &'static str,
}

/// Of a run that keeps an average of netG.
const AVERAGED: Offer = Offer {
    what: Export::AveragedNetG,
    button: "Download averaged netG",
    about: "the moving average of the generator, for the tutorial’s netG",
    python: include_str!("../../../../docs/snippets/netG_ema.py"),
};

const OFFERS: [Offer; 5] = [
    Offer {
        what: Export::NetG,
        button: "Download netG",
        about: "the generator, for the tutorial’s netG",
        python: include_str!("../../../../docs/snippets/netG.py"),
    },
    Offer {
        what: Export::NetD,
        button: "Download netD",
        about: "the discriminator, for the tutorial’s netD",
        python: include_str!("../../../../docs/snippets/netD.py"),
    },
    Offer {
        what: Export::Checkpoint,
        button: "Download checkpoint",
        about: "the whole run, to go on here or in PyTorch",
        python: include_str!("../../../../docs/snippets/checkpoint.py"),
    },
    Offer {
        what: Export::Onnx,
        button: "Download ONNX",
        about: "the generator, for ONNX Runtime and others",
        python: include_str!("../../../../docs/snippets/onnx.py"),
    },
    Offer {
        what: Export::Losses,
        button: "Download losses",
        about: "the numbers of every iteration as CSV",
        python: include_str!("../../../../docs/snippets/losses.py"),
    },
];

/// The HTML page that draws with one of the run's weights: its button, and what is said of it.
fn html_page(weights: WeightSource) -> (String, &'static str) {
    match weights {
        WeightSource::Trained => (
            "Save as a page".into(),
            "netG in one HTML file that draws faces in any browser, from a disk or a mail, without a network",
        ),
        WeightSource::Averaged => {
            ("Save averaged as a page".into(), "the same, with the moving average of netG’s weights")
        }
        WeightSource::Best => ("Save best as a page".into(), "the same, with netG as it was when it was measured best"),
        WeightSource::Pinned(iterations) => (
            format!("Save pinned at {} as a page", grouped(iterations)),
            "the same, with netG as it was when that state was pinned",
        ),
    }
}

/// Several files as one.
struct Parcel {
    what: Archive,
    button: &'static str,
    about: &'static str,
    about_id: &'static str,
    is_mine: fn(Product) -> bool,
}

const EVERYTHING: Parcel = Parcel {
    what: Archive::Everything,
    button: "Download everything",
    about: "all of the below, the settings, the sample grids and the first photos as a small grid, as one .zip",
    about_id: "everything-about",
    is_mine: |product| product == Product::Archive(Archive::Everything),
};

const CLUSTER: Parcel = Parcel {
    what: Archive::Cluster,
    button: "Continue on a cluster",
    about: "the run with a script for PyTorch’s torchrun that trains on with any number of GPUs, and back, as one .zip",
    about_id: "cluster-about",
    is_mine: |product| product == Product::Archive(Archive::Cluster),
};

#[component]
pub fn Downloads() -> impl IntoView {
    let page = use_page();
    let averages = Memo::new(move |_| page.app.with(AppState::keeps_average));
    let weights = page.weights_to_draw_with();
    view! {
        <section class="panel" aria-labelledby="downloads-title">
            <h2 id="downloads-title">"Take it home"</h2>
            <p class="quiet">"During a run or after it. The weights carry the tutorial’s names and load as they are."</p>
            <ul class="offers">
                {move || weights.get().into_iter().map(|weights| view! { <HtmlPage weights/> }).collect_view()}
                <Zip parcel=EVERYTHING/>
                {OFFERS.map(|offer| view! { <File offer/> })}
                <Show when=move || averages.get()><File offer=AVERAGED/></Show>
                <Zip parcel=CLUSTER/>
            </ul>
        </section>
    }
}

#[component]
fn Zip(parcel: Parcel) -> impl IntoView {
    let page = use_page();
    let Parcel { what, button, about, about_id, is_mine } = parcel;
    let off = Memo::new(move |_| !page.app.with(AppState::can_export) || !page.can_make_files());
    view! {
        <li>
            <button
                type="button" disabled=off aria-describedby=about_id
                on:click=move |_| page.save_archive(what)
            >{button}</button>
            <p class="quiet" id=about_id>{about}</p>
            <ExportProgress is_mine/>
        </li>
    }
}

#[component]
fn HtmlPage(weights: WeightSource) -> impl IntoView {
    let page = use_page();
    let off = Memo::new(move |_| !page.app.with(AppState::can_export));
    let (button, about) = html_page(weights);
    let about_id = format!("{}-about", button.to_lowercase().replace(' ', "-"));
    view! {
        <li>
            <button
                type="button" disabled=off aria-describedby=about_id.clone()
                on:click=move |_| page.export(Export::HtmlPage(weights))
            >{button}</button>
            <p class="quiet" id=about_id>{about}</p>
        </li>
    }
}

#[component]
fn File(offer: Offer) -> impl IntoView {
    let page = use_page();
    let off = Memo::new(move |_| !page.app.with(AppState::can_export));
    let Offer { what, button, about, python } = offer;
    let label = format!("Python for {}", button.trim_start_matches("Download "));
    view! {
        <li>
            <button type="button" disabled=off on:click=move |_| page.export(what)>{button}</button>
            <details>
                <summary>{about}" · Python"</summary>
                <div class="snippet">
                    <pre role="region" tabindex="0" aria-label=label><code>{python}</code></pre>
                    <button type="button" on:click=move |_| copy(page, python.to_owned())>"Copy snippet"</button>
                </div>
            </details>
        </li>
    }
}
