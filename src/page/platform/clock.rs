//! Times as the person's browser writes them, and waiting for one.

use js_sys::{Date, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A moment, in milliseconds since 1970 (UTC), as date and time to the second where the person is.
pub fn date_and_time(milliseconds: f64) -> String {
    written(milliseconds, &[("dateStyle", "medium"), ("timeStyle", "medium")])
}

/// The same as day, month and time.
pub fn short_date_and_time(milliseconds: f64) -> String {
    let numeric = "2-digit";
    written(
        milliseconds,
        &[("day", "numeric"), ("month", "short"), ("hour", numeric), ("minute", numeric), ("second", numeric)],
    )
}

fn written(milliseconds: f64, options: &[(&str, &str)]) -> String {
    let date = Date::new(&JsValue::from_f64(milliseconds));
    let format = Object::new();
    // A plain object takes any property.
    options.iter().for_each(|(name, value)| drop(Reflect::set(&format, &(*name).into(), &(*value).into())));
    let language = window().navigator().language().unwrap_or_else(|| "en".into());
    date.to_locale_string(&language, &format).into()
}

/// Waits until a moment, in milliseconds since 1970.
pub async fn wait_until(moment: f64) {
    let left = (moment - Date::now()).max(0.0) as i32;
    let passed = Promise::new(&mut |resolve, _| {
        // Cannot fail: the handler is a function.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, left);
    });
    // The promise is only ever resolved, by the timer.
    let _ = JsFuture::from(passed).await;
}
