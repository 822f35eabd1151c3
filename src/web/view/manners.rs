//! What a page does besides being looked at: its title, notifications, the wake lock.

use leptos::prelude::*;

#[component]
pub fn Manners() -> impl IntoView {}
