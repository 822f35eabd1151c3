//! What the page asks of the browser beyond the DOM.

pub mod bitmap;
pub mod camera;
pub mod canvas;
pub mod clock;
pub mod download;

pub mod fetch;
pub mod files;
pub mod fullscreen;
pub mod gpu;
pub mod notify;
pub mod object_url;
pub mod offline;
pub mod preferences;
pub mod shutter_sound;
pub mod storage;
pub mod turn;
pub mod wake_lock;
pub mod worker_queue;

use js_sys::{Array, Reflect, Uint8Array};
use leptos::prelude::document;
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

/// Whether the person asked the system for less motion.
pub fn wants_less_motion() -> bool {
    let query = leptos::prelude::window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

/// Whether the browser encodes videos by itself; Firefox on phones does not.
pub fn encodes_video() -> bool {
    Reflect::has(&leptos::prelude::window(), &"VideoEncoder".into()).unwrap_or_default()
}

/// What `<meta name=… content=…>` of index.html says: the address of a file whose name is made when the page is built.
fn named(name: &str) -> Option<String> {
    document().query_selector(&format!("meta[name='{name}']")).ok().flatten()?.get_attribute("content")
}

/// Bytes as the browser takes a file's.
fn blob(bytes: &[u8], mime: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), &options)
}
