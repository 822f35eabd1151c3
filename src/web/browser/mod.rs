//! What the page asks of the browser beyond the DOM.

pub mod bitmap;
pub mod canvas;
pub mod download;
pub mod files;
pub mod recorder;
pub mod worker;

/// Whether the browser offers WebGPU to this page.
pub fn has_webgpu() -> bool {
    js_sys::Reflect::get(&leptos::prelude::window().navigator(), &"gpu".into()).is_ok_and(|gpu| !gpu.is_falsy())
}
