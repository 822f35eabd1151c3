//! Faults that a GPU device reports by itself: uncaptured errors, which no call of Burn's returns, and its loss.

use facegan_kernels::Faults;
use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Listens to a `GPUDevice` for as long as the worker lives.
///
/// Not through wgpu, which panics on errors of a kind that it does not know.
pub fn watch(device: &JsValue) -> Faults {
    let faults = Faults::default();
    let noted = faults.clone();
    let on_error = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        noted.note(message(&property(&event, "error")));
    });
    // This replaces CubeCL's handler, which panics. Setting it cannot fail: every device has the property.
    let _ = Reflect::set(device, &"onuncapturederror".into(), on_error.as_ref());
    on_error.forget();
    let noted = faults.clone();
    if let Ok(lost) = property(device, "lost").dyn_into::<Promise>() {
        spawn_local(async move {
            if let Ok(info) = JsFuture::from(lost).await {
                noted.note(format!("the device was lost: {}", message(&info)));
            }
        });
    }
    faults
}

fn message(of: &JsValue) -> String {
    property(of, "message").as_string().filter(|text| !text.is_empty()).unwrap_or_else(|| "it does not say what".into())
}

fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
