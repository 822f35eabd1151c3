//! How an animation is shown: its speed and its size, and of a walk its length and where it ends.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::animations::schedule::{Choices, SPEEDS, Subject};
use facegan_core::animation::{Ending, Pace, Scale};

#[component]
pub fn Speed(choices: RwSignal<Choices>) -> impl IntoView {
    let options = SPEEDS.map(|speed| {
        view! {
            <option value=speed.to_string() selected=move || choices.with(|choices| choices.fps == speed)>
                {format!("{speed} frames a second")}
            </option>
        }
    });
    let set = move |text: String| {
        if let Ok(speed) = text.parse() {
            choices.update(|choices| choices.fps = speed);
        }
    };
    view! {
        <label class="speed">
            <span>"Speed"</span>
            <select on:change=move |event| set(event_target_value(&event))>{options}</select>
        </label>
    }
}

/// How many times larger than netG's pictures.
#[component]
pub fn Size(choices: RwSignal<Choices>) -> impl IntoView {
    let options = Scale::ALL.map(|scale| {
        let factor = scale.factor();
        let name = if factor == 1 { "as drawn".to_owned() } else { format!("{factor} times, smooth") };
        view! {
            <option value=factor.to_string() selected=move || choices.with(|choices| choices.scale() == scale)>
                {name}
            </option>
        }
    });
    let set = move |text: String| {
        if let Some(scale) = text.parse().ok().and_then(Scale::of) {
            choices.update(|choices| choices.set_scale(scale));
        }
    };
    view! {
        <label class="speed">
            <span>"Size"</span>
            <select on:change=move |event| set(event_target_value(&event))>{options}</select>
        </label>
    }
}

/// Of a walk: how long it takes, whether it leads back, and whether it lingers.
#[component]
pub fn WalkOptions(choices: RwSignal<Choices>) -> impl IntoView {
    let loops = move || choices.with(|choices| choices.ending == Ending::Loop);
    let lingers = move || choices.with(|choices| choices.pace == Pace::Eased);
    let set_ending = move |loops: bool| {
        choices.update(|choices| choices.ending = if loops { Ending::Loop } else { Ending::LastStop });
    };
    let set_pace = move |lingers: bool| {
        choices.update(|choices| choices.pace = if lingers { Pace::Eased } else { Pace::Even });
    };
    view! {
        <div class="choices">
            <Length choices/>
            <label class="check">
                <input
                    type="checkbox" prop:checked=loops on:change=move |event| set_ending(event_target_checked(&event))
                />
                "Lead back to the first face"
            </label>
            <label class="check">
                <input
                    type="checkbox" prop:checked=lingers on:change=move |event| set_pace(event_target_checked(&event))
                />
                "Slow down at each face"
            </label>
        </div>
    }
}

#[component]
fn Length(choices: RwSignal<Choices>) -> impl IntoView {
    let page = use_page();
    let error = RwSignal::new(None::<String>);
    let seconds = move || choices.with(|choices| choices.seconds(page.available(Subject::Walk))).to_string();
    let set = move |text: String| {
        let taken = choices.try_update(|choices| choices.set_seconds(&text));
        error.set(taken.and_then(Result::err));
    };
    view! {
        <div class="control">
            <label for="walk-seconds">"Length in seconds"</label>
            <input
                id="walk-seconds" inputmode="decimal" autocomplete="off" aria-describedby="walk-seconds-error"
                aria-invalid=move || error.with(Option::is_some).to_string() prop:value=seconds
                on:change=move |event| set(event_target_value(&event))
            />
            <p class="error" id="walk-seconds-error">{move || error.get()}</p>
        </div>
    }
}
