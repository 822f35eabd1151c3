//! The bytes of a dropped file.

use std::io;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::exception::describe;

/// Reads a whole file.
///
/// # Errors
/// When it was moved, deleted or changed since it was dropped, or may not be read.
pub async fn read_all(file: &Blob) -> io::Result<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|error| unread(&error))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// A browser's exception at reading a file.
pub fn unread(error: &JsValue) -> io::Error {
    io::Error::other(describe(error))
}
