//! The timeline and walks as GIF and video.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::features::animations::schedule::{SPEED, SPEEDS, Subject, summary};
use crate::page::features::exports::progress::ExportProgress;
use crate::page::features::exports::state::Product;
use crate::page::platform::recorder::VideoFormat;

#[component]
pub fn Animations() -> impl IntoView {
    let page = use_page();
    let (subject, choose) = signal(Subject::default());
    let (speed, set_speed) = signal(SPEED);
    let animation = Memo::new(move |_| page.animation(subject.get(), speed.get()));
    let off = Memo::new(move |_| animation.with(Option::is_none) || !page.can_make_files());
    let subjects = Subject::ALL.map(|which| {
        view! {
            <button
                type="button" aria-pressed=move || (subject.get() == which).to_string()
                on:click=move |_| choose.set(which)
            >{which.label()}</button>
        }
    });
    let about = move || match animation.with(Option::is_some) {
        true => summary(subject.get(), page.picture_count(subject.get(), speed.get()), speed.get()),
        false => subject.get().missing().to_owned(),
    };
    let save_gif = move |_| {
        if let Some(animation) = animation.get_untracked() {
            page.save_gif(animation);
        }
    };
    let is_mine = |product| matches!(product, Product::Gif | Product::Video);
    view! {
        <section class="panel animations" aria-labelledby="animations-title">
            <h2 id="animations-title">"Animations"</h2>
            <div class="choices">
                <div class="presets" role="group" aria-label="What to animate">{subjects}</div>
                <Speed speed set_speed/>
            </div>
            <p class="quiet">{about}</p>
            <div class="buttons">
                <button type="button" disabled=off on:click=save_gif>"Save as GIF"</button>
                {VideoFormat::supported().map(|format| {
                    let save = move |_| {
                        if let Some(animation) = animation.get_untracked() {
                            page.save_video(subject.get_untracked(), animation, speed.get_untracked(), format);
                        }
                    };
                    view! {
                        <button
                            type="button" disabled=off aria-describedby="video-format" on:click=save
                        >"Save as video"</button>
                        <span class="quiet" id="video-format">
                            {format!("The video is {}, recorded as it plays: keep this tab in front.", format.name)}
                        </span>
                    }
                })}
            </div>
            <ExportProgress is_mine/>
        </section>
    }
}

#[component]
fn Speed(speed: ReadSignal<u32>, set_speed: WriteSignal<u32>) -> impl IntoView {
    let options = SPEEDS.map(|choice| {
        view! {
            <option value=choice.to_string() selected=move || speed.get() == choice>
                {format!("{choice} frames a second")}
            </option>
        }
    });
    let set = move |text: String| {
        if let Ok(choice) = text.parse() {
            set_speed.set(choice);
        }
    };
    view! {
        <label class="speed">
            <span>"Speed"</span>
            <select on:change=move |event| set(event_target_value(&event))>{options}</select>
        </label>
    }
}
