//! Playing with the latent space.

use leptos::prelude::*;

#[component]
pub fn LatentSpace() -> impl IntoView {}
