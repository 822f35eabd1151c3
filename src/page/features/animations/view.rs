//! The timeline and walks as GIF, video and PNGs.

use leptos::prelude::*;

use super::options::{Size, Speed, WalkOptions};
use crate::page::context::use_page;
use crate::page::features::animations::schedule::{Choices, Subject};
use crate::page::features::exports::progress::ExportProgress;
use crate::page::features::exports::state::Product;
use crate::page::platform::encodes_video;
use facegan_core::export::FilmFormat;

#[component]
pub fn Animations() -> impl IntoView {
    let page = use_page();
    let choices = RwSignal::new(Choices::default());
    let subject = Memo::new(move |_| choices.with(|choices| choices.subject));
    let animation = Memo::new(move |_| choices.with(|choices| page.animation(choices)));
    let off = Memo::new(move |_| animation.with(Option::is_none) || !page.can_make_files());
    let subjects = Subject::ALL.map(|which| {
        view! {
            <button
                type="button" aria-pressed=move || (subject.get() == which).to_string()
                on:click=move |_| choices.update(|choices| choices.subject = which)
            >{which.label()}</button>
        }
    });
    let about = move || match animation.with(Option::is_some) {
        true => {
            let (available, size) = (page.available(subject.get()), page.picture_size(subject.get()));
            choices.with(|choices| choices.summary(available, size))
        }
        false => subject.get().missing().to_owned(),
    };
    let drawing = move || {
        let available = animation.with(Option::is_some).then(|| page.available(subject.get()))?;
        choices.with(|choices| choices.drawing(available, page.latent.seconds_a_face()))
    };
    let save = move |format: FilmFormat| {
        if let Some(animation) = animation.get_untracked() {
            choices.with_untracked(|choices| page.save_film(animation, choices, format));
        }
    };
    let is_mine = |product| product == Product::Film;
    view! {
        <section class="panel animations" aria-labelledby="animations-title">
            <h2 id="animations-title">"Animations"</h2>
            <div class="presets" role="group" aria-label="What to animate">{subjects}</div>
            <Show when=move || subject.get() == Subject::Walk><WalkOptions choices/></Show>
            <div class="choices"><Speed choices/><Size choices/></div>
            <p class="quiet">{about}" "{drawing}</p>
            <div class="buttons">
                <button type="button" disabled=off on:click=move |_| save(FilmFormat::Gif)>"Save as GIF"</button>
                {encodes_video().then(|| view! {
                    <button type="button" disabled=off on:click=move |_| save(FilmFormat::Video)>"Save as video"</button>
                })}
                <button type="button" disabled=off on:click=move |_| save(FilmFormat::Pngs)>"Save as PNGs"</button>
            </div>
            <ExportProgress is_mine/>
        </section>
    }
}
