//! Downloads: saves bytes, blobs and canvases as files.

use std::time::Duration;

use leptos::prelude::{document, set_timeout};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlAnchorElement, HtmlCanvasElement, Url};

use crate::page::platform::blob;
use crate::page::platform::canvas::{detached, paint};
use facegan_core::images::Picture;

/// How long a download has to start before its bytes are freed.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// Saves bytes as a file.
///
/// # Errors
/// The browser's exception.
pub fn save_bytes(name: &str, mime: &str, bytes: &[u8]) -> Result<(), JsValue> {
    save(name, &blob(bytes, mime)?)
}

/// Saves what a canvas shows as PNG.
///
/// # Errors
/// The browser's exception.
pub fn save_canvas(name: &str, canvas: &HtmlCanvasElement) -> Result<(), JsValue> {
    let name = name.to_owned();
    let encoded = Closure::once_into_js(move |blob: Option<Blob>| match blob {
        Some(blob) => save(&name, &blob),
        None => Ok(()),
    });
    canvas.to_blob(encoded.unchecked_ref())
}

/// Saves a picture as PNG, pixel by pixel.
///
/// # Errors
/// The browser's exception.
pub fn save_picture(name: &str, picture: &Picture) -> Result<(), JsValue> {
    let canvas = detached()?;
    paint(&canvas, picture)?;
    save_canvas(name, &canvas)
}

/// Saves a blob as a file.
///
/// # Errors
/// The browser's exception.
pub fn save(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    set_timeout(move || drop(Url::revoke_object_url(&url)), START_TIMEOUT);
    Ok(())
}
