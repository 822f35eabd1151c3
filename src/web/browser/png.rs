//! PNGs that the engine kept.

use wasm_bindgen::prelude::*;
use web_sys::Url;

use super::bitmap::Bitmap;
use super::blob;
use facegan_core::images::Picture;

/// An address of bytes in memory, for as long as this value lives.
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// The address of a PNG.
    ///
    /// # Errors
    /// The browser's exception.
    pub fn new(png: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(Url::create_object_url_with_blob(&blob(png, "image/png")?)?))
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
    let bitmap = Bitmap::decode(png).await?;
    bitmap.read_part((0, 0), bitmap.extent())
}
