//! The space that the browser gives this site.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

/// Asks the browser not to clear this site's data when space runs short. Browsers may refuse; some ask the person, so
/// this is for the moment when they begin something that is worth it.
pub async fn persist() {
    if let Ok(answer) = window().navigator().storage().persist() {
        // Nothing depends on the answer.
        let _ = JsFuture::from(answer).await;
    }
}

/// Bytes that this site may still store; nothing where the browser has no estimate.
pub async fn free() -> Option<f64> {
    let estimate = estimate().await?;
    Some(estimate.get_quota()? - estimate.get_usage()?)
}

/// Bytes that this site stores; nothing where the browser has no estimate.
pub async fn used() -> Option<f64> {
    estimate().await?.get_usage()
}

async fn estimate() -> Option<StorageEstimate> {
    let answer = window().navigator().storage().estimate().ok()?;
    Some(JsFuture::from(answer).await.ok()?.unchecked_into())
}
