//! Asking the browser for its GPU, on the page and in the worker, through reflection: its bindings are not stable yet.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// What a person can do where the browser finds no GPU.
pub const NO_ADAPTER_ADVICE: &str = "Turn on hardware acceleration in the browser's settings, update the graphics \
                                     driver, or try another browser. Then reload the page.";

/// Whether the browser offers WebGPU where this runs.
pub fn has_webgpu(navigator: &JsValue) -> bool {
    Reflect::get(navigator, &"gpu".into()).is_ok_and(|gpu| !gpu.is_falsy())
}

/// `navigator.gpu.requestAdapter()`: null where there is no GPU that can be used.
///
/// # Errors
/// The browser's exception where it has no WebGPU.
pub async fn request_adapter(navigator: &JsValue) -> Result<JsValue, JsValue> {
    let gpu = Reflect::get(navigator, &"gpu".into())?;
    let request: Function = Reflect::get(&gpu, &"requestAdapter".into())?.dyn_into()?;
    let adapter: Promise = request.call0(&gpu)?.dyn_into()?;
    JsFuture::from(adapter).await
}
