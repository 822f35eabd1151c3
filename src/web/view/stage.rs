//! The sample grids through time, beside the real images.

use leptos::prelude::*;

use super::images::FakesAndReals;

#[component]
pub fn Stage() -> impl IntoView {
    view! { <FakesAndReals/> }
}
