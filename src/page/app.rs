//! The page as a whole: where each feature's view is, and how everything starts.

use std::time::Duration;

use leptos::prelude::*;

use super::context::{Page, use_page};
use super::features::about::{About, Footer};
use super::features::advice::view::Advice;
use super::features::alerts::view::Alerts;
use super::features::animations::view::Animations;
use super::features::announcements::view::Announcements;
use super::features::camera::view::Camera;
use super::features::charts::view::Charts;
use super::features::comparison::view::Comparison;
use super::features::explanation::view::Explanation;
use super::features::exports::view::Downloads;
use super::features::gpu_report::view::MeasureGpu;
use super::features::grids::stage::Stage;
use super::features::latent::view::LatentSpace;
use super::features::neighbours::view::Neighbours;
use super::features::opened::view::Opened;
use super::features::page_effects::PageEffects;
use super::features::photos::drop_zone::WindowDrop;
use super::features::photos::intro::Intro;
use super::features::photos::photo::PhotoSheet;
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
use super::guide::Panel;
use super::widgets::dialog::Sheets;
use super::widgets::focus::keep_focus;
use super::widgets::in_turn::InTurn;
use super::widgets::theme::Theme;
use facegan_core::address::{Launch, Problem as AddressProblem};
use facegan_core::problem::Problem;

/// Puts the page into the document.
pub fn mount() {
    console_error_panic_hook::set_once();
    // In a task of its own: the one that runs this has instantiated the wasm.
    set_timeout(|| mount_to_body(App), Duration::ZERO);
}

/// Where the panels come among the parts that are made in turn: after the introduction, and what surrounds the panels.
const PANELS: usize = 2;
/// Where the six sheets come. Nobody opens one in the first moments.
const SHEETS: usize = PANELS + Panel::ALL.len();

#[component]
fn App() -> impl IntoView {
    let (launch, problems) = arrival();
    let page = start(&launch);
    provide_context(page);
    provide_context(Theme::follow());
    provide_context(Sheets::default());
    let made = InTurn::make(SHEETS + 6);
    provide_context(made);
    if !problems.is_empty() {
        page.alert(address_problem(&problems));
    }
    let phase = Memo::new(move |_| page.phase());
    view! {
        <Header/>
        <ProjectorLine/>
        <Alerts/>
        <main class=move || phase.get().word()>
            <OfferedRun/>
            <Show when=move || made.has(0)><Intro/></Show>
            <div class="studio">
                <div class="column">
                    <Place panel=Panel::Stage><Stage/></Place>
                    <Place panel=Panel::Neighbours><Neighbours/></Place>
                    <Place panel=Panel::Latent><LatentSpace/></Place>
                    <Place panel=Panel::Animations><Animations/></Place>
                    <Place panel=Panel::Downloads><Downloads/></Place>
                </div>
                <div class="column">
                    <Place panel=Panel::Training><Training/></Place>
                    <Place panel=Panel::Advice><Advice/></Place>
                    <Place panel=Panel::Charts><Charts/></Place>
                    <Place panel=Panel::Comparison><Comparison/></Place>
                    <Place panel=Panel::Photos><Photos/></Place>
                    <Place panel=Panel::Settings><Settings/></Place>
                    <Place panel=Panel::Opened><Opened/></Place>
                    <Place panel=Panel::Runs><Runs/></Place>
                    <Place panel=Panel::Log><Log/></Place>
                </div>
            </div>
        </main>
        <Show when=move || made.has(1)><Announcements/><PageEffects/><Footer/></Show>
        <Show when=move || made.has(SHEETS)><Shortcuts/></Show>
        <Show when=move || made.has(SHEETS + 1)><Camera/></Show>
        <Show when=move || made.has(SHEETS + 2)><PhotoSheet/></Show>
        <Show when=move || made.has(SHEETS + 3)><Explanation/></Show>
        <Show when=move || made.has(SHEETS + 4)><About/></Show>
        <Show when=move || made.has(SHEETS + 5)><MeasureGpu/></Show>
        <WindowDrop/>
    }
}

/// The place of a panel, hidden while the panel has nothing to show.
#[component]
fn Place(panel: Panel, children: ChildrenFn) -> impl IntoView {
    let page = use_page();
    let made: InTurn = expect_context();
    let there = Memo::new(move |_| page.has_panel(panel));
    let is_made = Memo::new(move |_| made.has(PANELS + panel as usize));
    view! {
        <div class="place" id=panel.place() hidden=move || !there.get()>
            <Show when=move || is_made.get()>{children()}</Show>
        </div>
    }
}

/// A page with the address's settings and an engine that is being started.
fn start(launch: &Launch) -> Page {
    let page = Page::new(launch);
    page.engine.listen(move |event| page.on_event(event));
    page.spawn_engine();
    page.follow_reading();
    page.follow_timeline();
    page.follow_plan();
    page.follow_origin();
    page.store_settings();
    page.follow_latents();
    page.follow_playing();
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
