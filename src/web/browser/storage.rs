//! The space that the browser gives this site.

use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Asks the browser not to clear this site's data when space runs short. Browsers may refuse; some ask the person, so
/// this is for the moment when they begin something that is worth it.
pub async fn persist() {
    if let Ok(answer) = window().navigator().storage().persist() {
        // Refused or not, nothing else would be done.
        let _ = JsFuture::from(answer).await;
    }
}
