//! Addresses of pictures in memory.

use wasm_bindgen::prelude::*;
use web_sys::Url;

use crate::page::platform::blob;

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
