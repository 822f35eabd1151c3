//! Keeps the screen on, where the browser can.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A lock on the screen; it goes dark again when this is [released](Self::release), or the page is hidden.
pub struct WakeLock(JsValue);

impl WakeLock {
    /// Asks for one. Browsers may refuse: when the battery is low, for one.
    pub async fn request() -> Option<Self> {
        let locks = Reflect::get(&window().navigator(), &"wakeLock".into()).ok().filter(|locks| !locks.is_falsy())?;
        let lock = JsFuture::from(call(&locks, "request", &["screen".into()])?).await.ok()?;
        Some(Self(lock))
    }

    /// Gives it back.
    pub fn release(self) {
        // One that the browser took back itself is released already.
        let _ = call(&self.0, "release", &[]);
    }
}

fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Option<Promise> {
    let method: Function = Reflect::get(object, &method.into()).ok()?.dyn_into().ok()?;
    method.apply(object, &arguments.iter().collect()).ok()?.dyn_into().ok()
}
