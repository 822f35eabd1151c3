//! A compared run's colour beside its name.

use leptos::prelude::*;

use crate::page::features::charts::colour::RunColour;

/// A small square of the colour that the charts draw a run in.
pub fn run_swatch(colour: RunColour) -> impl IntoView {
    view! { <span class="run-swatch" aria-hidden="true" style:background=format!("var({})", colour.hue())></span> }
}
