//! The timeline and walks as GIF and video.

use leptos::prelude::*;

#[component]
pub fn Animations() -> impl IntoView {}
