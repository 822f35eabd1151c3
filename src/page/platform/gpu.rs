//! What the page may know of the computer's GPU.

use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen::JsValue;

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

/// What the browser answers when it is asked for its GPU.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Adapter {
    /// There is none that it can use.
    Missing,
    /// There is one.
    Found {
        /// Bytes of the largest buffer that it takes in a kernel, where it says so.
        largest_buffer: Option<f64>,
    },
}

/// Asks the browser for its GPU; nothing where it has no WebGPU.
pub async fn adapter() -> Option<Adapter> {
    let adapter = request_adapter(&window().navigator()).await.ok()?;
    if adapter.is_null() || adapter.is_undefined() {
        return Some(Adapter::Missing);
    }
    Some(Adapter::Found { largest_buffer: largest_buffer(&adapter) })
}

fn largest_buffer(adapter: &JsValue) -> Option<f64> {
    let limits = Reflect::get(adapter, &"limits".into()).ok()?;
    let limit = |key: &str| Reflect::get(&limits, &key.into()).ok()?.as_f64();
    Some(limit("maxStorageBufferBindingSize")?.min(limit("maxBufferSize")?))
}
