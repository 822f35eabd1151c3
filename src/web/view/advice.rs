//! What the numbers suggest to do, in plain language.

use leptos::prelude::*;

#[component]
pub fn Advice() -> impl IntoView {}
