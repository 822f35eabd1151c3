//! What a GPU device reports by itself: errors that no call of Burn's returns, and its loss.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// The faults of one device. Clones are the same.
///
/// WebGPU goes on after an error as if nothing were: what was to be computed keeps whatever it held. So whoever reads
/// something back asks here before it is believed. The browser tells of an error before it hands over anything that was
/// queued after it.
#[derive(Debug, Clone, Default)]
pub struct Faults(Rc<RefCell<Option<String>>>);

impl Faults {
    /// Listens to a `GPUDevice` for as long as the worker lives.
    pub fn watch(device: &JsValue) -> Self {
        let faults = Self::default();
        let noted = faults.clone();
        let on_error = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            noted.note(message(&property(&event, "error")));
        });
        // In place of Burn's handler, which panics. Every device has this property, so it can be set.
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

    /// The first fault since this was last asked, if there was one.
    pub fn take(&self) -> Option<String> {
        self.0.take()
    }

    fn note(&self, fault: String) {
        self.0.borrow_mut().get_or_insert(fault);
    }
}

fn message(of: &JsValue) -> String {
    property(of, "message").as_string().filter(|text| !text.is_empty()).unwrap_or_else(|| "it does not say what".into())
}

fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
