//! Earlier runs.

use leptos::prelude::*;

#[component]
pub fn Runs() -> impl IntoView {}
