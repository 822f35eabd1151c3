//! The real images nearest to a chosen fake.

use leptos::prelude::*;

#[component]
pub fn Neighbours() -> impl IntoView {}
