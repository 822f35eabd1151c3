//! Pictures that the browser has decoded, ready to be drawn at once.

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap};

use crate::page::platform::blob;
use crate::page::platform::canvas::{self, context, resize};
use facegan_core::images::Picture;

/// A decoded picture, whose memory is freed when this value is dropped.
pub struct Bitmap(ImageBitmap);

impl Drop for Bitmap {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Bitmap {
    /// Decodes an image file, off this thread, to just the pixels that it holds.
    ///
    /// # Errors
    /// The browser's exception, for bytes that are no image too.
    pub fn decode(file: &[u8]) -> impl Future<Output = Result<Self, JsValue>> + use<> {
        // No MIME type is needed: browsers recognise an image by its bytes.
        let blob = blob(file, "");
        Self::when_made(blob.and_then(|blob| create_image_bitmap(&blob)))
    }

    /// Whether the browser decodes an image file.
    pub async fn can_decode(file: &Blob) -> bool {
        Self::when_made(create_image_bitmap(file)).await.is_ok()
    }

    async fn when_made(promise: Result<Promise, JsValue>) -> Result<Self, JsValue> {
        Ok(Self(JsFuture::from(promise?).await?.unchecked_into()))
    }

    /// Width and height in pixels.
    pub fn extent(&self) -> (usize, usize) {
        (self.0.width() as usize, self.0.height() as usize)
    }

    /// Draws all of it over a canvas, which is resized to it.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn paint(&self, canvas: &HtmlCanvasElement) -> Result<(), JsValue> {
        resize(canvas, self.0.width(), self.0.height());
        context(canvas)?.draw_image_with_image_bitmap(&self.0, 0.0, 0.0)
    }

    /// Draws the part of `extent` (width and height) pixels whose upper left corner is at `corner` over a canvas, which
    /// is resized to it.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn paint_part(
        &self,
        canvas: &HtmlCanvasElement,
        corner: (usize, usize),
        extent: (usize, usize),
    ) -> Result<(), JsValue> {
        resize(canvas, extent.0 as u32, extent.1 as u32);
        let [x, y, width, height] = [corner.0, corner.1, extent.0, extent.1].map(|length| length as f64);
        context(canvas)?.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            &self.0, x, y, width, height, 0.0, 0.0, width, height,
        )
    }

    /// Draws a square part whose upper left corner is at `from` to `to` on a canvas, at the same size.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn draw_part(
        &self,
        context: &CanvasRenderingContext2d,
        from: (f64, f64),
        to: (f64, f64),
        side: f64,
    ) -> Result<(), JsValue> {
        context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            &self.0, from.0, from.1, side, side, to.0, to.1, side, side,
        )
    }

    /// The pixels of that part.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn read_part(&self, corner: (usize, usize), extent: (usize, usize)) -> Result<Picture, JsValue> {
        let canvas = canvas::detached()?;
        self.paint_part(&canvas, corner, extent)?;
        let (width, height) = extent;
        let rgba = context(&canvas)?.get_image_data(0.0, 0.0, width as f64, height as f64)?.data();
        let rgb = rgba.chunks_exact(4).flat_map(|rgba| [rgba[0], rgba[1], rgba[2]]).collect();
        Ok(Picture { width, height, rgb })
    }
}

/// `createImageBitmap` without any conversion of the pixels.
fn create_image_bitmap(image: &Blob) -> Result<Promise, JsValue> {
    let options = Object::new();
    for option in ["colorSpaceConversion", "premultiplyAlpha"] {
        Reflect::set(&options, &option.into(), &"none".into())?;
    }
    let create: Function = Reflect::get(&window(), &"createImageBitmap".into())?.dyn_into()?;
    create.call2(&window(), image, &options)?.dyn_into()
}
