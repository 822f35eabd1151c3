//! PNGs that the engine kept.

use js_sys::{Array, Uint8Array};
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlCanvasElement, ImageBitmap, Url};

use super::canvas::context;
use crate::protocol::Picture;

/// An address of bytes in memory, for as long as this value lives.
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// The address of a PNG.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn new(png: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(Url::create_object_url_with_blob(&blob(png)?)?))
    }

    /// The address.
    pub fn get(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // Refused only for what is no such address.
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// The pixels of a PNG, which is decoded off this thread.
///
/// # Errors
/// The browser's exception, for bytes that are no picture too.
pub async fn decode(png: &[u8]) -> Result<Picture, JsValue> {
    let bitmap = JsFuture::from(window().create_image_bitmap_with_blob(&blob(png)?)?).await?;
    let bitmap: ImageBitmap = bitmap.unchecked_into();
    let picture = pixels(&bitmap);
    bitmap.close();
    picture
}

fn pixels(bitmap: &ImageBitmap) -> Result<Picture, JsValue> {
    let (width, height) = (bitmap.width(), bitmap.height());
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    let context = context(&canvas)?;
    context.draw_image_with_image_bitmap(bitmap, 0.0, 0.0)?;
    let rgba = context.get_image_data(0.0, 0.0, f64::from(width), f64::from(height))?.data();
    let rgb = rgba.chunks_exact(4).flat_map(|rgba| [rgba[0], rgba[1], rgba[2]]).collect();
    Ok(Picture { width: width as usize, height: height as usize, rgb })
}

fn blob(png: &[u8]) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("image/png");
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(png)), &options)
}
