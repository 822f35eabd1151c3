//! The page's components, one file a panel.

mod about;
mod advice;
mod alerts;
mod animations;
mod charts;
mod dialog;
mod downloads;
mod drop_zone;
mod export_progress;
mod images;
mod intro;
mod latent;
mod log;
mod manners;
mod neighbours;
mod notify;
mod opened;
mod photos;
mod returning;
mod runs;
mod setback;
mod settings;
mod shortcuts;
mod stage;
mod status;
mod theme;
mod thumbnails;
mod training;
mod width;

use leptos::prelude::*;

use super::page::{Page, arrival};
use facegan_core::address::Problem as AddressProblem;
use facegan_core::problem::Problem;

/// Puts the page into the document.
pub fn mount() {
    console_error_panic_hook::set_once();
    mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let (launch, problems) = arrival();
    let page = Page::new(&launch);
    provide_context(page);
    provide_context(theme::Theme::follow());
    provide_context(dialog::Sheets::default());
    if !problems.is_empty() {
        page.alert(address_problem(&problems));
    }
    view! {
        <status::Header/>
        <alerts::Alerts/>
        <main>
            <returning::Returning/>
            <intro::Intro/>
            <div class="studio">
                <div class="column">
                    <div class="place" id="place-photos"><photos::Photos/></div>
                    <div class="place" id="place-settings"><settings::Settings/></div>
                    <div class="place" id="place-opened"><opened::Opened/></div>
                    <div class="place" id="place-runs"><runs::Runs/></div>
                </div>
                <div class="column">
                    <div class="place" id="place-training"><training::Training/></div>
                    <div class="place" id="place-advice"><advice::Advice/></div>
                    <div class="place" id="place-stage"><stage::Stage/></div>
                    <div class="place" id="place-neighbours"><neighbours::Neighbours/></div>
                    <div class="place" id="place-charts"><charts::Charts/></div>
                    <div class="place" id="place-latent"><latent::LatentSpace/></div>
                    <div class="place" id="place-animations"><animations::Animations/></div>
                    <div class="place" id="place-downloads"><downloads::Downloads/></div>
                    <div class="place" id="place-log"><log::Log/></div>
                </div>
            </div>
        </main>
        <manners::Manners/>
        <about::About/>
        <shortcuts::Shortcuts/>
        <drop_zone::WindowDrop/>
    }
}

/// The page's state, which [`App`] provides.
fn use_page() -> Page {
    expect_context()
}

fn address_problem(problems: &[AddressProblem]) -> Problem {
    let listed: Vec<_> = problems.iter().map(ToString::to_string).collect();
    Problem {
        what: format!("Part of the address was left out: {}.", listed.join("; ")),
        advice: "What it leaves open has its default; see the settings.".into(),
    }
}
