//! Keyboard shortcuts and the sheet that lists them.

use leptos::prelude::*;

#[component]
pub fn Shortcuts() -> impl IntoView {}
