//! What the page may know of the computer's GPU.

use js_sys::Reflect;
use leptos::prelude::window;

use crate::adapter::{self, request_adapter};

/// Whether the browser offers WebGPU to this page.
pub fn has_webgpu() -> bool {
    adapter::has_webgpu(&window().navigator())
}

/// `navigator.deviceMemory`: the computer's memory in GiB, rounded and capped by the browser; nothing where it is
/// missing.
pub fn ram() -> Option<f64> {
    Reflect::get(&window().navigator(), &"deviceMemory".into()).ok()?.as_f64()
}

/// Bytes of the largest buffer that the GPU takes in a kernel, if there is a GPU.
pub async fn largest_buffer() -> Option<f64> {
    let adapter = request_adapter(&window().navigator()).await.ok()?;
    let limits = Reflect::get(&adapter, &"limits".into()).ok()?;
    let limit = |key: &str| Reflect::get(&limits, &key.into()).ok()?.as_f64();
    Some(limit("maxStorageBufferBindingSize")?.min(limit("maxBufferSize")?))
}
