//! The page as a whole: where each feature's view is, and how everything starts.

use leptos::prelude::*;

use super::context::Page;
use super::features::about::About;
use super::features::advice::view::Advice;
use super::features::alerts::view::Alerts;
use super::features::animations::view::Animations;
use super::features::announcements::view::Announcements;
use super::features::charts::view::Charts;
use super::features::comparison::view::Comparison;
use super::features::explanation::view::Explanation;
use super::features::exports::view::Downloads;
use super::features::grids::stage::Stage;
use super::features::latent::view::LatentSpace;
use super::features::neighbours::view::Neighbours;
use super::features::opened::view::Opened;
use super::features::page_effects::PageEffects;
use super::features::photos::drop_zone::WindowDrop;
use super::features::photos::intro::Intro;
use super::features::photos::view::Photos;
use super::features::projector::view::ProjectorLine;
use super::features::recovery::view::OfferedRun;
use super::features::runs::view::Runs;
use super::features::settings::address::arrival;
use super::features::settings::view::Settings;
use super::features::shortcuts::view::Shortcuts;
use super::features::training::log::Log;
use super::features::training::status::Header;
use super::features::training::view::Training;
use super::widgets::dialog::Sheets;
use super::widgets::focus::keep_focus;
use super::widgets::theme::Theme;
use facegan_core::address::{Launch, Problem as AddressProblem};
use facegan_core::problem::Problem;

/// Puts the page into the document.
pub fn mount() {
    console_error_panic_hook::set_once();
    mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let (launch, problems) = arrival();
    let page = start(&launch);
    provide_context(page);
    provide_context(Theme::follow());
    provide_context(Sheets::default());
    if !problems.is_empty() {
        page.alert(address_problem(&problems));
    }
    view! {
        <Header/>
        <ProjectorLine/>
        <Alerts/>
        <main>
            <OfferedRun/>
            <Intro/>
            <div class="studio">
                <div class="column">
                    <div class="place" id="place-photos"><Photos/></div>
                    <div class="place" id="place-settings"><Settings/></div>
                    <div class="place" id="place-opened"><Opened/></div>
                    <div class="place" id="place-runs"><Runs/></div>
                </div>
                <div class="column">
                    <div class="place" id="place-training"><Training/></div>
                    <div class="place" id="place-advice"><Advice/></div>
                    <div class="place" id="place-stage"><Stage/></div>
                    <div class="place" id="place-neighbours"><Neighbours/></div>
                    <div class="place" id="place-charts"><Charts/></div>
                    <div class="place" id="place-comparison"><Comparison/></div>
                    <div class="place" id="place-latent"><LatentSpace/></div>
                    <div class="place" id="place-animations"><Animations/></div>
                    <div class="place" id="place-downloads"><Downloads/></div>
                    <div class="place" id="place-log"><Log/></div>
                </div>
            </div>
        </main>
        <Announcements/>
        <PageEffects/>
        <About/>
        <Explanation/>
        <Shortcuts/>
        <WindowDrop/>
    }
}

/// A page with the address's settings and an engine that is being started.
fn start(launch: &Launch) -> Page {
    let page = Page::new(launch);
    page.engine.listen(move |event| page.on_event(event));
    page.spawn_engine();
    page.follow_image_size();
    page.follow_timeline();
    page.follow_plan();
    page.store_settings();
    page.follow_latents();
    page.ask_for_adapter();
    page.watch_for_advice();
    page.watch_for_explanation();
    page.watch_projector();
    page.watch_visibility();
    keep_focus(page);
    if let Some(count) = launch.samples {
        page.add_samples(count);
    }
    if launch.autostart {
        page.start_when_ready();
    }
    page
}

fn address_problem(problems: &[AddressProblem]) -> Problem {
    let listed: Vec<_> = problems.iter().map(ToString::to_string).collect();
    Problem {
        what: format!("Part of the address was left out: {}.", listed.join("; ")),
        advice: "What it leaves open has its default; see the settings.".into(),
    }
}
