//! The real images nearest to a chosen fake.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::state::{Asked, Found};
use super::verdict::Verdict;
use crate::page::context::use_page;
use crate::page::format::{count, grouped};
use crate::page::platform::canvas::paint;
use facegan_core::images::Picture;

#[component]
pub fn Neighbours() -> impl IntoView {
    let page = use_page();
    let neighbours = page.neighbours;
    let chosen = Memo::new(move |_| page.grids.has_chosen_face());
    let shown = Memo::new(move |_| chosen.get() || neighbours.asked.with(Option::is_some));
    let searching =
        Memo::new(move |_| neighbours.asked.with(Option::is_some) && neighbours.found.with(Option::is_none));
    let images = Memo::new(move |_| page.app.with(|app| app.report().map_or(0, |report| report.images)));
    let status = move || {
        if searching.get() {
            format!("Comparing it with {}…", count(images.get(), "image"))
        } else if images.get() == 0 {
            "The photos of this run are not loaded.".to_owned()
        } else {
            String::new()
        }
    };
    view! {
        <Show when=move || shown.get()>
            <section class="panel" aria-labelledby="neighbours-title">
                <h2 id="neighbours-title">"Copied or new?"</h2>
                <p class="quiet">
                    "Compares the chosen face with every photo, pixel by pixel, and each of the nearest photos with all \
                     others. A face that is far nearer to a photo than other photos are was learnt by heart."
                </p>
                <div class="buttons">
                    <button
                        type="button" disabled=move || !chosen.get() || images.get() == 0
                        on:click=move |_| page.find_nearest()
                    >"Find the nearest photos"</button>
                </div>
                <p class="quiet" aria-live="polite">{status}</p>
                {move || Some(view! { <Answer asked=neighbours.asked.get()? found=neighbours.found.get()?/> })}
            </section>
        </Show>
    }
}

#[component]
fn Answer(asked: Asked, found: Found) -> impl IntoView {
    let size = found.images.size;
    let verdict = verdict(&found);
    let photos = found.images.rgb.chunks_exact(size * size * 3).zip(&found.indices).zip(&found.distances);
    let photos: Vec<_> = photos
        .enumerate()
        .map(|(place, ((rgb, index), distance))| {
            let nearest = found.among_themselves.get(place).map(|other| format!(", its nearest photo {other:.2}"));
            let note = format!("{distance:.2} away{}", nearest.unwrap_or_default());
            view! { <li><Portrait size rgb=rgb.to_vec() name=photo_name(*index) note/></li> }
        })
        .collect();
    let fake = format!("Face {}", asked.face + 1);
    let moment = format!("iteration {}", grouped(asked.iteration));
    view! {
        <ol class="neighbours" aria-label="Nearest photos">
            <li class="fake"><Portrait size rgb=asked.image.rgb name=fake note=moment/></li>
            {photos}
        </ol>
        <p>{verdict}</p>
        <p class="quiet">"0 would be the photo itself; 2, black against white."</p>
    }
}

/// What the comparison says of the face.
fn verdict(found: &Found) -> Option<String> {
    let name = |nearest: usize| found.indices.get(nearest).map(|index| photo_name(*index)).unwrap_or_default();
    Some(match Verdict::of(&found.distances, &found.among_themselves)? {
        Verdict::Copied { nearest } => {
            format!("Learnt by heart: the face is far nearer to {} than photos here are to each other.", name(nearest))
        }
        Verdict::Resembles { nearest } => {
            format!("New, and like {}: nearer to it than other photos are, as a blend of photos is.", name(nearest))
        }
        Verdict::New => "New: each of these photos has other photos that are nearer to it than the face is.".to_owned(),
    })
}

fn photo_name(index: u32) -> String {
    format!("Photo {}", grouped(index as usize + 1))
}

/// An image with what it is below.
#[component]
fn Portrait(size: usize, rgb: Vec<u8>, name: String, note: String) -> impl IntoView {
    let page = use_page();
    let node = NodeRef::<Canvas>::new();
    let picture = Picture { width: size, height: size, rgb };
    Effect::new(move |_| {
        if let Some(element) = node.get() {
            page.check("A photo could not be drawn", paint(&element, &picture));
        }
    });
    view! {
        <figure>
            <canvas node_ref=node role="img" aria-label=name.clone()></canvas>
            <figcaption><strong>{name}</strong><span class="quiet">{note}</span></figcaption>
        </figure>
    }
}
