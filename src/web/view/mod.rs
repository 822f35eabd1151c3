//! The page's components, one file a panel.

mod about;
mod advice;
mod alerts;
mod animations;
mod chart;
mod charts;
mod downloads;
mod drop_zone;
mod export_progress;
mod images;
mod intro;
mod latent;
mod log;
mod manners;
mod neighbours;
mod opened;
mod photos;
mod runs;
mod settings;
mod shortcuts;
mod stage;
mod status;
mod theme;
mod thumbnails;
mod training;
mod width;

use leptos::prelude::*;

use super::page::Page;
use crate::address::{Launch, Problem as AddressProblem};
use crate::protocol::Problem;

/// Puts the page into the document.
pub fn mount() {
    console_error_panic_hook::set_once();
    mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let query = window().location().search().unwrap_or_default();
    let (launch, problems) = Launch::from_query(&query);
    let page = Page::new(&launch);
    provide_context(page);
    provide_context(theme::Theme::follow());
    if !problems.is_empty() {
        page.alert(address_problem(&problems));
    }
    view! {
        <status::Header/>
        <alerts::Alerts/>
        <main>
            <intro::Intro/>
            <div class="studio">
                <div class="column">
                    <photos::Photos/>
                    <settings::Settings/>
                    <opened::Opened/>
                    <runs::Runs/>
                </div>
                <div class="column">
                    <training::Training/>
                    <advice::Advice/>
                    <stage::Stage/>
                    <neighbours::Neighbours/>
                    <charts::Charts/>
                    <latent::LatentSpace/>
                    <animations::Animations/>
                    <downloads::Downloads/>
                    <log::Log/>
                </div>
            </div>
        </main>
        <about::About/>
        <shortcuts::Shortcuts/>
        <manners::Manners/>
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
