//! What the page asks of the browser beyond the DOM.

pub mod bitmap;
pub mod canvas;
pub mod download;
pub mod files;
pub mod kept;
pub mod notify;
pub mod offline;
pub mod recorder;
pub mod turn;
pub mod wake_lock;
pub mod worker;

use leptos::prelude::document;

/// Whether the browser offers WebGPU to this page.
pub fn has_webgpu() -> bool {
    js_sys::Reflect::get(&leptos::prelude::window().navigator(), &"gpu".into()).is_ok_and(|gpu| !gpu.is_falsy())
}

/// What `<meta name=… content=…>` of index.html says: the address of a file whose name is made when the page is built.
fn named(name: &str) -> Option<String> {
    document().query_selector(&format!("meta[name='{name}']")).ok().flatten()?.get_attribute("content")
}
