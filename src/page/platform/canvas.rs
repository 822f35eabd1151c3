//! Draws pixels on canvases, and sizes canvases to whole screen pixels.

use js_sys::Uint8ClampedArray;
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use facegan_core::images::Picture;

/// The least share of the available width that a whole multiple of screen pixels has to fill.
const LEAST_FILLED: f64 = 0.85;

/// Draws a picture at one canvas pixel a pixel.
///
/// # Errors
/// The browser's exception.
pub fn paint(canvas: &HtmlCanvasElement, picture: &Picture) -> Result<(), JsValue> {
    resize(canvas, picture.width as u32, picture.height as u32);
    context(canvas)?.put_image_data(&image_data(&picture.rgb, picture.width, picture.height)?, 0.0, 0.0)
}

fn image_data(rgb: &[u8], width: usize, height: usize) -> Result<ImageData, JsValue> {
    // Copied out of wasm's memory: the browser keeps what it is given and reads it later.
    let bytes = Uint8ClampedArray::from(rgba(rgb).as_slice());
    ImageData::new_with_js_u8_clamped_array_and_sh(&bytes, width as u32, height as u32)
}

/// Gives a canvas of pixels its size on screen: the largest whole multiple of screen pixels that fits into
/// `available` CSS pixels, or all of them where not even one does.
pub fn fit(canvas: &HtmlCanvasElement, available: f64) {
    let ratio = window().device_pixel_ratio();
    let multiple = (available * ratio / f64::from(canvas.width().max(1))).floor();
    if multiple >= 1.0 {
        set_size(canvas, f64::from(canvas.width()) * multiple / ratio, "pixelated");
    } else {
        set_size(canvas, available, "auto");
    }
}

/// How a picture's pixels are enlarged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enlarged {
    /// Between pixels, colours change evenly.
    Smoothly,
    /// Each pixel is a square.
    InSquares,
}

/// Gives a canvas of pixels all of `available` CSS pixels as its width on screen. In squares it is the largest whole
/// multiple of screen pixels instead, where that leaves little free.
pub fn fill(canvas: &HtmlCanvasElement, available: f64, enlarged: Enlarged) {
    let ratio = window().device_pixel_ratio();
    let pixels = f64::from(canvas.width().max(1));
    let whole = (available * ratio / pixels).floor() * pixels / ratio;
    match enlarged {
        Enlarged::Smoothly => set_size(canvas, available, "auto"),
        Enlarged::InSquares if whole >= LEAST_FILLED * available => set_size(canvas, whole, "pixelated"),
        Enlarged::InSquares => set_size(canvas, available, "pixelated"),
    }
}

/// Sets a canvas's width on screen, in CSS pixels, and how its pixels are enlarged.
fn set_size(canvas: &HtmlCanvasElement, width: f64, rendering: &str) {
    let style = web_sys::HtmlElement::style(canvas);
    // A style that the browser does not know leaves the canvas as it is.
    let _ = style.set_property("width", &format!("{width}px"));
    let _ = style.set_property("image-rendering", rendering);
}

/// A canvas that is not on the page.
///
/// # Errors
/// The browser's exception.
pub fn detached() -> Result<HtmlCanvasElement, JsValue> {
    Ok(document().create_element("canvas")?.unchecked_into())
}

/// The drawing context of a canvas.
///
/// # Errors
/// The browser's exception.
pub fn context(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    let context = canvas.get_context("2d")?.ok_or_else(|| JsValue::from_str("this browser cannot draw on canvases"))?;
    Ok(context.unchecked_into())
}

/// Clears a canvas and gives it its size in pixels.
pub fn resize(canvas: &HtmlCanvasElement, width: u32, height: u32) {
    canvas.set_width(width);
    canvas.set_height(height);
}

fn rgba(rgb: &[u8]) -> Vec<u8> {
    let mut rgba = vec![u8::MAX; rgb.len() / 3 * 4];
    for (to, from) in rgba.chunks_exact_mut(4).zip(rgb.chunks_exact(3)) {
        to[..3].copy_from_slice(from);
    }
    rgba
}
