//! What G draws from its fixed noise, beside what it learns from: both in the fakes' geometry, so that images line up.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::stage::Faces;
use super::use_page;
use super::width::use_width;
use crate::web::browser::canvas::{context, detached, fit, paint, resize};
use crate::web::browser::download;
use crate::web::grid::{FAKE_PADDING, Grid, REAL_PADDING};
use crate::web::page::Page;
use facegan_core::images::Picture;

#[component]
pub fn RealImages() -> impl IntoView {
    let page = use_page();
    let (around, node) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let width = use_width(around);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        page.reals.with(|reals| {
            if let Some(reals) = reals {
                page.check("The real images could not be drawn", paint_reals(&element, reals));
            }
        });
        fit(&element, width.get());
    });
    let shown = Memo::new(move |_| page.reals.with(Option::is_some));
    let save =
        move |_| page.reals.with_untracked(|reals| page.check("The picture could not be saved", save_reals(reals)));
    view! {
        <figure>
            <h3>"Real Images"</h3>
            <div class="grid" class:empty=move || !shown.get() node_ref=around>
                <div class="stage-picture">
                    <canvas node_ref=node role="img" aria-label="Real images" width="530" height="530"></canvas>
                </div>
            </div>
            <figcaption>
                <span class="quiet">
                    {move || if shown.get() { "What G learns from" } else { "They appear when a run starts" }}
                </span>
                <button type="button" disabled=move || !shown.get() on:click=save>"Save real images as PNG"</button>
            </figcaption>
        </figure>
    }
}

#[component]
pub fn FakeImages(caption: Memo<Option<String>>) -> impl IntoView {
    let page = use_page();
    let timeline = page.timeline;
    let (around, node) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let width = use_width(around);
    let shown = Memo::new(move |_| timeline.shown.with(Option::is_some));
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        timeline.shown.with(|frame| {
            if let Some(frame) = frame {
                page.check("A grid could not be drawn", frame.bitmap.paint(&element));
            }
        });
        fit(&element, width.get());
    });
    let save = move |_| {
        let iteration = timeline.shown.with_untracked(|frame| frame.as_ref().map_or(0, |frame| frame.iteration));
        save_canvas(page, node, &format!("fake_images_{iteration:06}.png"));
    };
    view! {
        <figure>
            <h3>"Fake Images"</h3>
            <div class="grid" class:empty=move || !shown.get() node_ref=around>
                <div class="stage-picture">
                    <canvas node_ref=node role="img" aria-label="Fake images" width="530" height="530"></canvas>
                    <Faces/>
                </div>
            </div>
            <figcaption>
                <span class="quiet">
                    {move || caption.get().unwrap_or_else(|| "They appear with the first iteration".into())}
                </span>
                <button type="button" disabled=move || !shown.get() on:click=save>"Save fake images as PNG"</button>
            </figcaption>
        </figure>
    }
}

/// Draws a grid of real images with the fakes' padding.
///
/// # Errors
/// The browser's exception.
pub fn paint_reals(canvas: &HtmlCanvasElement, reals: &Picture) -> Result<(), JsValue> {
    let Some(from) = Grid::of(reals.width, reals.height, REAL_PADDING) else {
        return paint(canvas, reals);
    };
    let source = detached()?;
    paint(&source, reals)?;
    let to = from.laid_out(FAKE_PADDING);
    let (width, height) = to.extent();
    resize(canvas, width as u32, height as u32);
    let context = context(canvas)?;
    context.set_fill_style_str("black");
    context.fill_rect(0.0, 0.0, width as f64, height as f64);
    let side = from.size as f64;
    for index in 0..from.count() {
        let [(x, y), (to_x, to_y)] = [from, to].map(|grid| grid.corner(index)).map(|(x, y)| (x as f64, y as f64));
        context.draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            &source, x, y, side, side, to_x, to_y, side, side,
        )?;
    }
    Ok(())
}

/// Saves the real images in the geometry that the tutorial gives them.
fn save_reals(reals: &Option<Picture>) -> Result<(), JsValue> {
    let Some(reals) = reals else { return Ok(()) };
    let canvas = detached()?;
    paint(&canvas, reals)?;
    download::save_canvas("real_images.png", &canvas)
}

/// Saves what a canvas shows as PNG.
pub fn save_canvas(page: Page, node: NodeRef<Canvas>, name: &str) {
    if let Some(element) = node.get_untracked() {
        page.check("The picture could not be saved", download::save_canvas(name, &element));
    }
}
