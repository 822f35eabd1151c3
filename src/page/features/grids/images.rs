//! The samples of the fixed noise beside real images, both in the fakes' geometry, so that images line up.

use std::rc::Rc;

use leptos::either::Either;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use crate::page::context::use_page;
use crate::page::features::grids::face_choice::Faces;
use crate::page::features::grids::layout::{FAKE_PADDING, Grid, REAL_PADDING};
use crate::page::platform::bitmap::Bitmap;
use crate::page::platform::canvas::{context, detached, fill, resize};
use crate::page::platform::download;
use crate::page::widgets::explained::Explained;
use crate::page::widgets::save_canvas::save_canvas;
use crate::page::widgets::width::use_width;

/// The grid of real images, drawn on a canvas.
#[component]
pub fn RealImages() -> impl IntoView {
    let page = use_page();
    let (around, node) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let width = use_width(around);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        page.grids.reals.with(|reals| {
            if let Some(reals) = reals {
                page.check("The photos could not be drawn", paint_reals(&element, reals));
            }
        });
        set_aspect(around, &element);
        fill(&element, width.get(), page.grids.enlarged.get());
    });
    let shown = Memo::new(move |_| page.grids.reals.with(Option::is_some));
    let save =
        move |_| page.grids.reals.with_untracked(|reals| page.check("The PNG could not be saved", save_reals(reals)));
    view! {
        <figure class="reals">
            <h3>"Photos"</h3>
            <div class="grid" class:empty=move || !shown.get() node_ref=around>
                <div class="stage-picture">
                    <canvas node_ref=node role="img" aria-label="Photos" width="530" height="530"></canvas>
                </div>
            </div>
            <figcaption>
                <span class="quiet">
                    {move || match shown.get() {
                        true => Either::Left(view! { <Explained text="What netD learns to recognise"/> }),
                        false => Either::Right("They appear when a run starts"),
                    }}
                </span>
                <button type="button" disabled=move || !shown.get() on:click=save>"Save photos as PNG"</button>
            </figcaption>
        </figure>
    }
}

/// The sample grid that is shown, drawn on a canvas.
#[component]
pub fn FakeImages(caption: Memo<Option<String>>) -> impl IntoView {
    let page = use_page();
    let grids = page.grids;
    let node = NodeRef::<Canvas>::new();
    let shown = Memo::new(move |_| grids.shown.with(Option::is_some));
    let save = move |_| {
        let iteration = grids.shown.with_untracked(|frame| frame.as_ref().map_or(0, |frame| frame.iteration));
        save_canvas(page, node, &format!("fake_images_{iteration:06}.png"));
    };
    view! {
        <figure class="fakes">
            <h3>"Faces"</h3>
            <FakesCanvas name="Faces" node><Faces/></FakesCanvas>
            <figcaption>
                <span class="quiet">
                    {move || caption.get().unwrap_or_else(|| "They appear with the first iteration".into())}
                </span>
                <button type="button" disabled=move || !shown.get() on:click=save>"Save grid as PNG"</button>
            </figcaption>
        </figure>
    }
}

/// The sample grid that is shown on a canvas alone, with what lies over it.
#[component]
pub fn FakesCanvas(
    /// The canvas's accessible name.
    name: &'static str,
    #[prop(optional)] node: NodeRef<Canvas>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let page = use_page();
    let grids = page.grids;
    let around = NodeRef::<Div>::new();
    let width = use_width(around);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        grids.shown.with(|frame| {
            if let Some(frame) = frame {
                page.check("A grid could not be drawn", frame.bitmap.paint(&element));
            }
        });
        set_aspect(around, &element);
        fill(&element, width.get(), page.grids.enlarged.get());
    });
    view! {
        <div class="grid" class:empty=move || grids.shown.with(Option::is_none) node_ref=around>
            <div class="stage-picture">
                <canvas node_ref=node role="img" aria-label=name width="530" height="530"></canvas>
                {children.map(|children| children())}
            </div>
        </div>
    }
}

/// Tells the style sheet how much wider than high a picture is: it is to fit into the window's height.
fn set_aspect(around: NodeRef<Div>, canvas: &HtmlCanvasElement) {
    if let Some(around) = around.get_untracked() {
        let aspect = f64::from(canvas.width()) / f64::from(canvas.height().max(1));
        // A property of any name can be set.
        let _ = web_sys::HtmlElement::style(&around).set_property("--aspect", &aspect.to_string());
    }
}

/// Draws a grid of real images with the fakes' padding.
///
/// # Errors
/// The browser's exception.
pub fn paint_reals(canvas: &HtmlCanvasElement, reals: &Bitmap) -> Result<(), JsValue> {
    let (width, height) = reals.extent();
    let Some(from) = Grid::of(width, height, REAL_PADDING) else { return reals.paint(canvas) };
    let to = from.laid_out(FAKE_PADDING);
    let (width, height) = to.extent();
    resize(canvas, width as u32, height as u32);
    let context = context(canvas)?;
    context.set_fill_style_str("black");
    context.fill_rect(0.0, 0.0, width as f64, height as f64);
    let side = from.size as f64;
    for index in 0..from.count() {
        let [(x, y), (to_x, to_y)] = [from, to].map(|grid| grid.corner(index)).map(|(x, y)| (x as f64, y as f64));
        reals.draw_part(&context, (x, y), (to_x, to_y), side)?;
    }
    Ok(())
}

/// Saves the real images in the geometry that the tutorial gives them.
fn save_reals(reals: &Option<Rc<Bitmap>>) -> Result<(), JsValue> {
    let Some(reals) = reals else { return Ok(()) };
    let canvas = detached()?;
    reals.paint(&canvas)?;
    download::save_canvas("real_images.png", &canvas)
}
