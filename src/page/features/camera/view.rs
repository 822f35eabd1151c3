//! The button that opens the camera, and its sheet.

use leptos::html::Video;
use leptos::prelude::*;
use web_sys::HtmlVideoElement;

use super::state::Stage;
use crate::page::context::{Page, use_page};
use crate::page::features::announcements::speech::Keep;
use crate::page::features::announcements::voice::Voice;
use crate::page::format::count;
use crate::page::state::AppState;
use crate::page::widgets::dialog::{Dialog, close_around, use_sheets};

/// Opens the camera.
#[component]
pub fn CameraButton() -> impl IntoView {
    let (page, open) = (use_page(), use_sheets().camera);
    let off = Memo::new(move |_| !page.app.with(AppState::can_load));
    view! {
        <button
            type="button" aria-haspopup="dialog" data-next="start" disabled=off
            aria-describedby="photos-hint" on:click=move |_| open.set(true)
        >"Use the camera"</button>
    }
}

/// The sheet; the camera is on only while it is open.
#[component]
pub fn Camera() -> impl IntoView {
    let (page, open) = (use_page(), use_sheets().camera);
    let voice = Voice::new(Keep::Latest);
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            page.finish_camera();
            voice.fall_silent();
        }
        is_open
    });
    Effect::new(move |_| {
        if open.get() && page.camera.stage.get() == Stage::Taking {
            voice.say(format!("{}. {}.", taken(page), page.camera.hint.get().sentence()));
        }
    });
    view! {
        <Dialog id="camera-title" title="Camera" open=open>
            <p class="hidden" role="status">{voice.text}</p>
            <Show when=move || open.get()><Live/></Show>
        </Dialog>
    }
}

#[component]
fn Live() -> impl IntoView {
    let page = use_page();
    let camera = page.camera;
    let video = NodeRef::<Video>::new();
    Effect::new(move |_| {
        if let Some(video) = video.get() {
            untrack(|| page.start_camera(video));
        }
    });
    let is_off = Memo::new(move |_| matches!(camera.stage.get(), Stage::Off(_)));
    let hint = move || match camera.stage.get() {
        Stage::Starting | Stage::Taking => camera.hint.get().sentence(),
        Stage::Paused => "Paused",
        Stage::Off(_) => "",
    };
    view! {
        <div class="camera">
            <p>
                "Pictures are taken by themselves while your face is still. Look here and there: the more they differ, the \
                 better. They are added to your photos when you are done, and never leave this machine."
            </p>
            <Trouble/>
            <div class="camera-view" class:flash=move || camera.flashes.get() hidden=move || is_off.get()>
                <video node_ref=video playsinline=true muted=true aria-label="What the camera sees, mirrored"></video>
            </div>
            <p class="camera-hint">{hint}</p>
            <p class="quiet" id="camera-taken">{move || taken(page)}</p>
            <Controls video/>
        </div>
    }
}

/// Why the camera is off.
#[component]
fn Trouble() -> impl IntoView {
    let camera = use_page().camera;
    let problem = move || match camera.stage.get() {
        Stage::Off(trouble) => Some(trouble.problem()),
        _ => None,
    };
    view! {
        <div role="alert">
            {move || problem().map(|problem| view! {
                <div class="alert"><p><strong>{problem.what}</strong>" "{problem.advice}</p></div>
            })}
        </div>
    }
}

#[component]
fn Controls(video: NodeRef<Video>) -> impl IntoView {
    let page = use_page();
    let stage = page.camera.stage;
    let label = move || if stage.get() == Stage::Taking { "Pause" } else { "Take pictures" };
    let busy = move || (stage.get() == Stage::Starting).to_string();
    view! {
        <Choice video/>
        <label class="check">
            <input type="checkbox" on:change=move |event| page.sound_camera(event_target_checked(&event))/>
            "Sound"
        </label>
        <div class="buttons">
            <button
                type="button" aria-busy=busy
                on:click=move |_| with_video(video, |video| page.toggle_camera(video))
            >{label}</button>
            <button type="button" class="primary" on:click=move |event| page.check("The camera stays open", close_around(&event))>
                "Done"
            </button>
        </div>
    }
}

/// A choice of the camera, where there are several.
#[component]
fn Choice(video: NodeRef<Video>) -> impl IntoView {
    let page = use_page();
    let camera = page.camera;
    let several = Memo::new(move |_| camera.cameras.with(|cameras| cameras.len() > 1));
    let option = move |offered: crate::page::platform::camera::Camera| {
        let id = offered.id.clone();
        let is_chosen = move || camera.chosen.with(|chosen| chosen.as_ref() == Some(&id));
        view! { <option value=offered.id selected=is_chosen>{offered.name}</option> }
    };
    view! {
        <Show when=move || several.get()>
            <div class="control">
                <label for="camera-choice">"Which camera"</label>
                <select
                    id="camera-choice"
                    on:change=move |event| {
                        let id = event_target_value(&event);
                        with_video(video, |video| page.choose_camera(id, video));
                    }
                >{move || camera.cameras.get().into_iter().map(option).collect_view()}</select>
            </div>
        </Show>
    }
}

fn with_video(video: NodeRef<Video>, act: impl FnOnce(HtmlVideoElement)) {
    if let Some(video) = video.get_untracked() {
        act(video);
    }
}

/// How many pictures there are. Reactive.
fn taken(page: Page) -> String {
    format!("{} taken", count(page.camera.taken.get(), "photo"))
}
