//! What happens to the photos, and how to check it.

use leptos::prelude::*;

#[component]
pub fn About() -> impl IntoView {}
