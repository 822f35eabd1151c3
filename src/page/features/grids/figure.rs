//! The tutorial's last figure: real images beside fake ones, titled.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::state::Frame;
use crate::page::context::use_page;
use crate::page::features::grids::images::paint_reals;
use crate::page::platform::bitmap::Bitmap;
use crate::page::platform::canvas::{context, detached, resize};
use crate::page::platform::download;

/// Width of each of the two grids at least, in pixels.
const LEAST_WIDTH: u32 = 512;
/// Space around the grids and above them, for the titles, in pixels.
const MARGIN: f64 = 24.0;
const HEAD: f64 = 56.0;
const TITLE: &str = "600 24px system-ui, sans-serif";

#[component]
pub fn SaveFigure() -> impl IntoView {
    let page = use_page();
    let ready = Memo::new(move |_| page.grids.reals.with(Option::is_some) && page.grids.shown.with(Option::is_some));
    let save = move |_| {
        page.grids.reals.with_untracked(|reals| {
            page.grids.shown.with_untracked(|frame| {
                if let (Some(reals), Some(frame)) = (reals, frame) {
                    page.check("The figure could not be saved", save_figure(reals, frame));
                }
            });
        });
    };
    view! {
        <Show when=move || ready.get()>
            <button type="button" on:click=save>"Save both side by side as PNG"</button>
        </Show>
    }
}

fn save_figure(reals: &Bitmap, frame: &Frame) -> Result<(), JsValue> {
    let grids = [("Real Images", detached()?), ("Fake Images", detached()?)];
    paint_reals(&grids[0].1, reals)?;
    frame.bitmap.paint(&grids[1].1)?;
    let figure = detached()?;
    draw(&figure, &grids)?;
    download::save_canvas(&format!("real_and_fake_images_{:06}.png", frame.iteration), &figure)
}

/// Draws titled grids side by side, small ones enlarged by a whole number.
fn draw(figure: &HtmlCanvasElement, grids: &[(&str, HtmlCanvasElement); 2]) -> Result<(), JsValue> {
    let widest = grids.iter().map(|(_, grid)| grid.width()).max().unwrap_or_default().max(1);
    let highest = grids.iter().map(|(_, grid)| grid.height()).max().unwrap_or_default();
    let multiple = f64::from(LEAST_WIDTH.div_ceil(widest));
    let (width, height) = (f64::from(widest) * multiple, f64::from(highest) * multiple);
    resize(figure, (2.0 * width + 3.0 * MARGIN) as u32, (height + HEAD + MARGIN) as u32);
    let context = context(figure)?;
    context.set_fill_style_str("white");
    context.fill_rect(0.0, 0.0, f64::from(figure.width()), f64::from(figure.height()));
    context.set_fill_style_str("black");
    context.set_font(TITLE);
    context.set_text_align("center");
    context.set_image_smoothing_enabled(false);
    for ((title, grid), column) in grids.iter().zip([0.0, 1.0]) {
        let left = MARGIN + column * (width + MARGIN);
        context.fill_text(title, left + width / 2.0, HEAD - 20.0)?;
        let (width, height) = (f64::from(grid.width()) * multiple, f64::from(grid.height()) * multiple);
        context.draw_image_with_html_canvas_element_and_dw_and_dh(grid, left, HEAD, width, height)?;
    }
    Ok(())
}
