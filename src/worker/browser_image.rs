//! The browser's own image decoder, for formats that the engine does not read (AVIF, HEIC where the browser has it).

use image::RgbImage;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::port::scope;

/// Decodes an image the way the browser would show it, upright.
///
/// `None` when the browser cannot read it either; what it says of the reason is of no help to a person.
pub async fn decode(bytes: &[u8]) -> Option<RgbImage> {
    try_decode(bytes).await.ok().flatten()
}

async fn try_decode(bytes: &[u8]) -> Result<Option<RgbImage>, JsValue> {
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?;
    let bitmap = JsFuture::from(scope().create_image_bitmap_with_blob(&blob)?).await?;
    let bitmap: ImageBitmap = bitmap.unchecked_into();
    let pixels = read_pixels(&bitmap);
    let (width, height) = (bitmap.width(), bitmap.height());
    bitmap.close();
    let rgb = pixels?.chunks_exact(4).flat_map(|rgba| [rgba[0], rgba[1], rgba[2]]).collect();
    Ok(RgbImage::from_raw(width, height, rgb))
}

fn read_pixels(bitmap: &ImageBitmap) -> Result<Vec<u8>, JsValue> {
    let (width, height) = (bitmap.width(), bitmap.height());
    let context = OffscreenCanvas::new(width, height)?.get_context("2d")?.ok_or("no 2d canvas")?;
    let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_image_bitmap(bitmap, 0.0, 0.0)?;
    Ok(context.get_image_data(0.0, 0.0, f64::from(width), f64::from(height))?.data().0)
}
