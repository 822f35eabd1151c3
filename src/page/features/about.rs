//! What happens to the photos, and how to check it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::page::context::use_page;
use crate::page::features::gpu_report::view::MeasureGpuButton;
use crate::page::format::{count, megabytes};
use crate::page::platform::storage;
use crate::page::state::AppState;
use crate::page::widgets::dialog::{Dialog, use_sheets};

// Both open a tab of their own: leaving this one would end the run.
const TUTORIAL: &str = "https://docs.pytorch.org/tutorials/beginner/dcgan_faces_tutorial.html";
const PAPER: &str = "https://arxiv.org/abs/1511.06434";
const NOTICES: &str = "./third-party-notices.txt";

/// The page's foot, which opens the sheet.
#[component]
pub fn Footer() -> impl IntoView {
    let open = use_sheets().about;
    view! {
        <footer>
            <p class="quiet">"facegan "{env!("CARGO_PKG_VERSION")}" · Your photos never leave this machine."</p>
            <button type="button" aria-haspopup="dialog" on:click=move |_| open.set(true)>"About and privacy"</button>
        </footer>
    }
}

/// The sheet.
#[component]
pub fn About() -> impl IntoView {
    let open = use_sheets().about;
    view! { <Dialog id="about-title" title="About and privacy" open=open><Statement/></Dialog> }
}

/// What the browser stores for this page, and a button that deletes it.
#[component]
fn Kept() -> impl IntoView {
    let page = use_page();
    let open = use_sheets().about;
    let used = RwSignal::new(None::<f64>);
    let runs = Memo::new(move |_| page.runs.with(<[_]>::len));
    Effect::new(move |_| {
        runs.track();
        if open.get() {
            spawn_local(async move { used.set(storage::used().await) });
        }
    });
    let space = move || {
        let of_runs = count(runs.get(), "run");
        match used.get() {
            Some(bytes) => format!("Now {of_runs}; with the page itself, it stores {}. ", megabytes(bytes)),
            None => format!("Now {of_runs}. "),
        }
    };
    let asks = RwSignal::new(false);
    let label =
        move || if asks.get() { "Really delete all runs and their photos" } else { "Delete all runs and photos" };
    let running = Memo::new(move |_| page.app.with(AppState::is_running));
    let delete = move |_| {
        if asks.get_untracked() {
            page.forget_all_runs();
        }
        asks.update(|asks| *asks = !*asks);
    };
    view! {
        <p>
            "The browser keeps, on this device and for this page alone: your settings, which photos and faces \
             you left out or took in (not the photos themselves: a number computed from each), and every run with its \
             curves, sample grids and networks, until you delete it. With a run it keeps the photos that it was made with, at the \
             size that it was trained at, with their names and folders, so that it can go on after a reload. They are deleted \
             with the last run that needs them. Deleting the site’s data in the browser’s settings removes everything."
        </p>
        <p id="stored">{space}</p>
        <div class="buttons">
            <button
                type="button" class:danger=move || asks.get() disabled=move || running.get() || runs.get() == 0
                on:click=delete on:blur=move |_| asks.set(false)
            >{label}</button>
        </div>
    }
}

#[component]
fn Statement() -> impl IntoView {
    let page = use_page();
    let tiles = move || {
        let of_gpu =
            |tiles| view! { <p id="tiles">"On this GPU, convolutions are computed in tiles of "{tiles}"."</p> };
        page.gpu.tiles().map(of_gpu)
    };
    view! {
        <div class="about">
            <h3>"Your photos stay here"</h3>
            <p>
                "Reading, training and drawing all happen in this page, on this machine. Nothing is uploaded: there is \
                 no server to send photos to, no account, no cookie and no counting of visits."
            </p>
            <p>
                "The camera is on only while its sheet is open, and its pictures are added to your photos."
            </p>
            <h3>"How to check"</h3>
            <ul>
                <li>
                    "Open the browser’s developer tools at Network, then add photos and train: once the page is loaded, \
                     no request leaves it. “Play with a trained netG” and “Use the camera” alone fetch more of the page’s own files."
                </li>
                <li>"Go offline after loading, and even load the page again: it still works."</li>
                <li>
                    "Read the page’s source: the Content-Security-Policy at its top forbids the browser to let this page \
                     contact any other address. Try it in the developer tools’ Console with \
                     “fetch('https://example.com')”: the browser refuses."
                </li>
            </ul>
            <h3>"What is kept"</h3>
            <Kept/>
            <h3>"How fast this GPU is"</h3>
            <p>"Measured in some ten seconds, to read here and to send to whom you like."</p>
            <div class="buttons"><MeasureGpuButton/></div>
            <h3>"What it is"</h3>
            <p>
                "facegan trains the networks of the "<a href=TUTORIAL target="_blank" rel="noreferrer">"PyTorch DCGAN faces tutorial"</a>
                ", after the "<a href=PAPER target="_blank" rel="noreferrer">"DCGAN paper"</a>
                ", with the same numbers and the same weights’ names. A trained network can draw faces that resemble its \
                 photos: use photos that you may use."
            </p>
            {tiles}
            <p class="quiet">
                "Version "{env!("CARGO_PKG_VERSION")}", under MIT or Apache-2.0, as you like. It is made with "
                <a href=NOTICES target="_blank">"the software of others"</a>", each under its own licence."
            </p>
        </div>
    }
}
