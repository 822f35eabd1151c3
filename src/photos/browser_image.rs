//! The browser's own image decoder, for formats that ours does not read (AVIF, HEIC where the browser has it).

use image::RgbImage;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use crate::worker::scope;
use facegan_data::decode::{DecodeError, check_pixels};

/// Decodes an image as the browser would show it: upright, and only the first frame of an animation.
///
/// # Errors
/// [`DecodeError::TooLarge`] for more pixels than are read, and [`DecodeError::Heic`] or [`DecodeError::UnknownFormat`]
/// when the browser cannot read it either. The browser's reason is dropped: it does not help a person.
pub async fn decode(bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    let bitmap = decode_bitmap(bytes).await.map_err(|_| DecodeError::of_unknown(bytes))?;
    let (width, height) = (bitmap.width(), bitmap.height());
    // The browser limits the bitmap in its own memory; this limits the copies in the worker's memory.
    let pixels = check_pixels(width, height).map(|()| read_pixels(&bitmap));
    bitmap.close();
    let rgba = pixels?.map_err(|_| DecodeError::UnknownFormat)?;
    let rgb = rgba.chunks_exact(4).flat_map(|rgba| [rgba[0], rgba[1], rgba[2]]).collect();
    RgbImage::from_raw(width, height, rgb).ok_or(DecodeError::UnknownFormat)
}

async fn decode_bitmap(bytes: &[u8]) -> Result<ImageBitmap, JsValue> {
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?;
    Ok(JsFuture::from(scope().create_image_bitmap_with_blob(&blob)?).await?.unchecked_into())
}

fn read_pixels(bitmap: &ImageBitmap) -> Result<Vec<u8>, JsValue> {
    let (width, height) = (bitmap.width(), bitmap.height());
    let context = OffscreenCanvas::new(width, height)?.get_context("2d")?.ok_or("no 2d canvas")?;
    let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_image_bitmap(bitmap, 0.0, 0.0)?;
    Ok(context.get_image_data(0.0, 0.0, f64::from(width), f64::from(height))?.data().0)
}
