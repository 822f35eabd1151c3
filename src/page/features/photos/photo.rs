//! The sheet with a photo: what is cut out of it, and whether that is trained on.

use leptos::ev::MouseEvent;
use leptos::html::Canvas;
use leptos::prelude::*;

use super::parts::{Part, parts};
use super::state::ShownPhoto;
use crate::page::context::{Page, use_page};
use crate::page::format::grouped;
use crate::page::platform::canvas;
use crate::page::widgets::dialog::{Dialog, close_around};
use facegan_core::config::Crop;
use facegan_core::faces::{Cut, PhotoKey};

/// The sheet; what is in it lives only while it is open.
#[component]
pub fn PhotoSheet() -> impl IntoView {
    let open = use_page().photos.sheet;
    view! {
        <Dialog id="photo-title" title="A photo and what is cut out of it" open=open>
            <Show when=move || open.get()><Photo/></Show>
        </Dialog>
    }
}

#[component]
fn Photo() -> impl IntoView {
    let page = use_page();
    let shown = Memo::new(move |_| page.photos.photo.with(|shown| shown.as_ref().map(|shown| shown.photo)));
    let name = move || {
        page.photos.photo.with(|shown| match shown {
            Some(ShownPhoto { entry, .. }) => format!("{}, {}×{}", entry.name, entry.width, entry.height),
            None => "Reading the photo…".to_owned(),
        })
    };
    view! {
        <div class="photo-sheet">
            <p role="status"><strong>{name}</strong></p>
            {move || shown.get().map(|_| view! { <Contents/> })}
            <Neighbours shown/>
        </div>
    }
}

/// Leads to the photos before and behind.
#[component]
fn Neighbours(shown: Memo<Option<u32>>) -> impl IntoView {
    let page = use_page();
    let photos = Memo::new(move |_| page.app.with(|app| app.report().map(|report| report.photos)).unwrap_or_default());
    let place = move || shown.get().map_or(0, |photo| photo as usize);
    let go = move |to: usize| page.open_photo(to as u32);
    view! {
        <div class="pager">
            <button
                type="button" id="photo-before" data-next="photo-behind" disabled=move || place() == 0
                on:click=move |_| go(untrack(place).saturating_sub(1))
            >"Previous photo"</button>
            <span class="quiet">{move || format!("{} of {}", grouped(place() + 1), grouped(photos.get()))}</span>
            <button
                type="button" id="photo-behind" data-next="photo-before"
                disabled=move || { place() + 1 >= photos.get() } on:click=move |_| go(untrack(place) + 1)
            >"Next photo"</button>
        </div>
    }
}

#[component]
fn Contents() -> impl IntoView {
    let page = use_page();
    let of = |ShownPhoto { photo, entry, picture }: &ShownPhoto| (*photo, entry.clone(), picture.is_some());
    let Some((photo, entry, has_picture)) = page.photos.photo.with_untracked(|shown| shown.as_ref().map(of)) else {
        return ().into_any();
    };
    let crop = page.app.with_untracked(|app| app.report().map(|report| report.crop.crop())).unwrap_or_default();
    let is_left_out = page.photos.decisions.with_untracked(|decisions| decisions.leaves_out(&entry.folder));
    let parts = parts(&entry, crop, is_left_out);
    let what = match crop {
        _ if parts.is_empty() => Some("No face was found in this photo."),
        Crop::Faces => None,
        Crop::Auto | Crop::Centre => Some("The square in the middle is used."),
    };
    let copy = entry.near_duplicate_of.map(|_| "Nearly the same as an earlier photo.");
    let missing = (!has_picture).then_some("The photo itself is not stored, only what was cut out of it.");
    let key = entry.key.clone();
    let over = has_picture.then(|| {
        let boxes = parts.iter().map(|part| view! { <Frame key=key.clone() part=part.clone()/> }).collect_view();
        view! { <Picture name=entry.name.clone() sides=(entry.width, entry.height)/>{boxes} }
    });
    let row = |part: Part| view! { <Row key=key.clone() part photo name=entry.name.clone()/> };
    let rows = parts.into_iter().map(row).collect_view();
    let locked = move || match page.can_decide() {
        false => Some("Locked until the run ends."),
        true if is_left_out => Some("Its folder is left out; to change this, take the folder in."),
        true => None,
    };
    let shape = f64::from(entry.width) / f64::from(entry.height.max(1));
    view! {
        <div class="photo" style:max-width=format!("calc(60dvh * {shape:.4})")>{over}</div>
        <p class="quiet">{missing}</p>
        <p class="quiet">{what}</p>
        <p class="quiet">{copy}</p>
        <ul class="parts" aria-label="What is cut out of it">{rows}</ul>
        <p class="quiet" id="photo-hint">{locked}</p>
    }
    .into_any()
}

#[component]
fn Picture(name: String, sides: (u32, u32)) -> impl IntoView {
    let page = use_page();
    let node = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        page.photos.photo.with_untracked(|shown| {
            if let Some(picture) = shown.as_ref().and_then(|shown| shown.picture.as_ref()) {
                page.check("The photo could not be drawn", canvas::paint(&element, picture));
            }
        });
    });
    let (width, height) = sides;
    view! { <canvas node_ref=node role="img" aria-label=name width=width.to_string() height=height.to_string()></canvas> }
}

/// A frame over the photo, which takes what it holds in or leaves it out.
#[component]
fn Frame(key: PhotoKey, part: Part) -> impl IntoView {
    let page = use_page();
    let number = match part.cut {
        Cut::Face(number) => (number + 1).to_string(),
        Cut::Centre => String::new(),
    };
    let [left, top, width, height] = part.place.map(|percent| format!("{percent:.2}%"));
    let (name, cut, is_left_out) = (part.name(), part.cut, part.is_left_out);
    let taken = taken(page, &key, part);
    view! {
        <button
            type="button" class="frame" class:left-out=move || !taken.get() aria-label=name
            aria-pressed=move || taken.get().to_string() aria-describedby="photo-hint"
            disabled=move || is_left_out || !page.can_decide() style:left=left style:top=top style:width=width style:height=height
            on:click=move |_| page.decide(&key, cut, !taken.get_untracked())
        ><span aria-hidden="true">{number}</span></button>
    }
}

/// A part of the photo: how it looks, whether it is trained on and why not.
#[component]
fn Row(key: PhotoKey, part: Part, photo: u32, name: String) -> impl IntoView {
    let page = use_page();
    let label = format!("Take {}", part.name().to_lowercase());
    let (cut, is_left_out) = (part.cut, part.is_left_out);
    let crop = key.clone();
    let fate = {
        let (key, part) = (key.clone(), part.clone());
        move || part.fate(page.photos.decisions.with(|decisions| decisions.get(&key, cut)))
    };
    let find = format!("Find this face in the latent space: {}", part.name().to_lowercase());
    let taken = taken(page, &key, part);
    let weights = page.drawing_weights();
    let search = move |event: MouseEvent| {
        page.check("The photo stays open", close_around(&event));
        page.find_square(name.clone(), photo, cut);
    };
    view! {
        <li>
            <Cropped key=crop cut/>
            <label class="check">
                <input
                    type="checkbox" role="switch" prop:checked=taken disabled=move || is_left_out || !page.can_decide()
                    aria-describedby="photo-hint"
                    on:change=move |event| page.decide(&key, cut, event_target_checked(&event))
                />
                {label}
            </label>
            <span class="quiet">{fate}</span>
            <Show when=move || weights.with(Option::is_some)>
                <button type="button" aria-label=find.clone() on:click=search.clone()>"Find this face in the latent space"</button>
            </Show>
        </li>
    }
}

/// What netD sees of a part, where it is among the thumbnails on screen.
#[component]
fn Cropped(key: PhotoKey, cut: Cut) -> impl IntoView {
    let page = use_page();
    let picture = page.photos.thumbnails.with_untracked(|shown| {
        let shown = shown.as_ref()?;
        let place = shown.squares.iter().position(|square| square.key == key && square.cut == cut)?;
        shown.picture(place, untrack(|| page.settings.nc()))
    });
    picture.map(|picture| {
        let node = NodeRef::<Canvas>::new();
        Effect::new(move |_| {
            if let Some(element) = node.get() {
                page.check("A face could not be drawn", canvas::paint(&element, &picture));
            }
        });
        view! { <canvas node_ref=node aria-hidden="true" width="1" height="1"></canvas> }
    })
}

fn taken(page: Page, key: &PhotoKey, part: Part) -> Memo<bool> {
    let key = key.clone();
    Memo::new(move |_| part.is_taken(page.photos.decisions.with(|decisions| decisions.get(&key, part.cut))))
}
