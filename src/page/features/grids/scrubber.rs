//! The timeline: which of the run's grids is shown, with the controls of the tutorial's animation.

use leptos::prelude::*;

use super::state::GridsState;
use crate::page::context::use_page;
use crate::page::format::grouped;
use crate::page::widgets::place_slider::PlaceSlider;

/// Grids a second.
const SPEEDS: [u32; 4] = [1, 2, 5, 10];

/// A button's picture, in a box of 24 by 24.
#[derive(Clone, Copy)]
enum Icon {
    First,
    Back,
    Play,
    Pause,
    Forward,
    Last,
    Loop,
}

impl Icon {
    /// The outline, as SVG writes it.
    fn path(self) -> &'static str {
        match self {
            Self::First => "M5 5h2.5v14H5zM20 5v14L9 12z",
            Self::Back => "M17 5v14L6 12z",
            Self::Play => "M7 4v16l13-8z",
            Self::Pause => "M6 5h4v14H6zM14 5h4v14h-4z",
            Self::Forward => "M7 5v14l11-7z",
            Self::Last => "M16.5 5H19v14h-2.5zM4 5v14l11-7z",
            Self::Loop => "M12 5V1.5L17.5 6 12 10.5V7a5.5 5.5 0 1 0 5.5 5.5h2A7.5 7.5 0 1 1 12 5z",
        }
    }
}

#[component]
pub fn Scrubber(caption: Memo<Option<String>>) -> impl IntoView {
    let page = use_page();
    let GridsState { frames, place, .. } = page.grids;
    let last = Memo::new(move |_| frames.with(|frames| frames.len().saturating_sub(1)));
    view! {
        <div class="timeline" role="group" aria-label="Timeline">
            <PlaceSlider label="Timeline" last place caption seek=move |place| page.seek(place)/>
            <div class="transport">
                <Buttons/>
                <Pace/>
                <Place/>
            </div>
        </div>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let page = use_page();
    let grids = page.grids;
    let single = Memo::new(move |_| grids.frames.with(|frames| frames.len() < 2));
    let seek_by = move |step: isize| {
        if let Some(to) = grids.place.get_untracked().and_then(|place| place.checked_add_signed(step))
            && to < grids.frames.with_untracked(Vec::len)
        {
            page.seek(to);
        }
    };
    let seek_last = move || page.seek(grids.frames.with_untracked(|frames| frames.len().saturating_sub(1)));
    let playing = move || grids.playing.get();
    view! {
        <div class="stage-keys">
            <Button name="First grid" icon=Icon::First disabled=single act=move || page.seek(0)/>
            <Button name="Previous grid" icon=Icon::Back disabled=single act=move || seek_by(-1)/>
            <button
                type="button" class="play" disabled=single
                aria-label=move || if playing() { "Pause the timeline" } else { "Play the timeline" }
                on:click=move |_| page.toggle_play()
            >{move || drawing(if playing() { Icon::Pause } else { Icon::Play })}</button>
            <Button name="Next grid" icon=Icon::Forward disabled=single act=move || seek_by(1)/>
            <Button name="Last grid" icon=Icon::Last disabled=single act=seek_last/>
        </div>
    }
}

#[component]
fn Button(name: &'static str, icon: Icon, disabled: Memo<bool>, act: impl Fn() + Send + 'static) -> impl IntoView {
    view! {
        <button type="button" aria-label=name title=name disabled=disabled on:click=move |_| act()>
            {drawing(icon)}
        </button>
    }
}

/// Whether playing loops, and how fast it is.
#[component]
fn Pace() -> impl IntoView {
    let grids = use_page().grids;
    let options = SPEEDS.map(|speed| {
        view! {
            <option value=speed.to_string() selected=move || grids.speed.get() == speed>{speed}" a second"</option>
        }
    });
    let set = move |event| {
        if let Ok(speed) = event_target_value(&event).parse() {
            grids.speed.set(speed);
        }
    };
    view! {
        <div class="stage-keys">
            <button
                type="button" aria-label="Loop" title="Loop" aria-pressed=move || grids.repeats.get().to_string()
                on:click=move |_| grids.repeats.update(|repeats| *repeats = !*repeats)
            >{drawing(Icon::Loop)}</button>
            <select aria-label="Speed" on:change=set>{options}</select>
        </div>
    }
}

/// Which grid it is.
#[component]
fn Place() -> impl IntoView {
    let grids = use_page().grids;
    let text = move || {
        let place = grids.place.get()? + 1;
        let count = grids.frames.with(Vec::len);
        Some(format!("Grid {} of {}", grouped(place), grouped(count)))
    };
    view! { <span class="quiet">{text}</span> }
}

fn drawing(icon: Icon) -> impl IntoView {
    view! { <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d=icon.path()></path></svg> }
}
